"""Windows and macOS, simulated: what they lack, what they call otherwise, and what they do to files that are in use."""

import ast
import os
import signal
import subprocess
import sys
import tempfile
import unicodedata
from errno import EACCES, EINVAL
from functools import cache
from pathlib import Path
from types import SimpleNamespace

import psutil
import pytest

from render import moving, processes, signals, systems
from render.console import arguments, streams
from render.course import batch, scenes
from render.course import worker as workers
from render.errors import FilmError, UsageError
from render.files import lasting, replacing
from render.formats.encoders import child
from render.languages import files as languages
from render.output.stamp import Stamp
from render.scene import layers, source
from render.scene.reach import Reach
from render.training import run as runs
from render.watch import watched
from tests.conftest import ROOT, posix_only, python, ran, scene_of, soon, take_of, train, written

ABSENT = {
    "os": "fork forkpty geteuid getuid getpgid killpg mkfifo nice setsid statvfs sched_getaffinity sysconf uname wait4",
    "signal": "SIGHUP SIGALRM SIGPIPE SIGUSR1 pthread_kill pthread_sigmask setitimer sigwait",
}
"""What Windows' Python lacks."""
BYTES = {"os.open", "Image.open", "webbrowser.open", "opened"}
"""What opens no text."""


@pytest.fixture
def windows(monkeypatch):
    monkeypatch.setattr(systems, "WINDOWS", True)


def has_ended(process):
    try:
        return process.status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


def busy(number=32):
    error = PermissionError(EACCES, "Access is denied", "draft", None, "out/a.gif")
    error.winerror = number
    return error


def held(monkeypatch, times, error=busy):
    """Let a program have files open: so many attempts to replace one fail."""
    tried = []

    def attempt(self, target):
        tried.append(target)
        if len(tried) <= times:
            raise error()
        os.replace(self, target)  # noqa: PTH105 (it stands in for that)

    monkeypatch.setattr(Path, "replace", attempt)
    monkeypatch.setattr(moving, "PAUSE", 0)
    return tried


def test_film_that_a_scanner_holds_for_a_moment_is_replaced(monkeypatch, tmp_path):
    tried = held(monkeypatch, 3)
    with replacing(tmp_path / "a.gif") as draft:
        draft.path.write_text("new")
    assert (tmp_path / "a.gif").read_text() == "new"
    assert len(tried) == 4


@pytest.mark.parametrize("cause", ["open", "read-only", "folder", "no rights"])
def test_film_that_cannot_be_replaced_says_what_to_do(cause, monkeypatch, tmp_path):
    monkeypatch.setattr(moving, "PATIENCE", 0)
    monkeypatch.chdir(tmp_path)
    Path("out").mkdir()
    Path("out/a.gif").write_text("old")
    if cause == "read-only":
        monkeypatch.setattr(os, "access", lambda path, mode: False)
    if cause == "folder":
        Path("out/a.gif").unlink()
        Path("out/a.gif").mkdir()
    error = (lambda: PermissionError(EACCES, "Denied", "draft", None, "out/a.gif")) if cause == "no rights" else busy
    tried = held(monkeypatch, 99, error)
    with pytest.raises(FilmError) as raised, replacing(Path("out/a.gif")) as draft:
        draft.path.write_text("new")
    assert (
        str(raised.value)
        == {
            "open": "cannot write to out/a.gif: another program has it open; close it there, and run again",
            "read-only": "cannot write to out/a.gif: it is read-only",
            "folder": "cannot write to out/a.gif: another program has it, or a file in it, open; close it there, "
            "and run again",
            "no rights": "cannot write to out/a.gif: Denied",
        }[cause]
    )
    assert [path.name for path in Path("out").iterdir()] == ["a.gif"]
    assert len(tried) == 1 or cause != "no rights"


def test_path_that_windows_cannot_open_says_so(windows, monkeypatch, tmp_path):
    def no_such(self, **_):
        raise FileNotFoundError(2, "No such file or directory", str(self))

    monkeypatch.setattr(Path, "mkdir", no_such)
    with pytest.raises(FilmError, match=r"its path is too long for Windows; choose a folder nearer to the top of the"):
        replacing(tmp_path.joinpath("x" * 100, "y" * 100, "z" * 100)).__enter__()


def test_deck_that_is_shown_is_told_of_before_its_films_are_made(windows, write, render, monkeypatch, tmp_path):
    write()
    target = tmp_path / "scene.pptx"
    target.write_bytes(b"")
    opened = Path.open

    def no_writing(self, mode="r", *arguments, **options):
        if self.name == target.name and "+" in mode:
            raise PermissionError(EACCES, "Permission denied", str(self))
        return opened(self, mode, *arguments, **options)

    monkeypatch.setattr(Path, "open", no_writing)
    said = "error: cannot write to scene.pptx: another program has it open; close it there, and run again\n"
    assert render("deck", "scene.yaml") == (1, "", said)


def test_drafts_leave_films_to_others_on_windows(windows, monkeypatch, tmp_path):
    modes, make = [], Path.mkdir
    monkeypatch.setattr(Path, "mkdir", lambda self, mode=0o777, **more: modes.append(mode) or make(self, **more))
    with replacing(tmp_path / "a.gif") as draft:
        draft.path.write_text("new")
    lasting()
    assert modes[-2:] == [0o777, 0o700]


@pytest.mark.parametrize("place", ["absent", "a file"])
def test_place_for_temporary_files_that_is_none(place, monkeypatch, tmp_path):
    folder = tmp_path / "temporary"
    if place == "a file":
        folder.write_text("")
    for name in ("TMPDIR", "TEMP", "TMP"):
        monkeypatch.setenv(name, str(folder))
    monkeypatch.setattr(tempfile, "tempdir", None)
    assert lasting().is_dir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    with pytest.raises(FilmError, match=r"^cannot make a folder for temporary files: "):
        lasting()


def test_names_that_are_one_file_elsewhere_clash(write, tmp_path):
    names = [
        "basic.yaml",
        "x/Basic.yaml",
        "größe.yaml",
        f"x/{unicodedata.normalize('NFD', 'größe')}.yaml",
        "x/other.yaml",
    ]
    (tmp_path / "x").mkdir()
    found = [take_of(write(name=name)) for name in names]
    doubles = scenes.doubled(found)
    assert [take.path.name for take, _ in doubles] == [Path(name).name for name in names[:4]]
    assert str(doubles[0][1]).endswith("would both be written to basic.*; rename one")
    films = [watched.Wanted(take.name, take.path, "t") for take in found]
    assert [bool(each.error) for each in watched._distinct(films)] == [False, True, False, True, False]


def test_sweep_of_names_that_are_one_file_elsewhere(write, render):
    write(sweep="{author: [Ann, ann]}")
    assert '6:23: two films would be named "ann"' in render("check", "scene.yaml")[2]


def test_paths_may_have_backslashes(write, render, tmp_path):
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "table.csv").write_text("a,b\n1,2\n2,3\n")
    plex = ROOT / "render" / "drawing" / "fonts" / "IBMPlexSans-Regular.ttf"
    (tmp_path / "data" / "plex.ttf").write_bytes(plex.read_bytes())
    options = {"initial": None, "fonts": r"{regular: data\plex.ttf}"}
    scene = scene_of(write(data=r"{kind: csv, file: data\table.csv, x: a, y: b}", **options))
    assert (scene.data.file, scene.fonts.regular.name) == ("data/table.csv", "data/plex.ttf")
    write(data=r"{kind: csv, file: data\tables.csv, x: a, y: b}", initial=None)
    assert '= did you mean "data/table.csv"?' in render("check", "scene.yaml")[2]
    write(data=r"{kind: csv, file: ..\s.csv, x: a, y: b}", initial=None)
    assert '"../s.csv" lies outside the scene\'s folder' in render("check", "scene.yaml")[2]


@pytest.mark.parametrize("name", ["table.csv", "new.csv", "big.csv", "hubble.csv", "users.csv", "x.csv"])
def test_backslashes_in_double_quotes_are_explained(name, write, render):
    write(data=rf'{{kind: csv, file: "data\{name}", x: a, y: b}}', initial=None)
    code, _, err = render("check", "scene.yaml")
    assert code == 2
    assert "a backslash in double quotes makes another character of the next one" in err
    assert "write paths with /, as data/table.csv" in err


def test_backslashes_in_double_quotes_that_are_meant(write):
    assert scene_of(write(title=r'"\u2192 a\tb, C:\\data\\t.csv"')).title == r"→ a b, C:\data\t.csv"


def test_line_breaks_of_git_make_no_other_film(write, tmp_path, monkeypatch):
    text = "title: >\n  two\n  lines\ndata: {kind: line, w: 1, b: 2}\nlearning_rate: 0.1\nsteps: 10\n"
    unix, windows = scene_of(write(text)), scene_of(write(text.replace("\n", "\r\n"), "other.yaml"))
    assert Stamp.of(unix, "").text == Stamp.of(windows, "").text
    before, languages_before = runs._trained_by.__wrapped__(), languages.file_of.__wrapped__("de").digest
    read = Path.read_bytes
    monkeypatch.setattr(Path, "read_bytes", lambda self: read(self).replace(b"\n", b"\r\n"))
    assert runs._trained_by.__wrapped__() == before
    assert languages.file_of.__wrapped__("de").digest == languages_before


def test_program_with_line_breaks_of_git_is_up_to_date(write, render, tmp_path):
    write()
    assert render("code", "scene.yaml", "-o", "train.py")[0] == 0
    program = tmp_path / "train.py"
    assert b"\r" not in program.read_bytes()
    program.write_bytes(program.read_bytes().replace(b"\n", b"\r\n"))
    assert render("code", "scene.yaml", "-o", "train.py") == (0, "train.py  up to date\n", "")


def test_texts_with_line_breaks_of_git_are_verified(write, render, tmp_path):
    train(write())
    assert render("scene.yaml", "-f", "vtt", "-o", "out", "-q")[0] == 0
    film = tmp_path / "out" / "scene.vtt"
    film.write_bytes(film.read_bytes().replace(b"\n", b"\r\n"))
    code, out, _ = render("verify", film, "--scenes", "scene.yaml")
    assert code == 0
    assert out.endswith("; rendering again gives the same bytes\n")


def test_folders_on_other_drives(monkeypatch, tmp_path):
    def other_drive(path, start=None):
        raise ValueError("path is on mount 'D:', start on mount 'C:'")

    monkeypatch.setattr(os.path, "relpath", other_drive)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "course.yaml").write_text("fonts: {regular: a.ttf}\n")
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    (found,) = (path for path in layers_above(Path("scene.yaml")))
    assert found == tmp_path / "course.yaml"
    moved = layers.rebased(source.read(found), Path("elsewhere"))
    assert moved.value["fonts"]["regular"] == (tmp_path / "a.ttf").as_posix()


def layers_above(path):
    from render.scene.reach import above

    return list(above(path))


def test_process_without_a_home(write, monkeypatch, tmp_path):
    def homeless():
        raise RuntimeError("Could not determine home directory.")

    path = write()
    monkeypatch.setattr(Path, "home", homeless)
    assert Reach.of(path).root == tmp_path.resolve()


def test_wildcards_are_spelled_out_where_no_shell_does_it(windows, write, monkeypatch, tmp_path):
    for name in ("b.yaml", "a.yaml", "[1].yaml"):
        write(name=name)
    monkeypatch.chdir(tmp_path)
    assert arguments.expanded(["check", "*.yaml", "[1].yam?", "-f*", "none*"]) == [
        *("check", "[1].yaml", "a.yaml", "b.yaml", "[1].yaml", "-f*", "none*")
    ]
    monkeypatch.setattr(systems, "WINDOWS", False)
    assert arguments.expanded(["*.yaml"]) == ["*.yaml"]


@pytest.mark.parametrize("name", ["aux.yaml", "CON", "x/nul.tar.gz", "Com1 .yaml", "lpt³.yaml"])
def test_names_of_devices(name, windows, monkeypatch):
    token = SimpleNamespace(value=name)
    with pytest.raises(UsageError, match="is what Windows calls a device, not a file; choose another name"):
        arguments.as_path(None, [token])
    monkeypatch.setattr(systems, "WINDOWS", False)
    assert arguments.as_path(None, [token]) == Path(name)
    assert not systems.is_device(Path("auxiliary.yaml"))


def test_links_to_folders_of_windows_are_left_out(windows, monkeypatch, write, tmp_path):
    write()
    (tmp_path / "loop").mkdir()
    write(name="loop/again.yaml")
    stat = SimpleNamespace(st_reparse_tag=0xA0000003)
    real = os.scandir

    class Entry:
        def __init__(self, entry):
            self.name, self.is_dir = entry.name, entry.is_dir
            self.stat = (lambda follow_symlinks: stat) if entry.name == "loop" else entry.stat

    class Listed:
        def __init__(self, folder):
            self.entries = real(folder)

        def __enter__(self):
            return map(Entry, self.entries)

        def __exit__(self, *_):
            self.entries.close()

    monkeypatch.setattr(os, "scandir", Listed)
    assert scenes.scenes_in([tmp_path]) == [tmp_path / "scene.yaml"]


def test_windows_waits_for_no_more_workers_than_it_can(monkeypatch):
    assert batch.MOST_WORKERS * 2 <= 63 or os.name != "nt"
    monkeypatch.setattr(batch, "MOST_WORKERS", 30)
    assert batch.crew_for(500, "40")._count == 30


@posix_only
@pytest.mark.parametrize("make", [child.Child, child.ThreadedChild])
def test_program_ends_with_what_it_has_started_where_there_are_no_groups(make, monkeypatch):
    monkeypatch.delattr(os, "killpg")
    started = make(["/bin/sh", "-c", "sleep 987 & sleep 988"])
    (first,) = soon(lambda: psutil.Process(started._process.pid).children())[:1]
    started.end()
    assert has_ended(first)


@posix_only
def test_worker_that_is_busy_ends_with_what_it_has_started(monkeypatch):
    monkeypatch.delattr(os, "killpg")
    with subprocess.Popen(["/bin/sh", "-c", "sleep 987 & sleep 988"]) as process:
        (first, *_) = soon(lambda: psutil.Process(process.pid).children())
        worker = object.__new__(workers.Worker)
        worker.process, worker._busy = SimpleNamespace(pid=process.pid, terminate=lambda: None), True
        worker.stop()
        process.kill()
    try:
        assert has_ended(first)
    finally:
        if not has_ended(first):
            first.kill()


def test_workers_are_not_told_of_ctrl_c(monkeypatch):
    calls = []
    kernel = SimpleNamespace(SetConsoleCtrlHandler=lambda handler, ignored: calls.append((handler, ignored)))
    monkeypatch.setattr(processes.ctypes, "windll", SimpleNamespace(kernel32=kernel), raising=False)
    monkeypatch.delattr(signal, "pthread_sigmask", raising=False)
    with workers._no_interrupts():
        assert calls == [(None, True)]
    assert calls == [(None, True), (None, False)]


def test_reader_that_has_gone_on_windows():
    reads, writes = os.pipe()
    error = OSError(EINVAL, "Invalid argument")
    with os.fdopen(reads, "rb"), os.fdopen(writes, "wb"):
        assert isinstance(streams._Raw(writes, "wb", closefd=False)._of_pipe(error), BrokenPipeError)
    with tempfile.TemporaryFile() as file:
        assert streams._Raw(file.fileno(), "wb", closefd=False)._of_pipe(error) is error


def test_command_line_where_all_is_absent_that_windows_lacks(tmp_path):
    train(written(tmp_path, output="{size: 480p}"))
    written(tmp_path, name="bad.yaml", steps="ten")
    code = f"""
import os, signal, sys
# What is not ours may ask for what this system has.
import matplotlib.font_manager, numpy, platformdirs, psutil, pydantic, render.drawing.typefaces
from PIL import Image
for module in [each for each in sys.modules if each.partition(".")[0] == "render"]:
    del sys.modules[module]
for module, names in {ABSENT!r}.items():
    for name in names.split():
        vars(sys.modules[module]).pop(name, None)
signal.SIGBREAK = signal.SIGUSR2
from render.__main__ import main
for words in (["scene.yaml", "-f", "gif,mp4", "-o", "out"], ["check", "bad.yaml"], ["clean", "--help"]):
    sys.argv[1:] = words
    try:
        main()
    except SystemExit as ended:
        print(ended.code)
"""
    done = python("-c", code, cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(ROOT)})
    assert [line for line in done.stdout.splitlines() if line in {"0", "1", "2"}] == ["0", "2", "0"], done.stderr
    assert {path.name for path in (tmp_path / "out").iterdir()} == {"scene.gif", "scene.mp4"}
    assert done.stderr.startswith("bad.yaml:5:8: steps must be a whole number")
    assert "Traceback" not in done.stderr


def test_consoles_of_few_characters(tmp_path):
    """A terminal with such an encoding gets all that can be printed there; nothing is a traceback."""
    code = """
import io, os, sys
from render.console import streams
os.isatty = lambda number: True
real = [os.dup(1), os.dup(2)]
for encoding in ("cp1252", "cp437", "ascii"):
    sys.stdout, sys.stderr = (io.TextIOWrapper(os.fdopen(os.dup(n), "wb"), encoding) for n in real)
    streams.prepare()
    from render.cli import main
    for words in ("--help", "check scene.yaml", "scene.yaml --dry-run", "check η.yaml", "data iris"):
        try:
            main(words.split())
        except SystemExit as ended:
            print(ended.code, flush=True)
"""
    written(tmp_path, title="η → μ")
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "0"}
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, check=False)
    codes = [line for line in done.stdout.splitlines() if line in {b"0", b"1", b"2"}]
    assert codes == [b"0", b"0", b"1", b"2", b"0"] * 3, done.stderr
    assert done.stderr.splitlines()[::2] == [b"?.yaml: no such file"] * 3


def test_signals_of_windows():
    assert [name for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK") if hasattr(signal, name)] == [
        signal.Signals(each).name for each in signals.END
    ]


def test_signal_comes_to_the_main_thread_where_threads_have_none(monkeypatch):
    came = []
    before = signal.signal(signal.SIGTERM, lambda number, frame: came.append(number))
    monkeypatch.delattr(signal, "pthread_kill", raising=False)
    try:
        signals.tell_main(signal.SIGTERM)
        soon(lambda: came)
    finally:
        signal.signal(signal.SIGTERM, before)


def test_scene_in_capitals_is_new(tmp_path):
    assert ran(tmp_path, "new", "MINE.YAML") == 0
    assert b"\r" not in (tmp_path / "MINE.YAML").read_bytes()


@cache
def trees():
    """The code of each module, by its path."""
    return {path: ast.parse(path.read_text(encoding="utf-8")) for path in sorted((ROOT / "render").rglob("*.py"))}


def test_texts_say_their_encoding_and_line_breaks():
    found = [(path, node) for path, tree in trees().items() for node in ast.walk(tree) if isinstance(node, ast.Call)]
    silent = []
    for path, node in found:
        name = getattr(node.func, "attr", getattr(node.func, "id", ""))
        if name not in {"open", "fdopen", "read_text", "write_text"} or ast.unparse(node.func) in BYTES:
            continue
        modes = {each.value for each in node.args if isinstance(each, ast.Constant) and isinstance(each.value, str)}
        if any("b" in mode for mode in modes):
            continue
        writes = name == "write_text" or (name == "open" and modes & {"w", "x", "a"})
        if not {"encoding", *(["newline"] if writes else [])} <= {word.arg for word in node.keywords}:
            silent.append(f"{path}:{node.lineno}: {ast.unparse(node)}")
    assert len(found) > 1_000
    assert silent == []


def test_what_windows_lacks_is_asked_for_first():
    """Each use stands in a function that asks for it, with hasattr or by the system's name."""
    asks = ("hasattr(", "sys.platform", "os.name", "has_groups()")
    bare = []
    for path, tree in trees().items():
        holders = [each for each in tree.body if not isinstance(each, ast.FunctionDef | ast.ClassDef)]
        holders += [each for each in ast.walk(tree) if isinstance(each, ast.FunctionDef)]
        for holder in holders:
            used = [
                f"{each.value.id}.{each.attr}"
                for each in ast.walk(holder)
                if isinstance(each, ast.Attribute) and isinstance(each.value, ast.Name)
                if each.attr in [*ABSENT.get(each.value.id, "").split(), "SIGKILL"]
            ]
            if used and not any(ask in ast.unparse(holder) for ask in asks):
                bare.append(f"{path}:{holder.lineno}: {used}")
        imported = {alias.name for each in tree.body if isinstance(each, ast.Import) for alias in each.names}
        bare += [f"{path}: {name}" for name in imported & {"fcntl", "grp", "pty", "pwd", "resource", "termios"}]
    assert bare == []
