"""Other programs in the place of ffmpeg: missing, failing, lying, hanging. Each is named, with what it did."""

import io
import os
import random
import re
import signal
import threading
import time
from contextlib import redirect_stderr, redirect_stdout, suppress
from unittest import mock

import psutil

from render.cli import main
from render.formats.encoders import child
from render.signals import SignalError
from tests.faults import Fault

SHORT = 4

SCENE = """\
title: {title}
data: {{kind: line, w: 0.1, b: 0.5, points: 20, noise: 0.05}}
initial: {{w: 0, b: -1}}
learning_rate: 0.1
steps: 3
pacing: {{seconds: {seconds}}}
output: {{size: {size}, fps: 10, formats: [mp4, webm]}}
"""
OURS = {"title": "A line", "seconds": 0.6, "size": "320x180"}
OLD = b"the film of yesterday"
MARK = "GRADREEL_FAULT"
SILENCE, HANG = 0.4, 300.0
"""Seconds that a program may be silent which will be, and after which a run hangs."""
TAKE = "head -c {part} >/dev/null"
ALL = "cat >/dev/null"
EXIT = r"(before it had the whole film)?"
LIES = "ended without an error, but the file that it wrote "
SILENT = r"(has taken nothing|closed its input and has not ended|has the whole film and has not ended) for \d+ s"
NOT_WHOLE = f"{LIES}(is not a whole (MP4|WebM)|is cut short|has an index that cannot be read|lacks some of )"

SCRIPTS = {
    "fails at once": ("exit {code}", "ended with exit code {code} *" + EXIT),
    "fails with a word": (
        "echo no luck today >&2; exit {code}",
        f"ended with exit code {{code}} *{EXIT}: no luck today",
    ),
    "fails in the middle": (f"{TAKE}; exit {{code}}", "ended with exit code {code} *" + EXIT),
    "fails in the end": (f"{ALL}; echo no luck >&2; exit {{code}}", "ended with exit code {code}: no luck"),
    "lacks the coder": ("echo \"Unknown encoder 'lib'\" >&2; echo more >&2; exit 1", "has no encoder lib, which"),
    "says bytes": (f"{ALL}; printf 'a\\377\\033[31mb\\007' >&2; exit 1", r"ended with exit code 1: a�\\x1b\[31mb\\x07"),
    "says megabytes": (
        "head -c 3000000 /dev/zero | tr '\\0' x >&2; exit 1",
        f"ended with exit code 1 *{EXIT}: x{{{{300}}}}…",
    ),
    "says lines and lines": (f"yes no luck | head -n 200000 >&2; {ALL}; exit 1", "ended with exit code 1: no luck"),
    "writes to its output": ("yes | head -c 1000000; exit 4", f"ended with exit code 4 *{EXIT}"),
    "is killed": (f"{TAKE}; kill -{{signal}} $$", r"was ended by signal \d+ \({name}\) *" + EXIT),
    "ends well at once": ("exit 0", f"ended with exit code 0 *{EXIT}|{LIES}does not exist"),
    "ends well in the middle": (f"{TAKE}; exit 0", f"ended with exit code 0 *{EXIT}|{LIES}does not exist"),
    "makes no file": (ALL, f"{LIES}does not exist"),
    "makes an empty file": (f'{ALL}; : >"$last"', NOT_WHOLE),
    "makes a word": (f'{ALL}; printf garbage! >"$last"', NOT_WHOLE),
    "makes garbage": (f'{ALL}; cp "$here/garbage" "$last"', NOT_WHOLE),
    "cuts it short": (f'{ALL}; head -c {{cut}} "$here/right.$kind" >"$last"', f"{NOT_WHOLE}|{LIES}lacks"),
    "adds to it": (f'{ALL}; cat "$here/right.$kind" "$here/garbage" >"$last"', NOT_WHOLE),
    "makes a longer film": (f'{ALL}; cp "$here/longer.$kind" "$last"', f"{LIES}has 9 frames, not 6"),
    "makes a larger film": (f'{ALL}; cp "$here/larger.$kind" "$last"', f"{LIES}has 640x360 pixels, not 320x180"),
    "makes another kind": (f'{ALL}; cp "$here/right.$other" "$last"', NOT_WHOLE),
    "makes a folder": (f'{ALL}; mkdir "$last"', f"{LIES}is not a file"),
    "makes a full folder": (f'{ALL}; mkdir -p "$last/a/b"; : >"$last/a/c"', f"{LIES}is not a file"),
    "makes a link": (f'{ALL}; ln -s "$here/right.$kind" "$last"', f"{LIES}is a link to another one"),
    "makes a link to nothing": (f'{ALL}; ln -s nothing "$last"', f"{LIES}is a link to another one"),
    "makes a pipe": (f'{ALL}; mkfifo "$last"', f"{LIES}is not a file"),
    "removes the folder": (f'{ALL}; rm -rf "$(dirname "$last")"', f"{LIES}does not exist"),
    "makes other files": (f'{ALL}; : >"$(dirname "$last")/more"; exit 1', "ended with exit code 1"),
    "hangs at once": ("sleep 987", SILENT),
    "hangs in the middle": (f"{TAKE}; sleep 987", SILENT),
    "hangs in the end": (f"{ALL}; sleep 987", SILENT),
    "hangs deafly": ("trap '' TERM INT HUP PIPE; while :; do sleep 987; done", SILENT),
    "turns in circles": (f"{ALL}; while :; do :; done", SILENT),
    "closes its input": ("exec <&-; sleep 987", SILENT),
    "closes everything": (f"{TAKE}; exec <&- >&- 2>&-; sleep 987", SILENT),
    "says the same for ever": ("exec yes no luck >&2", SILENT),
    "leaves children": ("sleep 987 & exit 5", f"ended with exit code 5 *{EXIT}"),
    "leaves children that hold its pipes": ("exec 3<&0; sleep 987 <&3 & exit 6", f"ended with exit code 6 *{EXIT}"),
    "leaves children in the end": (f"exec 3<&0; sleep 987 <&3 & {ALL} <&3; exit 0", f"{LIES}does not exist"),
}
"""What a program does, in the words of a shell, and what has to be said of it."""
HANGING = [word for word, (_, said) in SCRIPTS.items() if said == SILENT and word != "turns in circles"]
"""What is interrupted, too; it may be silent for as long as it likes then."""


def missing(path):
    return "cannot be started: No such file or directory"


def folder_of_its_name(path):
    path.mkdir()
    return "cannot be started: it is a folder"


def put_file(path, content, mode=0o755):
    path.write_bytes(content)
    path.chmod(mode)


def not_executable(path):
    put_file(path, b"#!/bin/sh\n", 0o644)
    return "cannot be started: it is not executable"


def foreign(path):
    put_file(path, b"\x7fELF\x02\x01\x01" + bytes(200))
    return "cannot be started: it is not a program for this machine"


def without_interpreter(path):
    put_file(path, b"#!/nothing/here\n")
    return "cannot be started: the interpreter that its first line names does not exist"


def empty(path):
    put_file(path, b"")
    return "cannot be started: it is not a program for this machine"


NO_PROGRAMS = [missing, folder_of_its_name, not_executable, foreign, without_interpreter, empty]


def run(*arguments, after=None):
    """Run the command line; return exit code, -1 if it hangs, and its errors.

    It is interrupted `after` so many seconds from when the other program runs: what it hangs on then is that.
    """
    over, hangs, said, began = threading.Event(), [], io.StringIO(), time.time() - 1

    def interrupt():
        while after and not over.wait(0.05) and not any(left(began)):
            pass
        if over.wait(after or HANG):
            return
        os.kill(os.getpid(), signal.SIGINT)
        if not after or not over.wait(HANG):
            hangs.append(True)
            os.kill(os.getpid(), signal.SIGINT)

    watch = threading.Thread(target=interrupt)
    code = None
    with redirect_stdout(io.StringIO()), redirect_stderr(said):
        watch.start()
        try:
            main([str(argument) for argument in arguments])
        except SystemExit as stopped:
            code = stopped.code
        except KeyboardInterrupt as error:
            # It is for who calls the command line to tell, as a process of its own does.
            ended = SignalError.of(error)
            code = ended.exit_code
            print(ended, file=said)
        over.set()
        watch.join()
    return (-1 if hangs else code), said.getvalue()


def films(folder):
    """Make right films, longer and larger ones with the real program, and garbage."""
    kinds = {"right": {}, "longer": {"seconds": 0.9}, "larger": {"size": "640x360"}}
    for name, other in kinds.items():
        (folder / f"{name}.yaml").write_text(SCENE.format(**OURS | other))
        assert run(folder / f"{name}.yaml", "-o", folder) == (0, "")
    (folder / "garbage").write_bytes(random.Random(1).randbytes(5000))


def left(since):
    """What runs that was started with our mark."""
    for process in psutil.process_iter():
        with suppress(psutil.Error):
            if process.create_time() >= since and process.pid != os.getpid() and MARK in process.environ():
                yield process


def wrong_after(run, said, program, out, before, since):
    """What is not as it has to be when a run has ended, of which `said` has to be told."""
    code, told = run
    if code == -1:
        return "it hangs"
    if code != (1 if said else 130):
        return f"exit code {code}: {told}"
    line = "interrupted; files that were not finished are removed"
    if said:
        shown = re.escape(f"ffmpeg ({program}) ")
        line = f"error: {shown}({said}).*; no file is kept \\(IMAGEIO_FFMPEG_EXE names this ffmpeg\\)"
    if not re.fullmatch(f"{line}\n(2 fail for the same reason\n)?", told):
        return f"it says {told!r}, not {said}"
    now = {path.name: path.read_bytes() for path in out.glob("*") if path.name != "index.html"}
    if now != before:
        return f"the folder holds {sorted(now)}, before {sorted(before)}"
    deadline = time.monotonic() + 10
    while running := list(left(since)):
        if time.monotonic() > deadline:
            for process in running:
                process.kill()
            return f"still running: {[process.cmdline() for process in running]}"
        time.sleep(0.02)
    return ""


def put(word, program, base, kind, dice):
    """Make the `program` that `word` stands for, and return what has to be said of it; None if it is interrupted."""
    if callable(word):
        return re.escape(word(program))
    word, _, interrupted = word.partition(",")
    script, said = SCRIPTS[word]
    ended_by = dice.choice([signal.SIGSEGV, signal.SIGKILL, signal.SIGTERM, signal.SIGABRT, signal.SIGPIPE])
    chosen = {
        "code": dice.choice([1, 2, 126, 127, 255]),
        "part": dice.randrange(1, 500_000),
        "cut": dice.randrange(1, (base / f"right.{kind}").stat().st_size),
        "signal": int(ended_by),
        "name": ended_by.name,
    }
    head = f'here="{base}" kind={kind} other={"webm" if kind == "mp4" else "mp4"}\nfor last; do :; done\n'
    program.write_text(f"#!/bin/sh\n{head}{script.format(**chosen)}\n")
    program.chmod(0o755)
    return None if interrupted else said if said == SILENT else said.format(**chosen)


def inject(count, seed, folder):
    """Put other programs in the place of ffmpeg while films of one scene, or of two, are made."""
    dice, base = random.Random(seed), folder / "base"
    base.mkdir()
    films(base)
    words = [*SCRIPTS, *NO_PROGRAMS, *[f"{word}, interrupted" for word in HANGING]]
    chosen = dice.sample(words, count) if count < len(words) else words + dice.choices(words, k=count - len(words))
    for number, word in enumerate(chosen):
        here = folder / f"{number}"
        kind = dice.choice(["mp4", "webm"])
        formats = dice.choice([kind, kind, f"{kind},gif", f"csv,{kind}"])
        scenes = dice.choice(["a", "a", "a", "ab"])
        out, course, program = here / "out", here / "course", here / "ffmpeg"
        course.mkdir(parents=True)
        for scene in scenes:
            (course / f"{scene}.yaml").write_text(SCENE.format(**OURS))
        said = put(word, program, base, kind, dice)
        before = {}
        if dice.random() < 0.7:
            out.mkdir()
            before = {f"{scene}.{kind}": OLD for scene in scenes} | {"mine.txt": b"mine"}
            for path, content in before.items():
                (out / path).write_bytes(content)
        began, what = time.time() - 0.1, course if len(scenes) == 2 else course / "a.yaml"
        changed = {MARK: "1", "IMAGEIO_FFMPEG_EXE": str(program)}
        with (
            mock.patch.dict(os.environ, changed),
            mock.patch.multiple(child, SILENCE=SILENCE if said == SILENT else 600, BUSY=4),
        ):
            done = run(what, "-f", formats, "-o", out, "-j", "1", after=None if said else dice.uniform(0.2, 1.5))
        wrong = wrong_after(done, said, program, out, before, began)
        if not wrong and number % 10 == 0:
            done = run(what, "-f", formats, "-o", out, "-q")
            right = done == (0, "") and (out / f"a.{kind}").read_bytes() == (base / f"right.{kind}").read_bytes()
            wrong = "" if right else f"the next run: {done}"
        name = word.__name__.replace("_", " ") if callable(word) else word
        yield Fault(f"{name}, {formats}, {len(scenes)}", wrong)
