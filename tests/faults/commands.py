"""Odd command lines: every verb, every option, odd names and values, in a folder with good, bad and odd files.

They are run one after another by a process of its own, each in a child of it, so that none waits for imports. The
verbs and their options are those that the command line has: new ones are covered by themselves.
"""

import hashlib
import json
import os
import random
import re
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from itertools import product
from pathlib import Path
from typing import NamedTuple

from tests.faults import Fault

SHORT = 15
MOST_CPU, MOST_WAIT = 2.0, 30.0
"""Seconds in which a command answers: of work, and, as the machine may be busy, of anything."""
MOST_LINES, MOST_LINES_OF_MANY = 15, 80
"""Of errors, for a few files and for the folders with odd ones."""
LONGEST_LINE = 500

GOOD = """\
title: A line
data: {kind: line, w: 0.1, b: 0.5, points: 5}
initial: {w: 0, b: -1}
learning_rate: 0.1
steps: 3
pacing: {kind: every-step, seconds: 0.8, hold_start: 0, hold_end: 0}
output: {size: 480p, fps: 5, formats: [csv]}
"""
SWEEP = GOOD.replace("title: A line", "title: A line\nsweep: {learning_rate: [0.1, 0.2]}").replace(
    "learning_rate: 0.1\nsteps", "steps"
)
BYTES = os.fsdecode(b"\xff\xfe.yaml")
SCENES = {
    "good.yaml": GOOD,
    "sweep.yaml": SWEEP,
    "-x.yaml": GOOD,
    "[1] week.yaml": GOOD,
    '{"a": 1}.yaml': GOOD,
    "[1, 2].yaml": GOOD,
    "course/course.yaml": "theme: light\n",
    "course/a.yaml": GOOD,
    "course/.hidden.yaml": GOOD,
    "course/node_modules/b.yaml": GOOD,
    "course/venv/pyvenv.cfg": "home = /usr/bin\n",
    "course/venv/b.yaml": GOOD,
    "odd/bad.yaml": "title: [\n",
    "odd/empty.yaml": "",
    "odd/new\nline.yaml": GOOD,
    "odd/escape\x1b[31m\u202e.yaml": GOOD,
    f"odd/{BYTES}": GOOD,
    "odd/UPPER.YAML": GOOD,
    "odd/dots. . .yaml": GOOD,
    "odd/ .yaml": GOOD,
    "odd/.yaml": GOOD,
    f"odd/{'n' * 250}.yaml": GOOD,
    f"odd/{'m' * 245}.yaml": GOOD,
    f"odd/{'ä' * 125}.yaml": GOOD,
    "odd/code.yaml": GOOD,
    "odd/table.yaml": GOOD.replace("kind: line, w: 0.1, b: 0.5, points: 5", "kind: csv, file: fifo.csv, x: x, y: y"),
    "odd/font.yaml": GOOD + "fonts: {regular: fifo.ttf}\n",
    "odd/folder.yaml/a.yaml": GOOD,
    "hand.pptx": "not a deck",
    "hand.py": "print(1)\n",
    "table.csv": "x,y\n1,2\n",
}
LINKS = {
    "odd/link.yaml": "../good.yaml",
    "odd/dangling.yaml": "nowhere.yaml",
    "odd/loop.yaml": "loop.yaml",
    "odd/null.yaml": "/dev/null",
    "odd/linked.csv": "../good.yaml",
    "odd/linked.png": "../good.yaml",
    "odd/linked.py": "../good.yaml",
    "odd/linked.pptx": "../good.yaml",
    "odd/round": ".",
    "taken/good.csv": "../good.yaml",
    # A mistake of ours must not harm the machine that is tested: names lead to devices, and none is a device's own.
    **{f"devices/{name}": f"/dev/{name}" for name in ("null", "zero", "full", "stdin", "stdout", "fd")},
}
PIPES = (
    *("odd/fifo.yaml", "odd/fifo.csv", "odd/fifo.ttf", "odd/fifo.pptx", "odd/fifo.png", "odd/fifo.py", "odd/fifo.gif"),
    *("piped/good.csv", "piped/index.html", "piped/other.gif", "piped/other.csv", "course-piped/course.yaml"),
)
OURS = {"assets/good.csv"}
"""Files that are ours to write over."""

NAMES = (
    *sorted(set(SCENES) | set(LINKS) | set(PIPES) | OURS),
    *(
        "nosuch.yaml",
        "nosuch",
        "good",
        "course",
        "odd",
        "odd/folder.yaml",
        "odd/socket.yaml",
        "piped",
        "taken",
        "assets",
    ),
    *(".", "..", "./", "~", "~/x", "~no.such.user/x.yaml", "./good.yaml", "good.yaml/", "good.yaml/x.yaml", "-", "--"),
    *("devices/null", "devices/zero", "devices/full", "devices/stdin", "devices/stdout", "devices/fd/0", "devices"),
    *("n" * 255, "n" * 256, "n" * 300 + ".yaml", "n" * 5000, "a/" * 3000 + "x.yaml", "n" * 300 + ".pptx", "nul\0.yaml"),
    *("new.yaml", "new/new.yaml", "new", "new/", "new.pptx", "new.png", "new.svg", "new.pdf", "new.py", "new.gif"),
    *("new\n.yaml", "new\x1b.png", os.fsdecode(b"new\xff.yaml"), os.fsdecode(b"new\xff.png"), "trailing.yaml "),
    *("code.py", "random.py", "numpy.py", "tensorflow.py", "types.py", "Code.PY", "a.b.py", "new folder/new.py"),
)
WORDS = (
    *("", " ", "\n", "\0", "0", "1", "2", "-1", "-0", "+1", "1.5", "1e3", "1e999", "nan", "inf", "-inf", "0x10", "1_0"),
    *("9" * 30, "9" * 5000, "-" + "9" * 30, "¹", "٣", "true", "null", "None", "auto", "no", "[", "[]", "[1, 2]", "]"),
    *('["a"]', '{"a": 1}', "{}", "a: b", "- a", "*a", "!!python/object:x", "%s", "{0}", "$HOME", "`id`", "; true"),
    *("csv", "csv,png", "gif", "csv csv", ",", "mp4", "web", "beamer", "mp5", "2MB", "0MB", "-1MB", "json", "text"),
    *("tcp://127.0.0.1:1", "tcp://", "x" * 300, "\ud800", "é", "e\u0301", "日本", "\u202eabc", "-h", "--help", "-q"),
    *("--", "---", "-", "-qq", "-z", "--zzz", "--out", "--out=", "--no-force", "--force=maybe", "--version"),
)
LIGHT = ("csv", "srt", "vtt", "png")
CACHES = (
    *(
        "",
        ".",
        "relative",
        "~",
        "~/cache",
        "~no.such.user/cache",
        "devices/null",
        "devices/full",
        "good.yaml",
        "good.yaml/x",
    ),
    *("odd/fifo.yaml", "odd/loop.yaml", "odd/dangling.yaml", "n" * 300, "n" * 5000, BYTES, "new\nline", "/proc", " "),
)


class Slot(NamedTuple):
    """A place for a value in the command line of a verb: that of an option, by its name, or of a name of a file."""

    verb: str
    option: str = ""


def verbs():
    """Return a right command line of each verb, and its options: by their names, whether a value follows."""
    from render.cli import app

    found = {}
    for word in ["", *(name for name in app if not name.startswith("-"))]:
        arguments = (app[word] if word else app).assemble_argument_collection()
        options = {name: not argument.is_flag() for argument in arguments for name in argument.names if name[0] == "-"}
        options |= {"--help": False, "-h": False, "--version": False}
        takes_files = any(name[0] != "-" for argument in arguments for name in argument.names)
        usual = {"verify": "assets/good.csv", "new": "new.yaml"}.get(word, "good.yaml")
        needed = [
            part
            for argument in arguments
            if argument.required and argument.names[0].startswith("-")
            for part in (argument.names[0], "1")
        ]
        found[word] = [*[word] * bool(word), *[usual] * takes_files, *needed], options
    return found


def lines(count, seed):
    """Yield so many command lines, with what the environment says: each odd value at each place, then mixtures."""
    chance, known = random.Random(seed), verbs()
    slots = [Slot(verb) for verb, (usual, _) in known.items() if len(usual) > bool(verb)]
    slots += [Slot(verb, option) for verb, (_, options) in known.items() for option in options if options[option]]
    plain = list(product(slots, dict.fromkeys([*NAMES, *WORDS])))
    chance.shuffle(plain)
    for number in range(count):
        if number % 20 == 19:
            line = chance.choice(
                [["clean"], ["clean", "--dry-run"], ["check", "good.yaml"], ["good.yaml", "--dry-run"]]
            )
            yield line, {"RENDER_CACHE": chance.choice(CACHES)}
        elif number % 3 and plain:
            slot, value = plain.pop()
            usual = known[slot.verb][0]
            begins = 1 if slot.verb else 0
            if not slot.option:
                yield [*usual[:begins], value, *usual[begins + 1 :]], {}
            elif slot.option.startswith("--") and number % 2:
                yield [*usual, f"{slot.option}={value}"], {}
            else:
                yield [*usual, slot.option, value], {}
        else:
            yield mixture(chance, known), {}


def mixture(chance, known):
    """Return words that belong together only by chance."""
    verb = chance.choice([*known, "", "chek", "nosuch"])
    usual, options = known.get(verb, ([verb], known[""][1]))
    some = [usual] if chance.random() < 0.6 else [[verb] * bool(verb)]
    for _ in range(chance.randint(0, 3)):
        some.append([chance.choice(NAMES)])
    for _ in range(chance.randint(0, 4)):
        option = chance.choice(list(options))
        value = chance.choice([chance.choice(WORDS), chance.choice(NAMES), chance.choice(LIGHT)])
        some.append([option] if chance.random() < 0.4 else [option, value])
    if chance.random() < 0.3:
        some.append([chance.choice(WORDS)])
    if chance.random() < 0.3:
        first, *rest = some
        chance.shuffle(rest)
        some = [first, *rest]
    return [word for part in some for word in part]


def lay_out(folder, film):
    """Write the folder's files; `film` is the table of a film."""
    for name, text in SCENES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    for name in ("empty", "new folder", "home", "taken", "piped", "course-piped", "assets", "devices"):
        (folder / name).mkdir(exist_ok=True)
    for name in PIPES:
        os.mkfifo(folder / name)
    for name, target in LINKS.items():
        (folder / name).symlink_to(target)
    (folder / "course-piped" / "a.yaml").write_text(GOOD)
    with suppress(OSError):
        os.mknod(folder / "odd" / "socket.yaml", stat.S_IFSOCK | 0o600)
    (folder / "assets" / "good.csv").write_bytes(film)


def seen(folder):
    """Return what is in a folder: of each path what it is, and what is in it."""
    found = {}
    for where, folders, files in os.walk(folder):
        for name in [*folders, *files]:
            path = Path(where, name)
            kind = stat.S_IFMT(path.lstat().st_mode)
            if stat.S_ISLNK(kind):
                content = os.readlink(path)  # noqa: PTH115 (a name need not be text)
            else:
                content = hashlib.sha256(path.read_bytes()).digest() if stat.S_ISREG(kind) else b""
            found[os.path.relpath(path, folder)] = kind, content
    return found


def judged(line, answer, before, after, scratch):
    """Return what is wrong with an answer."""
    code, said, told = answer["code"], answer["err"], answer["out"]
    if answer["hung"]:
        return f"no answer in {MOST_WAIT:.0f} s"
    if "Traceback" in said + told or "mistake in gradreel" in said + told:
        return (said + told).strip()[-1500:]
    if code not in {0, 1, 2}:
        return f"exit code {code}: {said[-300:]}"
    if code and not (said + told).strip():
        return f"exit code {code} without a word"
    if found := re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]", said + told):
        return f"{found[0]!r} reaches the terminal: {(said + told)[:300]!r}"
    many = any(word in {".", "./", "..", "odd"} or "round" in word for word in line)
    if said.count("\n") > (MOST_LINES_OF_MANY if many else MOST_LINES):
        return f"{said.count(chr(10))} lines of errors: {said[:600]}"
    if longest := max((each for each in said.splitlines() if len(each) > LONGEST_LINE), key=len, default=""):
        return f"a line of {len(longest):,} characters: {longest[:100]}…"
    if answer["cpu"] > MOST_CPU:
        return f"{answer['cpu']:.1f} s of work"
    ours = OURS | ({"hand.pptx", "hand.py"} if "--force" in line else set())
    if changed := [name for name in before if name not in ours and after.get(name) != before[name]]:
        return f"changed {changed}"
    if drafts := [name for name in after if ".gradreel" in name]:
        return f"left {drafts}"
    if strange := [name for name in after if name not in before and Path(name).parts[0] == "~"]:
        return f"made {strange}"
    if left := [path.name for path in scratch.iterdir()]:
        return f"left {left} in the temp folder"
    return ""


def inject(count, seed, folder):
    """Run so many odd command lines."""
    place, scratch, cache = folder / "place", folder / "scratch", Path(tempfile.mkdtemp(dir=folder))
    for each in (place, scratch):
        each.mkdir()
    film = _trained(folder, cache)
    lay_out(place, film)
    before = seen(place)
    environment = os.environ | {"RENDER_CACHE": str(cache), "TMPDIR": str(scratch), "HOME": str(place / "home")}
    environment |= {"PYTHONUTF8": "1", "COLUMNS": "100"}
    command = [sys.executable, "-m", "tests.faults.commands", str(place)]
    root = Path(__file__).parents[2]
    with subprocess.Popen(
        command, cwd=root, env=environment, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as host:
        for line, changed in lines(count, seed):
            said = {"RENDER_CACHE": str(cache / "own")} | changed if "clean" in line else changed
            host.stdin.write(json.dumps([line, said]) + "\n")
            host.stdin.flush()
            answer = json.loads(host.stdout.readline())
            after = seen(place)
            wrong = judged(line, answer, before, after, scratch)
            if after != before:
                shutil.rmtree(place)
                place.mkdir()
                lay_out(place, film)
            for left in scratch.iterdir():
                shutil.rmtree(left, ignore_errors=True)
            shown = " ".join(ascii(word) if len(word) < 60 else f"'{word[:10]}…' ({len(word)})" for word in line)
            yield Fault(f"render {shown}{f' with {said}' if said else ''}", wrong)
        host.stdin.close()


def _trained(folder, cache):
    """Fill the cache, as what is tried here never trains, and return the table of a film."""
    from render.output.plan import plan
    from render.output.writing import write
    from render.scene import loader
    from render.scene.script import recorded

    kept = os.environ.get("RENDER_CACHE")
    os.environ["RENDER_CACHE"] = str(cache)
    try:
        for text in (SWEEP, GOOD):
            (folder / "good.yaml").write_text(text)
            for take in loader.takes(folder / "good.yaml"):
                recordings, _ = recorded(take)
        write(plan(take, folder).files, recordings)
    finally:
        os.environ.pop("RENDER_CACHE")
        os.environ |= {"RENDER_CACHE": kept} if kept is not None else {}
    return (folder / "good.csv").read_bytes()


def host(place):
    """Run the command lines that come, in `place`, and answer what came of each."""
    import distributed  # noqa: F401
    import matplotlib.figure  # noqa: F401

    from render import cli, linting
    from render.course.crews import alone, cluster, processes
    from render.deck import powerpoint  # noqa: F401
    from render.output import frames  # noqa: F401
    from render.watch import server

    async def at_once(*_):
        """A page that is closed again: what is tried is what comes before."""

    server._serve = at_once
    server.webbrowser.open = lambda *_: None
    processes.Processes = lambda _: alone.Alone()
    cluster.PATIENCE = 0.2
    rules = {"pace": linting.rules()["pace"]}
    linting.rules = lambda: rules
    for said in sys.stdin:
        line, environment = json.loads(said)
        with tempfile.TemporaryFile(dir="/tmp") as out, tempfile.TemporaryFile(dir="/tmp") as err:
            began, child = time.monotonic(), os.fork()
            if not child:
                _child(cli.main, line, environment, place, out, err)
            hung = False
            while not (ended := os.wait4(child, os.WNOHANG))[0]:
                time.sleep(0.003)
                if not hung and time.monotonic() - began > MOST_WAIT:
                    hung = True
                    os.killpg(child, signal.SIGKILL)
            texts = []
            for file in (out, err):
                file.seek(0)
                texts.append(file.read().decode("utf-8", "replace"))
        used = ended[2]
        answer = {"code": os.waitstatus_to_exitcode(ended[1]), "cpu": used.ru_utime + used.ru_stime, "hung": hung}
        print(json.dumps(answer | {"out": texts[0], "err": texts[1]}), flush=True)


def _child(main, line, environment, place, out, err):
    """Run one command line, and end."""
    os.setsid()
    os.environ |= environment
    os.chdir(place)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(out.fileno(), 1)
    os.dup2(err.fileno(), 2)
    code = 99
    try:
        main(line)
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 98
    except BaseException:
        import traceback

        traceback.print_exc()
    finally:
        with suppress(Exception):
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(code)


if __name__ == "__main__":
    host(sys.argv[1])
