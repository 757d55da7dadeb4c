"""The command line: what is made, what is left alone, what fails, and that nothing half-made stays."""

import os
import signal
import subprocess
import sys

import pytest

from render import __version__
from tests.conftest import BASIC, HANG, ROOT, linux_only, posix_only, python, soon, train_all
from tests.test_structure import FAMILIES

KNOWN = f"known here: {', '.join(FAMILIES['render.formats'].members)}"
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
            f'error: unknown format "avi": {KNOWN}\n',
        ),
        (["scene.yaml", "-o", "scene.yaml"], 2, "error: scene.yaml is a file, and -o takes a folder\n"),
        (
            ["scene.yaml", "-f", "gif", "mp4"],
            2,
            "error: Unused Tokens: ['mp4'].\n",
        ),
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
            ["scene.yaml", "--fromat", "gif"],
            2,
            "error: Unknown option: --fromat. Did you mean --format?\n",
        ),
        ([""], 2, 'error: "" says nothing: an argument is empty, perhaps as a variable of the shell is\n'),
        (
            ["scene.yaml", "--out="],
            2,
            'error: "--out=" says nothing: an argument is empty, perhaps as a variable of the shell is\n',
        ),
        (["n" * 300 + ".yaml"], 2, f"error: {'n' * 60}…: File name too long\n"),
        (["check", "n" * 5000], 2, f"error: an argument has 5,000 characters, 4,096 is the most: {'n' * 60}…\n"),
        (["check", "a\0b.yaml"], 2, "error: a\\x00b.yaml is not a name that a file can have\n"),
        (["scene.yaml", "-f", "n" * 300], 2, f'error: unknown format "{"n" * 60}…": {KNOWN}\n'),
        (
            ["scene.yaml", "--max-size", "\udcff"],
            2,
            'scene.yaml: "\\udcff" is not a size of a file\n   = write 2MB, 500kB, or a number of bytes\n',
        ),
        (["new", "scene.yaml/x.yaml"], 2, "error: scene.yaml exists already and is left as it is\n"),
        (
            ["code", "scene.yaml", "-o", "train.txt"],
            2,
            "error: train.txt does not end in .py, as programs in Python do\n",
        ),
        (
            ["code", "scene.yaml", "-o", "empty/code.py"],
            2,
            "error: empty/code.py would hide Python's own module code, which programs import: "
            "no program in its folder could run; say -o empty/train_code.py\n",
        ),
        (
            ["code", "scene.yaml", "-o", "numpy.py"],
            2,
            "error: numpy.py would hide the installed module numpy: "
            "no program in its folder could run; say -o train_numpy.py\n",
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


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nosuch.yaml"], "render new nosuch.yaml"),
        (["scen.yaml"], "render check scene.yaml"),
        (["chek", "scene.yaml"], "render check scene.yaml"),
        (["scene", "-f", "gif"], "render scene.yaml -f gif"),
        (["scene.yaml", "-f", "mp5"], "render scene.yaml -f mp4"),
        (["scene.yaml", "-f", "gif", "mp4"], "render scene.yaml -f gif,mp4"),
        (["scene.yaml", "-f", "avi"], "render --help"),
        (["scene.yaml", "--fromat", "gif"], "render scene.yaml --format gif"),
        (["frame", "scene.yaml"], "render frame --help"),
        (["frame", "scene.yaml", "--step", "11"], "render frame scene.yaml --step 10"),
        (["frame", "scene.yaml", "--step", "1", "-o", "a.jpg"], "render frame scene.yaml --step 1 -o a.png"),
        (["scene.yaml", "-j", "0", "-q"], "render scene.yaml -q -j auto"),
        (["scene.yaml", "--out=film.gif"], "render scene.yaml -o ."),
        (["scene.yaml", "-o", "scene.yaml"], "render scene.yaml -o films"),
        (["code", "scene.yaml", "-o", "scene.yaml/a.py"], "render code scene.yaml -o train.py"),
        (["empty"], "render new empty/my.yaml"),
        (["heights.csv"], "render new --data heights.csv"),
        (["scene.yaml", "--max-size", "x"], "render explain output.max_size"),
        (["data", "iriss"], "render data iris"),
    ],
)
def test_errors_name_the_next_command(arguments, said, write, render, tmp_path):
    tmp_path.joinpath("empty").mkdir()
    tmp_path.joinpath("heights.csv").write_text("age,height\n1,2\n2,3\n")
    write(**FAST)
    assert render(*arguments)[:2] == (2, "")
    assert render.said_next == said


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


def test_disk_that_is_full(write, render, tmp_path, monkeypatch):
    from render.formats.encoders.gif import GifWriter

    def full(*arguments):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(GifWriter, "_flush", full)
    write(**FAST)
    assert render("scene.yaml", "-o", "out") == (1, "", "error: cannot write to out: No space left on device\n")
    assert not (tmp_path / "out").exists()


@posix_only
def test_interrupted_film_leaves_nothing(write, tmp_path):
    train_all(write(pacing="{seconds: 500}", output="{size: 480p}", steps="3000"))
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


@linux_only
@pytest.mark.parametrize("name", ["[1] week.yaml", "[1, 2].yaml", '{"a": 1}.yaml', "-x.yaml", "\udcff.yaml"])
def test_name_of_a_file_is_a_name(name, write, render):
    write(name=name, **FAST)
    code, out, err = render("check", "--", name)
    assert (code, err) == (0, "")
    assert out.endswith(" is fine: 20 points, 10 steps\n")
    code, out, err = render("-f", "csv", "-q", "--", name)
    assert (code, out, err) == (0, "", "")
    assert render("-x.yaml")[0] == 2
    assert (render.said_next == "render ./-x.yaml") == (name == "-x.yaml")


def test_every_path_is_read_in_the_same_way():
    from render.cli import app

    for word in ["", *(name for name in app if not name.startswith("-"))]:
        for argument in (app[word] if word else app).assemble_argument_collection():
            said = str(argument.field_info.annotation)
            assert "Path" not in said or "as_path" in said, f"{word} {argument.names}"


def test_home_folder_stands_for_its_sign(write, render, tmp_path, monkeypatch):
    from render import cache

    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    write(**FAST)
    assert render("scene.yaml", "-f", "csv", "-q", "--out=~/films") == (0, "", "")
    assert (tmp_path / "home" / "films" / "scene.csv").is_file()
    assert not (tmp_path / "~").exists()
    monkeypatch.setenv("RENDER_CACHE", "~/kept")
    assert cache.folder() == tmp_path / "home" / "kept"
    monkeypatch.setenv("RENDER_CACHE", "~nobody-of-this-name/kept")
    assert str(cache.folder()) == "~nobody-of-this-name/kept"
    monkeypatch.setenv("RENDER_CACHE", "n" * 300)
    said = f"error: {'n' * 60}… cannot be the cache folder: File name too long; set RENDER_CACHE to a shorter name\n"
    assert render("clean") == (1, "", said)


@posix_only
def test_pipes_and_devices_are_refused_at_once(write, render, tmp_path):
    write(**FAST)
    pipe = "is a pipe or a device, not a file"
    for name in ("fifo.yaml", "fifo.pptx", "fifo.png", "fifo.py", "scene.csv", "fifo.gif"):
        os.mkfifo(tmp_path / name)
    (tmp_path / "zero.gif").symlink_to("/dev/zero")
    for arguments, said in [
        (["check", "fifo.yaml"], f"fifo.yaml: cannot be read: it {pipe}"),
        (["scene.yaml", "-f", "csv", "-o", "."], f"error: scene.csv {pipe}; choose another -o"),
        (["frame", "scene.yaml", "--step", "1", "-o", "fifo.png"], f"error: fifo.png {pipe}; choose another -o"),
        (["code", "scene.yaml", "-o", "fifo.py"], f"error: fifo.py {pipe}; choose another -o"),
        (["deck", "scene.yaml", "-o", "fifo.pptx"], f"error: fifo.pptx {pipe}; choose another -o"),
        (["deck", "scene.yaml", "--template", "fifo.pptx"], f"error: cannot read the template fifo.pptx: it {pipe}"),
        (["verify", "fifo.gif", "--scenes", "."], "error: fifo.gif is a pipe or a device, not a film"),
        (["verify", "zero.gif", "--scenes", "."], "error: zero.gif is a pipe or a device, not a film"),
    ]:
        code, out, err = render(*arguments)
        assert (code > 0, out, err) == (True, "", f"{said}\n")


@posix_only
def test_scene_is_never_written_over_by_what_leads_to_it(write, render, tmp_path):
    scene = write(**FAST)
    before = scene.read_bytes()
    (tmp_path / "scene.csv").symlink_to("scene.yaml")
    os.link(scene, tmp_path / "still.png")
    (tmp_path / "train.py").symlink_to("scene.yaml")
    refused = "is what the scene is made from and is not written over; choose another -o\n"
    assert render("scene.yaml", "-f", "csv", "-o", ".", "--force")[2] == f"error: scene.csv {refused}"
    assert render("frame", "scene.yaml", "--step", "1", "-o", "still.png")[2] == f"error: still.png {refused}"
    assert render("code", "scene.yaml", "-o", "train.py", "--force")[2] == f"error: train.py {refused}"
    assert scene.read_bytes() == before
    # A link to another file is replaced; that file is left as it is.
    mine = tmp_path / "mine.txt"
    mine.write_text("mine")
    (tmp_path / "train.py").unlink()
    (tmp_path / "train.py").symlink_to("mine.txt")
    assert render("code", "scene.yaml", "-o", "train.py", "--force")[0] == 0
    assert not (tmp_path / "train.py").is_symlink()
    assert mine.read_text() == "mine"


def test_output_that_is_a_folder_takes_the_usual_name(write, render, tmp_path):
    write(**FAST)
    (tmp_path / "out").mkdir()
    assert render("frame", "scene.yaml", "--step", "1", "-o", "out")[1].startswith("out/scene-1.png  ")
    assert render("deck", "scene.yaml", "-o", ".", "--animation", "gif")[1].startswith("scene.pptx  1 slide  ")
    assert render("code", "scene.yaml", "-o", "out") == (0, "out/scene.py  next: python out/scene.py\n", "")
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["scene-1.png", "scene.py"]


def test_program_is_written_and_never_over_another(write, render, tmp_path):
    write(**FAST)
    (tmp_path / "week").mkdir()
    (tmp_path / "heights.csv").write_text("age,height\n1,2\n2,3\n")
    write(name="heights.yaml", **FAST | {"data": "{kind: csv, file: heights.csv, x: age, y: height}"})
    printed = render("code", "scene.yaml")[1]
    assert render("code", "scene.yaml", "-o", "train.py") == (0, "train.py  next: python train.py\n", "")
    assert (tmp_path / "train.py").read_text() == printed
    assert render("code", "scene.yaml", "-o", "train.py") == (0, "train.py  up to date\n", "")
    left = "error: train.py exists already, with another program, and is left as it is"
    assert render("code", "heights.yaml", "-o", "train.py") == (2, "", f"{left}; choose another -o, or say --force\n")
    assert (tmp_path / "train.py").read_text() == printed
    assert render("code", "heights.yaml", "-o", "train.py", "--force")[0] == 0
    assert "heights.csv" in (tmp_path / "train.py").read_text()
    (tmp_path / "heights.yaml").rename(tmp_path / "week" / "heights.yaml")
    (tmp_path / "heights.csv").rename(tmp_path / "week" / "heights.csv")
    said = render("code", "week/heights.yaml", "-o", "new.py")[1]
    assert said == "new.py  next, in week: python ../new.py\n"


@posix_only
def test_folders_are_searched_within_bounds(write, tmp_path, monkeypatch, render):
    from render.course import scenes

    for folder in ("week", ".git", "node_modules", "__pycache__", "env", "locked", "gone", "mounted"):
        (tmp_path / folder).mkdir()
        write(name=f"{folder}/{folder}.yaml", **FAST)
    (tmp_path / "env" / "pyvenv.cfg").write_text("")
    (tmp_path / "week" / "round").symlink_to("..")
    (tmp_path / "folder.yaml").mkdir()
    scandir, stat_of = os.scandir, type(tmp_path).stat

    def scan(folder):
        if folder.name in {"locked", "gone"}:
            raise PermissionError(13, "Permission denied") if folder.name == "locked" else FileNotFoundError(2, "gone")
        return scandir(folder)

    def stat(path, **options):
        found = stat_of(path, **options)
        elsewhere = path.name == "mounted"
        return os.stat_result([*found[:2], found.st_dev + 1, *found[3:10]]) if elsewhere else found

    monkeypatch.setattr(scenes.os, "scandir", scan)
    monkeypatch.setattr(type(tmp_path), "stat", stat)
    code, out, err = render("check", ".")
    assert (code, out) == (0, "week/week.yaml is fine: 20 points, 10 steps\n")
    left_out = [
        "note: mounted is left out, as another file system; what is named is searched",
        "note: the folder locked is left out: Permission denied",
    ]
    assert sorted(err.splitlines()) == left_out
    film = ROOT / "assets" / "basic.gif"
    code, out, err = render("verify", film, film, "--scenes", ".")
    assert (code, out.count("which is none of these scenes")) == (1, 2)
    assert sorted(err.splitlines()) == left_out, "once, for all films"
    monkeypatch.setattr(scenes, "MOST_FOLDERS", 2)
    said = "error: . has more than 2 folders below it: name the one with the scenes\n"
    assert render("check", ".") == (2, "", said)
    assert render("check", "locked") == (2, "", "error: the folder locked cannot be read: Permission denied\n")
