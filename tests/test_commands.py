"""The command line: what is made, what is left alone, what fails, and that nothing half-made stays."""

import os
import signal
import subprocess
import sys

import imageio_ffmpeg
import pytest

from render import __version__
from tests.conftest import BASIC, HANG, ROOT, python, soon
from tests.test_structure import FAMILIES

FAST = {"pacing": "{seconds: 0.5}", "output": "{size: 480p, formats: [gif, png]}"}


def test_makes_then_leaves_alone(write, render, tmp_path):
    write(**FAST)
    code, out, err = render("scene.yaml")
    assert (code, err) == (0, "")
    lines = out.splitlines()
    assert lines[0].startswith("assets/scene.gif  0.5 s  ")
    assert lines[1].startswith("assets/scene.png  ")
    assert " kB  made in " in lines[0]
    assert all(line.endswith(" kB") for line in lines[1:])
    before = {path: path.stat().st_mtime_ns for path in (tmp_path / "assets").iterdir()}
    assert render("scene.yaml") == (0, "assets/scene.gif  up to date\nassets/scene.png  up to date\n", "")
    assert {path: path.stat().st_mtime_ns for path in (tmp_path / "assets").iterdir()} == before
    code, out, _ = render("scene.yaml", "--force", "-f", "gif")
    assert "made in" in out
    assert (tmp_path / "assets" / "scene.gif").stat().st_mtime_ns != before[tmp_path / "assets" / "scene.gif"]


@pytest.mark.parametrize("kind", ["gif", "mp4", "png", "csv"])
def test_each_format_knows_when_it_is_stale(kind, write, render):
    write(**FAST)
    made = ["scene.yaml", "-f", kind]
    assert "made in" in render(*made)[1]
    assert render(*made)[1] == f"assets/scene.{kind}  up to date\n"
    write(**FAST | {"initial": "{w: 0.5, b: -1}"})
    assert "made in" in render(*made)[1]


def test_film_that_was_cut_short_is_made_again(write, render, tmp_path):
    write(**FAST)
    render("scene.yaml")
    film = tmp_path / "assets" / "scene.gif"
    film.write_bytes(b"GIF89a and then nothing")
    code, out, _ = render("scene.yaml")
    assert code == 0
    assert "scene.gif  0.5 s" in out
    assert "scene.png  up to date" in out


def test_formats_can_be_repeated_and_listed(write, render, tmp_path):
    write(**FAST)
    assert render("scene.yaml", "-f", "mp4,csv", "-f", "gif", "-o", "out", "-q") == (0, "", "")
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["scene.csv", "scene.gif", "scene.mp4"]


def test_folders_and_failures_beside_good_scenes(write, render, tmp_path):
    tmp_path.joinpath("course").mkdir()
    write(name="course/a.yaml", **FAST)
    write("title: [", name="course/b.yaml")
    write(name="course/c.yaml", **FAST)
    code, out, err = render("course", "-f", "csv")
    assert code == 2
    *films, last, page = out.splitlines()
    assert sorted(line.split()[0] for line in films) == ["assets/a.csv", "assets/c.csv"]
    assert last.startswith("2 made, 1 failed in ")
    assert page == "all films: assets/index.html"
    assert err.startswith("course/b.yaml:1:9: is not YAML: the file ends too early\n")


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["nosuch.yaml"], 2, "nosuch.yaml: no such file\n"),
        (["empty"], 2, "error: no scenes in the folder empty: no file there ends in .yaml\n"),
        (["chek", "x.yaml"], 2, 'error: no file, folder or command "chek": did you mean "check"?\n'),
        (["scene.yaml", "-f", "mp5"], 2, 'error: unknown format "mp5": did you mean "mp4"?\n'),
        (
            ["scene.yaml", "-f", "avi"],
            2,
            f'error: unknown format "avi": known here: {", ".join(FAMILIES["render.formats"].members)}\n',
        ),
        (["scene.yaml", "-o", "scene.yaml"], 2, "error: scene.yaml is a file, and -o takes a folder\n"),
        (
            ["scene.yaml", "-f", "gif", "mp4"],
            2,
            "error: Unused Tokens: ['mp4'].\n-f takes one word, or several with commas: -f gif,mp4\n",
        ),
        ([], 2, "error: no scene is named: render scenes/basic.yaml, or render --help\n"),
        (["empti"], 2, 'error: no file, folder or command "empti": did you mean "empty/"?\n'),
        (["frame", "scene.yaml", "--step", "11"], 2, "error: there is no step 11: scene.yaml goes from 0 to 10\n"),
        (
            ["frame", "scene.yaml", "--step", "1", "-o", "a.jpg"],
            2,
            "error: a.jpg does not end in .png, .svg or .pdf, as stills do\n",
        ),
        (["scene"], 2, 'error: no file, folder or command "scene": did you mean scene.yaml?\n'),
        (
            ["scene.yaml", "-o", "film.gif"],
            2,
            "error: -o takes a folder, and film.gif looks like a file: films are named by scenes\n",
        ),
        (["scene.yaml", "-j", "0"], 2, "error: -j takes a whole number from 1 on, or auto, not 0\n"),
        (["course.yaml"], 2, "error: course.yaml is a course file: name its folder, or the scenes below it\n"),
        (["new", "scene.gif"], 2, "error: scene.gif does not end in .yaml, as scene files do\n"),
        (["new", "scene.yaml"], 2, "error: scene.yaml exists already and is left as it is\n"),
        (
            ["--fromat"],
            2,
            "error: Unknown option: --fromat. Did you mean --format?\nrender --help says what can be said\n",
        ),
    ],
)
def test_wrong_usage(arguments, code, said, write, render, tmp_path):
    tmp_path.joinpath("empty").mkdir()
    text = write(**FAST).read_text()
    write(name="scene.yml", **FAST)
    assert render(*arguments) == (code, "", said)
    assert tmp_path.joinpath("scene.yaml").read_text() == text
    assert sorted(path.name for path in tmp_path.iterdir()) == ["empty", "scene.yaml", "scene.yml"]


def test_new_scene_is_one_that_renders(render, tmp_path):
    code, out, err = render("new", "course/mine.yaml")
    assert (code, out, err) == (0, "course/mine.yaml  next: render course/mine.yaml\n", "")
    assert render("check", "course/mine.yaml") == (0, "course/mine.yaml is fine: 100 points, 200 steps\n", "")
    text = (tmp_path / "course" / "mine.yaml").read_text()
    commented = [
        line.removeprefix("# ")
        for line in text.splitlines()
        if line.startswith(("# pac", "# pan", "# the", "# out", "# slow", "# cap"))
    ]
    assert len(commented) == 6
    (tmp_path / "course" / "mine.yaml").write_text("\n".join([text, *commented]))
    assert render("check", "course/mine.yaml")[0] == 0


@pytest.mark.parametrize("how", ["at once", "in the middle", "without a word"])
def test_ffmpeg_that_ends_early(how, write, render, tmp_path, monkeypatch):
    real = imageio_ffmpeg.get_ffmpeg_exe()
    script = tmp_path / "ffmpeg"
    script.write_text(
        "#!/bin/sh\n"
        'case "$*" in *rawvideo*) ;; *) exec '
        + f"'{real}' \"$@\";; esac\n"
        + {
            "at once": "exit 1",
            "in the middle": "head -c 3000000 >/dev/null; exit 1",
            "without a word": "cat >/dev/null",
        }[how]
    )
    script.chmod(0o755)
    monkeypatch.setenv("IMAGEIO_FFMPEG_EXE", str(script))
    write(**FAST)
    out = tmp_path / "out"
    out.mkdir()
    out.joinpath("scene.mp4").write_bytes(b"the film of yesterday")
    code, printed, err = render("scene.yaml", "-f", "mp4,gif", "-o", "out")
    assert (code, printed) == (1, "")
    assert err.startswith("error: ffmpeg ended early, ")
    assert err.endswith("no file is kept\n")
    assert err.count("\n") == 1
    assert [(path.name, path.read_bytes()) for path in out.iterdir()] == [("scene.mp4", b"the film of yesterday")]


def test_disk_that_is_full(write, render, tmp_path, monkeypatch):
    from render.formats.encoders.gif import GifWriter

    def full(*arguments):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(GifWriter, "_flush", full)
    write(**FAST)
    assert render("scene.yaml", "-o", "out") == (1, "", "error: cannot write to out: No space left on device\n")
    assert not (tmp_path / "out").exists()


def test_interrupted_film_leaves_nothing(write, tmp_path):
    write(pacing="{seconds: 500}", output="{size: 4k}", steps="5000")
    command = [sys.executable, "-m", "render", "scene.yaml", "-o", "out", "-f", "gif,mp4"]
    with subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as running:
        soon(lambda: list(tmp_path.glob("out/.gradreel-*/*.mp4")), running)
        running.send_signal(signal.SIGINT)
        _, err = running.communicate(timeout=HANG)
    assert running.returncode == 130
    assert err == "interrupted; files that were not finished are removed\n"
    assert not (tmp_path / "out").exists()


def test_runs_as_a_module_and_says_its_version():
    done = python("-m", "render", "--version", cwd=ROOT)
    assert (done.returncode, done.stdout) == (0, f"gradreel {__version__}\n")


def test_help_names_all_commands_and_options(render):
    code, out, _ = render("--help")
    assert code == 0
    for word in ("check", "frame", "new", "schema", "--format", "-f", "--out", "-o", "--force", "--quiet", "-q"):
        assert word in out


def test_progress_is_shown_on_a_terminal_only(tmp_path, write):
    import pty

    write(**FAST)
    leader, follower = pty.openpty()
    command = [sys.executable, "-m", "render", "scene.yaml", "-f", "gif"]
    subprocess.run(command, cwd=tmp_path, stdout=subprocess.DEVNULL, stderr=follower, check=True)
    os.close(follower)
    shown = b""
    try:
        while chunk := os.read(leader, 65536):
            shown += chunk
    except OSError:
        pass
    os.close(leader)
    assert b"drawing" in shown
    assert BASIC.is_file()


def test_data_of_a_scene_are_never_written_over(write, render, tmp_path):
    table = tmp_path / "heights.csv"
    table.write_text("age,height\n1,2\n2,3\n")
    write(name="heights.yaml", **FAST | {"data": "{kind: csv, file: heights.csv, x: age, y: height}"})
    code, out, err = render("heights.yaml", "-f", "csv", "-o", ".", "--force")
    assert (code, out) == (2, "")
    assert err == "error: heights.csv is what the scene is made from and is not written over; choose another -o\n"
    assert table.read_text() == "age,height\n1,2\n2,3\n"


def test_step_of_a_still_is_whole(write, render, tmp_path):
    write(**FAST)
    code, out, err = render("frame", "scene.yaml", "--step", "1.5")
    assert (code, out) == (2, "")
    assert "a step is a whole number, not 1.5" in err
    assert [path.name for path in tmp_path.iterdir()] == ["scene.yaml"]
