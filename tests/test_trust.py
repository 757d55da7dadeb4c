"""What can go wrong while a batch runs is done to it: finished films are whole, and nothing else is there."""

import os
import signal
import subprocess
import sys
from contextlib import suppress
from functools import partial

import psutil
import pytest
from PIL import Image

from render.course import batch
from render.course.crews.alone import Alone
from render.course.crews.processes import Processes
from render.course.scenes import scenes_in
from render.errors import UnexpectedError
from render.output import writing
from tests.conftest import HANG, ROOT, python, soon, train_all, written

resource = pytest.importorskip("resource", reason="asks for limits and signals of POSIX")

LOOK = {"pacing": "{seconds: 1}", "output": "{size: 640x360, formats: [gif, mp4]}"}
"""Films that take long enough for something to happen to who makes them."""
SHORT = LOOK | {"pacing": "{seconds: 0.5}", "output": "{size: 320x180, fps: 10, formats: [gif, mp4]}"}
LONG = {"pacing": "{seconds: 100}", "output": "{size: 480p, fps: 30, formats: [gif, mp4]}", "steps": "3000"}


def course_in(home, look=SHORT):
    """A folder with three scenes, whose trainings are known."""
    folder = home / "course"
    folder.mkdir(exist_ok=True)
    for index, name in enumerate("abc"):
        train_all(written(folder, name=f"{name}.yaml", **look | {"learning_rate": f"0.{index + 1}"}))
    return folder


@pytest.fixture
def course(tmp_path):
    return course_in(tmp_path)


@pytest.fixture
def slow_course(course, tmp_path):
    return course_in(tmp_path, LOOK)


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory):
    """The bytes of the films of such a course, made one after another."""
    home = tmp_path_factory.mktemp("undisturbed")
    run(course_in(home, LOOK), home / "out", Alone())
    return whole(home / "out")


@pytest.fixture
def cold(course, tmp_path, monkeypatch):
    """An empty cache, so that films are trained."""
    monkeypatch.setenv("RENDER_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


def run(folder, out, crew, tell=lambda *told: None, **options):
    plans, failures = batch.prepare(scenes_in([folder]), out, {}, False)
    return failures + list(batch.perform(plans, crew, tell, **options))


def whole(out, names="abc"):
    """The bytes of the films in `out`: those named, each of them decodable, and nothing else."""
    films = {path.name: path for path in out.iterdir() if path.name != "index.html"}
    assert sorted(films) == sorted(f"{n}.{kind}" for n in names for kind in ("gif", "mp4"))
    for name in names:
        with Image.open(out / f"{name}.gif") as gif:
            gif.seek(gif.n_frames - 1)
            gif.load()
        assert b"moov" in (out / f"{name}.mp4").read_bytes()
    return {name: path.read_bytes() for name, path in films.items()}


def command(*arguments, cwd, **options):
    whole = [sys.executable, "-m", "render", *map(str, arguments)]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.Popen(whole, cwd=cwd, env=environment, start_new_session=True, **pipes, **options)


def test_workers_make_the_good_scenes_and_leave_nothing_where_the_system_keeps_temporary_files(
    course, write, tmp_path, monkeypatch
):
    fonts = ROOT / "render" / "drawing" / "fonts" / "IBMPlexSans-Regular.ttf"
    course.joinpath("own.ttf").write_bytes(fonts.read_bytes())
    course.joinpath("course.yaml").write_text("fonts: {regular: own.ttf}\n")
    write(name="course/b.yaml", learning_rate="-1")
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(temporary))
    outcomes = run(course, tmp_path / "out", Processes(2))
    assert sorted((o.name, o.state) for o in outcomes) == [("a", "made"), ("b", "failed"), ("c", "made")]
    whole(tmp_path / "out", "ac")
    assert list(temporary.iterdir()) == []


def workers_of(pid):
    found = []
    for child in psutil.Process(pid).children():
        # One that was killed has no command line any more.
        with suppress(psutil.Error):
            found += [child] * any("spawn_main" in part for part in child.cmdline())
    return found


@pytest.mark.thorough
@pytest.mark.parametrize("stages", [["drawing", "encoding"]], ids=" and ".join)
def test_worker_that_is_killed_is_replaced(stages, undisturbed, slow_course, tmp_path, request):
    if "training" in stages:
        request.getfixturevalue("cold")
    out, left, lost = tmp_path / "out", [*stages], set()

    def kill(name, doing, done, total):
        stage = left[0] if left else None
        if not stage or (doing == "drawing") == (stage == "training") or (stage == "encoding" and not done):
            return
        for worker in workers_of(os.getpid()):
            films = {path.stem for path in out.glob(f".gradreel-*-{worker.pid}-*/*")}
            encodes = any("ffmpeg" in child.name() for child in worker.children())
            # A film that loses its worker twice is given up.
            if stage == "training" or (films and not films & lost and (stage == "drawing" or encodes)):
                os.kill(worker.pid, signal.SIGKILL)
                lost.update(films)
                left[:] = stages[stages.index(stage) + 1 :]
                if stage != "training":
                    return

    outcomes = run(slow_course, out, Processes(2), kill)
    assert not left
    assert [o.error for o in outcomes] == [None] * 3
    assert whole(out) == undisturbed
    assert not list(tmp_path.rglob(".gradreel-*"))
    assert {o.state for o in run(slow_course, out, Processes(2))} == {"fresh"}


@pytest.mark.thorough
def test_film_that_kills_each_worker_fails_alone(slow_course, tmp_path):
    out = tmp_path / "out"

    def kill(name, doing, done, total):
        if name == "b" and doing == "drawing":
            for worker in workers_of(os.getpid()):
                if list(out.glob(f".gradreel-*-{worker.pid}-*/b.gif")):
                    os.kill(worker.pid, signal.SIGKILL)

    outcomes = run(slow_course, out, Processes(2), kill)
    (error,) = [str(o.error) for o in outcomes if o.error]
    said = "the process that made this film ended by signal 9, 2 times; is the memory full?"
    assert error == f"{slow_course / 'b.yaml'}: {said}"
    whole(out, "ac")
    assert sorted(o.state for o in run(slow_course, out, Alone())) == ["fresh", "fresh", "made"]
    whole(out)


@pytest.mark.parametrize("moment", ["training", "drawing"])
def test_ctrl_c_ends_all(moment, course, write, tmp_path, request):
    scenes = [write(name=f"course/{name}.yaml", **LONG) for name in "abc"]
    if moment == "training":
        request.getfixturevalue("cold")
    else:
        train_all(scenes[0])
    out = tmp_path / "out"
    with command("course", "-o", "out", "-j", "2", cwd=tmp_path) as running:
        if moment == "training":
            soon(lambda: len(workers_of(running.pid)) == 2, running)
        else:
            soon(lambda: list(out.glob(".gradreel-*/*.mp4")), running)
        family = psutil.Process(running.pid).children(recursive=True)
        os.killpg(running.pid, signal.SIGINT)
        printed, err = running.communicate(timeout=HANG)
    assert (running.returncode, printed) == (130, "")
    assert err == "interrupted; files that were not finished are removed\n"
    assert psutil.wait_procs(family, timeout=HANG)[1] == []
    assert not out.exists() or list(out.iterdir()) == []
    assert not list(tmp_path.rglob(".gradreel-*"))


@pytest.mark.thorough
def test_workers_follow_the_process_that_started_them(course, write, tmp_path):
    train_all(write(name="course/a.yaml", **LONG))
    write(name="course/b.yaml", **LONG)
    out = tmp_path / "out"
    with command("course/a.yaml", "course/b.yaml", "-o", "out", "-j", "2", cwd=tmp_path) as running:
        soon(lambda: list(out.glob(".gradreel-*/*.mp4")), running)
        family = psutil.Process(running.pid).children(recursive=True)
        running.kill()
        assert psutil.wait_procs(family, timeout=HANG)[1] == []


def test_lost_drafts_of_a_killed_run_are_removed_by_the_next(course, write, tmp_path):
    train_all(write(name="long.yaml", **LONG))
    out = tmp_path / "out"
    with command("long.yaml", "-o", "out", cwd=tmp_path) as running:
        soon(lambda: list(out.glob(".gradreel-*/*.mp4")), running)
        running.kill()
    assert list(out.glob(".gradreel-*"))
    run(course, out, Alone())
    whole(out)


@pytest.mark.thorough
def test_lost_draft_goes_though_the_ffmpeg_of_who_was_killed_is_just_beginning_its_file(tmp_path, write, monkeypatch):
    out = tmp_path / "out"
    killed = (
        "import os, sys, pathlib, render.files as files\nwith files.replacing(pathlib.Path(sys.argv[1])): os._exit(9)"
    )
    assert python("-c", killed, out / "lost.mp4", cwd=ROOT).returncode == 9
    (lost,) = out.iterdir()
    removed = os.rmdir

    def begins(*arguments, **options):
        with suppress(OSError):
            (lost / "lost.mp4").touch()
        removed(*arguments, **options)

    monkeypatch.setattr(os, "rmdir", begins)
    run(write(output="{formats: csv}"), out, Alone())
    assert [path.name for path in out.iterdir()] == ["scene.csv"]


def test_fail_fast_stops_at_the_first_failure(course, write, tmp_path):
    table = course / "table.csv"
    table.write_text("age,height\n1,2\n2,3\n")
    write(name="course/b.yaml", data="{kind: csv, file: table.csv, x: age, y: height}")
    out = tmp_path / "out"
    outcomes = run(course, out, Alone(), lambda *told: table.unlink(missing_ok=True), fail_fast=True)
    assert [(o.name, o.state) for o in outcomes] == [("a", "made"), ("b", "failed")]
    whole(out, "a")


def test_mistake_of_ours_names_its_scene_and_stops_nobody(course, render, monkeypatch):
    def broken(scene, *arguments):
        if scene.learning_rate == 0.2:
            raise RuntimeError("a mistake")
        return film_timeline(scene, *arguments)

    film_timeline = writing.timeline_of
    monkeypatch.setattr(writing, "timeline_of", broken)
    code, out, err = render("course", "-f", "csv", "-j", "1")
    assert code == UnexpectedError.exit_code == 1
    assert "2 made, 1 failed" in out
    head = "error: course/b.yaml: this is a mistake in gradreel, please report it with these lines\nTraceback "
    assert err.startswith(head)
    assert err.endswith("RuntimeError: a mistake\n")


@pytest.mark.thorough
def test_disk_that_is_full_in_the_middle_of_a_batch(course, write, render, tmp_path):
    write(name="course/b.yaml", learning_rate="0.2", pacing="{seconds: 4}", output="{size: 480p}")
    small = 40_000
    limit = partial(resource.setrlimit, resource.RLIMIT_FSIZE, (small, small))
    with command("course", "-f", "mp4", "-o", "out", "-j", "2", cwd=tmp_path, preexec_fn=limit) as running:
        printed, err = running.communicate(timeout=HANG)
    assert running.returncode == 1
    assert err.startswith("error: ffmpeg (")
    assert "2 made, 1 failed" in printed
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["a.mp4", "c.mp4", "index.html"]
    code, printed, err = render("course", "-f", "mp4", "-o", "out", "-j", "1")
    assert (code, err) == (0, "")
    assert "1 made, 2 up to date" in printed


@pytest.mark.thorough
def test_two_batches_at_once(cold, course, tmp_path):
    both = [command("course", "-o", "out", "-j", "1", cwd=tmp_path) for _ in range(2)]
    for running in both:
        with running:
            _, err = running.communicate(timeout=HANG)
        assert (running.returncode, err) == (0, "")
    run(course, tmp_path / "alone", Alone())
    assert whole(tmp_path / "out") == whole(tmp_path / "alone")
    assert not list(cold.rglob(".gradreel-*"))


@pytest.mark.thorough
def test_cache_that_cannot_be_written(cold, course, tmp_path):
    cold.write_text("a file where a folder should be")
    # It is the one that trains, and the one that draws and has to train again.
    outcomes = run(course, tmp_path / "out", Processes(1))
    whole(tmp_path / "out")
    for outcome in outcomes:
        (note,) = outcome.film.notes
        assert "is not kept for the next time" in note


@pytest.mark.thorough
def test_scene_and_data_that_are_deleted_during_the_run(course, write, tmp_path):
    table = course / "table.csv"
    table.write_text("age,height\n1,2\n2,3\n")
    write(name="course/c.yaml", **SHORT | {"data": "{kind: csv, file: table.csv, x: age, y: height}"})

    def delete(*told):
        for file in (course / "b.yaml", table):
            file.unlink(missing_ok=True)

    outcomes = run(course, tmp_path / "out", Alone(), delete)
    assert [(o.name, o.state) for o in outcomes] == [("a", "made"), ("b", "made"), ("c", "failed")]
    assert 'there is no file "table.csv"' in str(outcomes[2].error)
    whole(tmp_path / "out", "ab")
    (failure,) = batch.prepare([course / "b.yaml"], tmp_path / "out", {}, False)[1]
    assert str(failure.error) == f"{course / 'b.yaml'}: no such file"


@pytest.mark.thorough
def test_a_hundred_scenes(write, render, tmp_path):
    tmp_path.joinpath("course").mkdir()
    for number in range(100):
        write(name=f"course/{number}.yaml", title=f"Number {number}", output="{formats: csv}")
    code, out, err = render("course", "-q", "-j", "2")
    assert (code, out, err) == (0, "", "")
    films = sorted((tmp_path / "assets").glob("*.csv"))
    assert [film.name for film in films] == sorted(f"{number}.csv" for number in range(100))
    assert len({film.read_bytes() for film in films}) == 1
    assert render("course", "--dry-run") == (0, "0 of 100 files are stale\n", "")
