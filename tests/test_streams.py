"""What the command line prints to, what ends it from outside, and the folders that it makes for a while."""

import json
import os
import signal
import subprocess
import sys

import pytest

from render import files
from render.files import DRAFTS, TEMPORARY, remove_lost, replacing, temporary
from tests.conftest import BASIC, ROOT, linux_only, posix_only, python, scene_of

FULL = "error: cannot write to the standard output: No space left on device\n"
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT)}


def shell(command, folder, **environment):
    """Run a line of shell in which `render` is the command line."""
    line = f'render() {{ "{sys.executable}" -m render "$@"; }}; {command}'
    whole = ENVIRONMENT | environment
    done = subprocess.run(["bash", "-c", line], capture_output=True, check=False, cwd=folder, env=whole)
    return done.returncode, done.stdout, done.stderr.decode()


@linux_only
@pytest.mark.parametrize(
    ("streams", "code", "err"),
    [
        ("> /dev/full", 1, FULL),
        (">&-", 0, ""),
        (">&- 2>&- <&-", 0, ""),
        ("2> /dev/full > kept", 0, ""),
        ("> /dev/full 2> /dev/full", 1, ""),
    ],
)
def test_streams_that_are_closed_or_full(streams, code, err, tmp_path):
    assert shell(f"render schema {streams}", tmp_path) == (code, b"", err)
    if "kept" in streams:
        assert tmp_path.joinpath("kept").read_bytes() == (ROOT / "scenes" / "scene.schema.json").read_bytes()


@linux_only
@pytest.mark.thorough
def test_film_is_made_whatever_becomes_of_the_streams(write, tmp_path):
    write("title: Größe\ndata: {kind: line, w: 0.1, b: 0.5}\nlearning_rate: 0.1\nsteps: 3\n", "a.yaml")
    note = FULL.replace("error", "note")
    ends = {"> /dev/full": (0, note), ">&- 2>&-": (0, ""), "2>&1 | true; exit ${PIPESTATUS[0]}": (141, "")}
    for streams, (code, err) in ends.items():
        assert shell(f"render a.yaml -f csv -o out --force {streams}", tmp_path) == (code, b"", err)
        assert len((tmp_path / "out" / "a.csv").read_text().splitlines()) > 4
        assert [path.name for path in (tmp_path / "out").iterdir()] == ["a.csv"]
        (tmp_path / "out" / "a.csv").unlink()


@posix_only
@pytest.mark.thorough
@pytest.mark.parametrize("encoding", ["cp1252", "utf-16"])
def test_files_and_pipes_get_utf_8(encoding, write, tmp_path):
    write(name="a.yaml", language="zh")
    line = "render a.yaml -f csv --report json > kept; render check $'\\xff.yaml'"
    assert shell(line, tmp_path, PYTHONIOENCODING=encoding) == (2, b"", "\\udcff.yaml: no such file\n")
    (film,) = json.loads(tmp_path.joinpath("kept").read_text(encoding="utf-8"))["films"]
    assert film["ending"] == "尚在途中"


@posix_only
def test_signal_in_the_middle_of_an_import_ends_with_one_line(tmp_path):
    tmp_path.joinpath("importing.py").write_text("import os, signal\nos.kill(os.getpid(), signal.SIGTERM)\n")
    code = "from render import files, signals; signals.heed(); files.lasting(); import importing"
    done = python("-c", code, cwd=tmp_path, env={**ENVIRONMENT, "TMPDIR": str(tmp_path)})
    said = "ended by SIGTERM; files that were not finished are removed\n"
    assert (done.returncode, done.stdout, done.stderr) == (143, "", said)
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(TEMPORARY)] == []


@posix_only
def test_signal_in_a_destructor_is_not_lost(tmp_path):
    code = """
import os, signal, time
from render import signals
class Last:
    def __del__(self): os.kill(os.getpid(), signal.SIGINT); time.sleep(0)
signals.heed()
try:
    last = Last()
    del last
    time.sleep(10)
except KeyboardInterrupt as error:
    print(error)
"""
    done = python("-c", code, env=ENVIRONMENT)
    said = "interrupted; files that were not finished are removed\n"
    assert (done.returncode, done.stdout, done.stderr) == (0, said, "")


@posix_only
def test_python_code_keeps_its_own_handlers():
    from render.api import load

    before = [signal.getsignal(each) for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)]
    assert load(BASIC).scene == scene_of(BASIC)
    assert [signal.getsignal(each) for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)] == before
    assert before[1] == signal.SIG_DFL


@posix_only
@pytest.mark.parametrize("word", [DRAFTS, TEMPORARY])
def test_what_a_process_left_is_removed_by_the_next_one_unless_it_lives(word, tmp_path):
    with subprocess.Popen(["true"]) as ended:
        ended.wait()
    began, mine = files._began(os.getpid()), files._prefix(word)
    lost = [f"{mine}{ended.pid}-{began}-a", f"{mine}{ended.pid}-a", f"{mine}{os.getpid()}-1-a"]
    kept = [f"{mine}{os.getpid()}-{began}-a", f"{mine}{os.getpid()}-a", f"{word}-another-{ended.pid}-{began}-a"]
    kept += [f"{mine}notes", "notes"]
    for name in lost + kept:
        tmp_path.joinpath(name, "inner").mkdir(parents=True)
    remove_lost([tmp_path, tmp_path / "nowhere"])
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(kept)


def test_folders_for_a_while_are_found_by_their_process(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with temporary() as folder, replacing(tmp_path / "a.txt") as draft:
        for made in (folder, draft.path.parent):
            process, began, _ = made.name.split("-")[2:]
            assert (process, began) == (str(os.getpid()), files._began(os.getpid()))
        draft.path.write_text("whole")
    assert [path.name for path in tmp_path.iterdir()] == ["a.txt"]


@posix_only
def test_working_folder_that_was_removed(tmp_path):
    said = "error: the working folder was removed; change to one that is there\nnext: cd\n"
    line = "mkdir gone; cd gone; rmdir ../gone; render deck a.yaml"
    assert shell(line, tmp_path) == (2, b"", said)
