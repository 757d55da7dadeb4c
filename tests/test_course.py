"""Courses: defaults and sweeps, what is stale and why, what is told of a batch."""

import json
import os
import shutil
import subprocess
import sys

import pytest

from render import __version__, cache
from render.course import batch
from render.course.crews.alone import Alone
from render.drawing.panels.fit import Fit
from render.drawing.panels.loss import LossCurve
from render.errors import SceneError
from render.formats.csv import Csv
from render.output.plan import plan
from render.output.stamp import Stamp
from render.scene.loader import takes
from render.scene.schema import Scene
from tests.conftest import ROOT, posix_only, python, scene_of, take_of, train_all

FAST = {"pacing": "{seconds: 0.5}", "output": "{size: 480p, formats: [gif, png, mp4, csv]}"}
PLAIN = {"pacing": None, "output": None}
SAID = {
    "theme": "{kind: light, background: '#FFFFF0'}",
    "panels": "[{kind: loss, scale: linear}]",
    "initial": "{w: 1, b: 0}",
    "author": "A. Turing",
    "language": "de",
    "pacing": "every-step",
    "captions": "[{at: 1, text: A}]",
}


@pytest.fixture
def course(tmp_path, write):
    """Write a course file into a folder of its own; scenes go there as `course/NAME.yaml`."""

    def course(text, name="course/course.yaml"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        return path

    return course


def make(path, out, **options):
    plans, failures = batch.prepare([path], out, {}, False)
    assert not failures
    return list(batch.perform(plans, Alone(), lambda *told: None, **options))


def why(path, out, force=False):
    (found,) = {reason for take in takes(path) for reason in plan(take, out, force).stale.values()}
    return found


def test_scenes_below_a_course_look_as_it_says_unless_they_say_it_themselves(course, write):
    course(
        "theme: {kind: dark, guess: '#123456'}\noutput: {size: 480p, fps: 10}\npacing: {kind: uniform, seconds: 4}\n"
    )
    course("author: Week 3\nsweep: {theme: [light, dark]}\n", "course/week3/course.yaml")
    top = scene_of(write(name="course/a.yaml", output="{fps: 20}", pacing="{seconds: 2}"))
    assert (top.theme.kind, top.theme.guess) == ("dark", "#123456")
    assert (top.output.size, top.output.fps) == ((854, 480), 20)
    assert (top.pacing.kind, top.pacing.seconds) == ("uniform", 2)
    own = scene_of(write(name="course/week3/own.yaml", theme="light", pacing="every-step"))
    assert (own.theme.kind, own.theme.guess, own.pacing.kind, own.author) == (
        "light",
        "#D55E00",
        "every-step",
        "Week 3",
    )
    both = takes(write(name="course/week3/both.yaml"))
    assert [(take.name, take.scene.theme.kind) for take in both] == [("both-light", "light"), ("both-dark", "dark")]


def test_course_ends_at_a_repository_and_is_read_from_anywhere(course, write, tmp_path, monkeypatch):
    course("theme: dark\n", "course.yaml")
    tmp_path.joinpath("week").mkdir()
    scene = write(name="week/a.yaml")
    assert scene_of(scene).theme.kind == "dark"
    monkeypatch.chdir(scene.parent)
    (take,) = takes(scene.relative_to(scene.parent))
    assert (take.scene.theme.kind, [str(path) for path in take.courses]) == ("dark", ["../course.yaml"])
    scene.parent.joinpath(".git").mkdir()
    assert scene_of(scene).theme.kind == "light"


def test_problems_point_into_the_file_that_said_it(course, write, render):
    course("output: {size: 481x271, fps: 0}\nlearning_rate: 0.1\nthem: dark\n")
    write(name="course/a.yaml", output="{formats: mp4}")
    write(name="course/b.yaml", theme="drak", steps="-1")
    code, out, err = render("course")
    assert (code, out.partition(" in ")[0]) == (2, "2 failed")
    assert [line for line in err.splitlines() if not line.startswith(" ")] == [
        "course/course.yaml:1:30: output.fps must be at least 1, not 0",
        'course/course.yaml:2:1: unknown key "learning_rate"',
        'course/course.yaml:3:1: unknown key "them"',
        "course/b.yaml:5:8: steps must be at least 1, not -1",
        'course/b.yaml:6:8: theme cannot be "drak"',
        "2 fail for the same reason",
    ]
    assert '    = "learning_rate" belongs in each scene; a course says how films look' in err


def test_what_a_course_says_can_be_wrong_for_one_scene(course, write, render):
    course("output: {size: 481x271}\n")
    write(name="course/a.yaml")
    write(name="course/b.yaml", output="{formats: mp4}")
    code, out, err = render("check", "course")
    assert (code, out) == (2, "course/a.yaml is fine: 20 points, 10 steps\n")
    assert err == (
        "course/course.yaml:1:16: mp4 needs an even width and height, not 481x271\n"
        "  1 | output: {size: 481x271}\n"
        "    |                ^^^^^^^\n"
        "    = choose 482x272\n"
        "    = this is wrong for course/b.yaml, which stands below\n"
    )
    assert render("check", "course/course.yaml") == (0, "course/course.yaml is fine\n", "")


def test_course_colours_hold_in_every_theme_of_a_sweep(course, write):
    course("theme: {guess: '#123456'}\nsweep: {theme: [light, dark]}\n")
    both = takes(write(name="course/a.yaml"))
    assert [(t.name, t.scene.theme.kind, t.scene.theme.guess) for t in both] == [
        ("a-light", "light", "#123456"),
        ("a-dark", "dark", "#123456"),
    ]
    course("theme: {kind: light, guess: '#123456'}\n")
    assert scene_of(write(name="course/a.yaml", theme="light")).theme.guess == "#123456"
    assert scene_of(write(name="course/a.yaml", theme="dark")).theme.guess == "#FF7D33"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("sweep: {learning_rate: [0.1, 0.2]}", '1:9: sweep cannot vary "learning_rate"'),
        ("sweep: {theme: [light, drak]}", '1:24: theme cannot be "drak"'),
        ("seed: 4", '1:1: unknown key "seed"'),
        ("- a", "1:1: the file has to be made of `key: value` lines, this is a list"),
        ("fonts: {regular: no.ttf}", '1:18: there is no file "no.ttf"'),
    ],
)
def test_course_files_that_are_wrong(text, said, course, write, render):
    course(text)
    code, out, err = render("check", "course/course.yaml")
    assert (code, out, err.splitlines()[0]) == (2, "", f"course/course.yaml:{said}")
    assert "scene's folder" not in err


def test_empty_course_file_says_nothing(course, write):
    course("# nothing yet\n")
    assert scene_of(write(name="course/a.yaml")).theme.kind == "light"


def test_folders_that_are_left_again_are_not_above_a_scene(course, write, tmp_path):
    course("theme: dark\n", "week/course.yaml")
    write()
    assert scene_of(tmp_path / "week" / ".." / "scene.yaml").theme.kind == "light"


def test_sweep_makes_a_film_for_each_combination_named_after_its_values(write):
    path = write(
        title='"Rate {learning_rate}, {theme}"',
        learning_rate=None,
        initial=None,
        sweep="{learning_rate: [1e-3, 0.1], theme: [light, {kind: dark, guess: '#123456'}], initial: [{w: -1, b: 2}]}",
    )
    made = takes(path)
    assert [take.name for take in made] == [
        "scene-0.001-light-w--1-b-2",
        "scene-0.001-dark-guess-123456-w--1-b-2",
        "scene-0.1-light-w--1-b-2",
        "scene-0.1-dark-guess-123456-w--1-b-2",
    ]
    assert made[2].scene.title == "Rate 0.1, light"
    assert {(take.scene.initial["w"], take.scene.learning_rate) for take in made} == {(-1, 0.001), (-1, 0.1)}


@pytest.mark.parametrize(
    ("sweep", "said"),
    [
        ("3", "scene.yaml:6:8: sweep must be a mapping with lists, such as {learning_rate: [0.1, 0.5]}"),
        ("{}", "scene.yaml:6:8: sweep must be a mapping with lists, such as {learning_rate: [0.1, 0.5]}"),
        ("{lerning_rate: [1]}", 'scene.yaml:6:9: sweep cannot vary "lerning_rate"'),
        ("{title: [A, B]}", 'scene.yaml:6:9: sweep cannot vary "title"'),
        ("{theme: light}", "scene.yaml:6:16: sweep.theme must be a list of values"),
        ("{theme: []}", "scene.yaml:6:16: sweep.theme is empty"),
        ("{seed: [1, 2]}\ntitle: 'A {sed}'", 'scene.yaml:6:8: the title names "sed", which is not swept'),
        ("{steps: [5, 6]}", "scene.yaml:5:8: steps and sweep.steps cannot both be given"),
        ("{seed: [1, 2, 1]}", 'scene.yaml:6:22: two films would be named "1"'),
        ("{theme: [light, drak]}", 'scene.yaml:6:24: theme cannot be "drak"'),
        ("{batch_size: [4, 21]}", "scene.yaml:6:25: a batch of 21 points is larger than the data, which have 20"),
        (f"{{seed: {list(range(40))}, batch_size: {list(range(1, 41))}}}", "scene.yaml:6:8: 1,600 films are too many"),
    ],
)
def test_sweeps_that_are_wrong(sweep, said, write):
    with pytest.raises(SceneError) as wrong:
        takes(write(sweep=sweep, title=None if "\ntitle" in sweep else "A line"))
    assert [str(p).splitlines()[0].rpartition("/")[2] for p in wrong.value.problems] == [said]


def test_still_and_program_of_a_sweep_are_those_of_its_first_film(write, render):
    write(sweep="{seed: [1, 2]}")
    said = "note: scene.yaml sweeps 2 films; this is the first one, scene-1\n"
    assert render("code", "scene.yaml")[::2] == (0, said)


def test_two_scenes_never_write_to_one_file(write, render, tmp_path):
    write(name="a.yaml", sweep="{seed: [1, 2]}")
    write(name="a-2.yaml")
    write(name="b.yaml")
    said = "error: a.yaml and a-2.yaml would both be written to a-2.*; rename one\n2 fail for the same reason\n"
    assert render("a.yaml", "a-2.yaml", "b.yaml", "-f", "csv")[::2] == (2, said)
    assert sorted(path.name for path in (tmp_path / "assets").iterdir()) == ["a-1.csv", "b.csv"]
    assert render("check", "a.yaml", "a-2.yaml")[::2] == (2, said.partition("\n")[0] + "\n")


def test_stale_is_what_shows_otherwise_and_the_reason_says_what(course, write, tmp_path, monkeypatch):
    out = tmp_path / "out"
    tmp_path.joinpath("course").mkdir()
    table = tmp_path / "course" / "table.csv"
    table.write_text("age,height\n1,2\n2,3\n")
    data = "{kind: csv, file: table.csv, x: age, y: height}"

    def scene(**changed):
        return write(name="course/a.yaml", **FAST | {"data": data} | changed)

    assert why(scene(), out) == "new"
    train_all(scene())
    make(scene(), out)
    assert not plan(take_of(scene()), out).stale
    assert why(scene(), out, force=True) == "forced"
    os.utime(scene(), (1, 1))
    table.write_text("age,height,name\n1,2.0,A\n2,3,B\n")
    assert not plan(
        take_of(scene(initial="{w: 0.0, b: -1.0}", output="{formats: [gif, csv], size: 854x480, fps: 30}")), out
    ).stale
    assert (
        why(scene(learning_rate="0.2", title="B"), out)
        == "scene changed: title B, was A line, learning_rate 0.2, was 0.1"
    )
    assert why(scene(output="{size: 480p, fps: 20}"), out) == "option changed: output.fps 20, was not said"
    file = course("theme: dark\n")
    assert why(scene(), out) == f"{file} changed: theme.kind dark, was not said"
    file.unlink()
    table.write_text("age,height\n1,2\n2,4\n")
    assert why(scene(), out) == "data changed"
    table.write_text("age,height\n1,2\n2,3\n")
    monkeypatch.setattr("render.output.stamp.__version__", "9.9")
    assert why(scene(), out) == f"version changed: 9.9, was {__version__}"
    monkeypatch.undo()
    for film in out.iterdir():
        film.write_bytes(film.read_bytes()[:40])
    reasons = {target.suffix: reason for target, reason in plan(take_of(scene()), out).stale.items()}
    assert reasons.pop(".csv") == "not known to this cache: a table cannot say what it was made from"
    assert set(reasons.values()) == {"not a film of gradreel, or damaged"}


def test_stamp_is_of_what_differs_from_the_defaults_in_all_that_a_scene_holds(write):
    class Newer(Fit):
        key: int = 0

    class NewerScene(Scene):
        another: str = ""

    def digest(panel, **changed):
        scene = scene_of(write()).model_copy(update={"panels": (LossCurve(), panel)})
        return Stamp.of(NewerScene.model_construct(**dict(scene), **changed), "").digest

    before = Stamp.of(scene_of(write(panels="[loss, {kind: fit}]")), "").digest
    assert digest(Newer()) == before
    others = [digest(Newer(key=1)), digest(Newer(), another="said"), digest(LossCurve())]
    others += [Stamp.of(scene_of(write(**{key: said})), "").digest for key, said in SAID.items()]
    assert len({before, *others}) == 1 + len(others)
    usual = Stamp.of(scene_of(write()), "").digest
    for files in ("{formats: [mp4, png]}", "{targets: web}", "{max_size: 2MB}"):
        assert Stamp.of(scene_of(write(output=files)), "").digest == usual


def test_films_that_were_moved_stay_fresh_and_tables_are_known_by_their_bytes(write, tmp_path):
    scene = write(**FAST)
    make(scene, tmp_path / "out")
    tmp_path.joinpath("there").mkdir()
    shutil.move(scene, tmp_path / "there")
    shutil.copytree(tmp_path / "out", tmp_path / "copy", copy_function=shutil.copyfile)
    assert not plan(take_of(tmp_path / "there" / "scene.yaml"), tmp_path / "copy").stale
    table = tmp_path / "copy" / "scene.csv"
    assert Stamp.read(Csv().stamp(table)).scene["title"] == "A line"
    table.write_text(table.read_text().replace("10,", "11,"))
    assert list(plan(take_of(tmp_path / "there" / "scene.yaml"), tmp_path / "copy").stale) == [table]


def test_dry_run_says_what_is_stale_and_makes_nothing(write, render, tmp_path):
    tmp_path.joinpath("course").mkdir()
    write(name="course/a.yaml", **FAST)
    write(name="course/b.yaml", **FAST)
    render("course", "-f", "csv", "-q")
    assert render("course", "-f", "csv", "--dry-run") == (0, "0 of 2 files are stale\n", "")
    write(name="course/b.yaml", **FAST | {"steps": "11"})
    before = {path: path.read_bytes() for path in (tmp_path / "assets").iterdir()}
    code, out, err = render("course", "-f", "csv,gif", "--dry-run")
    assert (code, err) == (1, "")
    assert out == (
        "assets/a.gif  new\nassets/b.csv  scene changed: steps 11, was 10\nassets/b.gif  new\n3 of 4 files are stale\n"
    )
    write(name="course/c.yaml", steps="-1")
    code, out, err = render("course", "-f", "csv", "--dry-run", "--report", "json")
    told = json.loads(out)
    assert (code, told["exit_code"]) == (2, 2)
    assert [film["state"] for film in told["films"]] == ["fresh", "stale", "failed"]
    assert [(f["path"], f["why"]) for f in told["films"][1]["files"]] == [
        ("assets/b.csv", "scene changed: steps 11, was 10")
    ]
    assert (told["fresh"], told["stale"], told["failed"], told["error"]) == (1, 1, 1, None)
    assert {path: path.read_bytes() for path in (tmp_path / "assets").iterdir()} == before


def test_report_for_machines_comes_whatever_happens(write, render, tmp_path):
    tmp_path.joinpath("empty").mkdir()
    code, out, err = render("empty", "--report", "json")
    told = json.loads(out)
    assert (code, told["exit_code"], told["films"]) == (2, 2, [])
    assert err == f"error: {told['error']}\n"


def test_report_for_machines(write, render, tmp_path):
    tmp_path.joinpath("course").mkdir()
    write(name="course/a.yaml", **FAST)
    write(name="course/b.yaml", steps="-1")
    code, out, err = render("course", "-f", "gif", "--report", "json")
    told = json.loads(out)
    assert (code, told["exit_code"], told["made"], told["fresh"], told["failed"]) == (2, 2, 1, 0, 1)
    failed, made = sorted(told["films"], key=lambda film: film["state"])
    assert made["files"][0] == {
        "path": "assets/a.gif",
        "for": None,
        "made": True,
        "why": "new",
        "bytes": (tmp_path / "assets" / "a.gif").stat().st_size,
        "seconds": 0.5,
        "lost": None,
    }
    assert (made["ending"], made["errors"]) == ("still on the way", [])
    assert failed["errors"] == [
        {
            "path": "course/b.yaml",
            "line": 5,
            "column": 8,
            "message": "steps must be at least 1, not -1",
            "hint": None,
        }
    ]
    assert err.startswith("course/b.yaml:5:8: steps must be at least 1, not -1\n")
    assert json.loads(render("course", "-f", "gif", "--report", "json")[1])["fresh"] == 1


def test_unchanged_course_is_fresh_without_tensorflow_and_matplotlib(write, tmp_path):
    tmp_path.joinpath("course").mkdir()
    train_all(write(name="course/a.yaml", **FAST))
    make(tmp_path / "course" / "a.yaml", tmp_path / "assets")
    code = "import sys; from render.cli import main\ntry: main(sys.argv[1:])\nfinally: print(*sys.modules)"
    done = python("-c", code, "course", cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(ROOT)})
    assert done.returncode == 0
    assert done.stdout.startswith("assets/a.gif  up to date\n")
    assert not {"tensorflow", "matplotlib"} & set(done.stdout.split())


def test_clean_empties_the_cache_and_nothing_else(write, render, tmp_path, monkeypatch):
    monkeypatch.setenv("RENDER_CACHE", str(tmp_path))
    train_all(write(**FAST))
    cache.sign(tmp_path / "scene.yaml", "a stamp")
    held = cache.contents()
    assert (held.recordings, held.size > 100) == (1, True)
    code, out, _ = render("clean", "--dry-run")
    assert (code, out) == (0, f"{tmp_path}  1 recordings, {held.size} B\n")
    assert render("clean") == (0, out.rstrip() + "  removed\n", "")
    assert [path.name for path in tmp_path.iterdir()] == ["scene.yaml"]
    assert render("clean") == (0, f"{tmp_path}  empty\n", "")


@posix_only
def test_output_that_is_not_read_to_its_end(write, tmp_path):
    for number in range(30):
        write(name=f"{number}.yaml")
    command = f"{sys.executable} -m render check . | head -1"
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", command],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (141, "")
    assert done.stdout == "0.yaml is fine: 20 points, 10 steps\n"
