"""What a terminal says beside films: the time left, what is there to make, what is missing, and what may come next."""

import shutil
import subprocess
import sys
import webbrowser
from types import SimpleNamespace

import pytest

from render import cache, installation
from render.console import browser, health, terminal, typed
from render.console.remaining import Remaining
from render.progress import DRAWING, LOADING, TRAINING
from tests.conftest import ROOT, python

FAST = {"pacing": "{seconds: 0.5}", "output": "{size: 480p, formats: [gif, csv]}"}


def said(total, share_at, step=0.5):
    """What is said of the time left, in order, of work that takes so many seconds; `share_at` says how far it is."""
    left, texts, now = Remaining(), [], 0.0
    while now < total:
        left.told(now, share_at(now))
        texts.append(left.text(now))
        now += step
    return list(dict.fromkeys(filter(None, texts))), texts


def test_time_left_runs_backwards_as_a_clock_does():
    def uneven(now):
        return now // 4 * 4 / 100

    told, texts = said(95, uneven)
    assert told == ["2 min left", "1 min left", *(f"{count} s left" for count in (50, 40, 30, 20, 15, 10))]
    assert [text for text in texts if text] == sorted(filter(None, texts), key=told.index), "it never goes back"
    assert not any(texts[:6]), "nothing is said before anything is known"
    assert said(8, lambda now: now / 8)[0] == [], "nor of what is done in a moment"


def test_time_left_begins_with_the_first_part_and_owns_up_to_delays():
    told, _ = said(130, lambda now: max(0.0, now - 30) / 100)
    assert told[0] == "2 min left", "half a minute before the first frame is not to come again"
    _, texts = said(200, lambda now: now / 60 if now < 30 else 0.5 + (now - 30) / 340)
    assert texts.index("30 s left") < texts.index("2 min left")


def test_first_run_says_that_tensorflow_is_loaded_and_later_ones_do_not(monkeypatch, tmp_path, capsys):
    monkeypatch.setenv("RENDER_CACHE", str(tmp_path / "cache"))

    def shown(quiet=False):
        with monkeypatch.context() as patch:
            patch.setattr(sys.stderr, "isatty", lambda: True)
            with terminal.Terminal(2, quiet) as shown:
                for name in ("a", "b"):
                    for stage in (TRAINING, LOADING, TRAINING, DRAWING):
                        shown.tell(name, stage, 0, 10)
        return capsys.readouterr().err.count("TensorFlow is being loaded, which takes up to a minute the first time")

    assert shown(quiet=True) == 0
    assert shown() == 1
    assert shown() == 0
    cache.clear()
    monkeypatch.setenv("RENDER_CACHE", str(tmp_path / "cache" / "file"))
    (tmp_path / "cache").rmdir()
    (tmp_path / "cache").write_text("no folder")
    assert (shown(), shown()) == (1, 1), "a cache that cannot be written matters to nobody"


def test_nothing_named_says_what_there_is_to_make(write, render, tmp_path):
    begin = "no scenes here; to begin:\n\n  render gallery                     scenes to start from"
    code, out, err = render()
    assert (code, err) == (2, "")
    assert out.startswith(begin)
    (tmp_path / "docker.yaml").write_text("services:\n  title: x\n")
    assert render()[1].startswith(begin), "files of other programs are no scenes"
    (tmp_path / "scenes").mkdir()
    for name in "abc":
        write(name=f"scenes/{name}.yaml", **FAST)
    (tmp_path / "scenes" / "c.yaml").write_text("title: c\ndata: {kind: line}\nstep: 3\n")
    assert render("scenes/b.yaml", "-f", "csv", "-q")[0] == 0
    assert render("-f", "csv")[1] == (
        "3 scenes in scenes: 1 film to make, 1 up to date, 1 scene with mistakes\n\n"
        "  render scenes                make the films, in the folder assets\n"
        "  render scenes --dry-run      say which, and why\n"
        "  render check scenes          say what is wrong\n"
        "  render scenes/a.yaml --open  one film, and show it\n"
        "  render watch scenes          see the films while scenes are written\n"
        "  render --help                all that can be said\n"
    )
    assert render("-q") == (2, "", "error: no scene is named\n")
    assert not (tmp_path / "assets" / "a.csv").exists()


def test_what_was_made_is_shown(write, render, tmp_path, monkeypatch):
    shown = []
    monkeypatch.setattr(browser, "open_file", lambda path: shown.append(str(path)) or True)
    write(**FAST, name="a.yaml")
    write(**FAST, name="b.yaml")
    assert render("a.yaml", "b.yaml", "-f", "csv", "--open")[1].endswith(
        "\nshown: assets/a.csv, the first of 2 films\n"
    )
    render("a.yaml", "-f", "csv", "--open", "-q")
    render(".", "-f", "csv", "--open", "-q", "-o", "out", "-j", "1")
    assert shown == ["assets/a.csv", "assets/a.csv", "out/index.html"] or shown[2:] == ["out/a.csv"]
    assert render("nosuch.yaml", "--open")[0] == 2
    assert len(shown) == 3


def test_file_is_shown_by_whatever_is_there(monkeypatch, tmp_path, capsys):
    began, film = [], tmp_path / "a film.mp4"
    monkeypatch.setattr(sys, "platform", "linux")
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER"):
        monkeypatch.delenv(name, raising=False)
    assert not browser.open_file(film)
    assert capsys.readouterr().err == f"note: no viewer could be started; open {film}\n"
    monkeypatch.setenv("DISPLAY", ":0")
    monkeypatch.setattr(browser.shutil, "which", lambda program: f"/usr/bin/{program}")
    monkeypatch.setattr(browser.subprocess, "Popen", lambda command, **options: began.append(command))
    assert browser.open_file(film)
    assert began == [["/usr/bin/xdg-open", film]]
    monkeypatch.setattr(webbrowser, "open", lambda address: began.append(address) or True)
    assert browser.open_file(tmp_path / "a film.gif")
    assert began[1].endswith("/a%20film.gif")

    def broken(address):
        raise webbrowser.Error

    monkeypatch.setattr(webbrowser, "open", broken)
    assert not browser.open_file(tmp_path / "a.html")
    assert capsys.readouterr().err == f"note: no browser could be started; open {tmp_path / 'a.html'}\n"


def test_doctor_says_what_is_there_and_what_to_type(render, monkeypatch, tmp_path):
    code, out, err = render("doctor")
    assert (code, err) == (0, "")
    assert out.isascii()
    lines = out.splitlines()
    for name in ("gradreel", "Python", "TensorFlow", "NumPy", "Matplotlib", "disk", "cache", "ffmpeg", "extra slides"):
        assert sum(line[4:].startswith(f"{name} ") and line[:4] == "ok  " for line in lines) == 1, name
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("RENDER_CACHE", str(tmp_path / "file" / "cache"))
    monkeypatch.setenv("IMAGEIO_FFMPEG_EXE", str(tmp_path / "none"))
    there = health.find_spec
    monkeypatch.setattr(health, "find_spec", lambda name: None if name in {"pptx", "matplotlib"} else there(name))
    code, out, _ = render("doctor")
    assert code == 1
    for said in ("!!  Matplotlib     missing\n", "--  ffmpeg         no mp4 and webm: "):
        assert said in out
    assert f"--  cache          {tmp_path}/file/cache cannot be written: all is trained each time\n" in out
    assert "it lacks pptx\n                   type: pip install " in out or " -m pip install " in out
    assert "\nfilms cannot be made before what is marked !! is there; what is marked --" in out


def test_doctor_imports_no_tensorflow():
    code = "import sys; from render.cli import main\ntry: main(['doctor'])\nfinally: print('tensorflow' in sys.modules)"
    done = python("-c", code, cwd=ROOT)
    assert done.stdout.endswith("\nFalse\n"), done.stdout


FROM_GIT = '{"url": "https://example.org/gradreel.git", "vcs_info": {"vcs": "git", "commit_id": "1"}}'
EDITABLE = '{"url": "file:///home/a/my%20gradreel", "dir_info": {"editable": true}}'


@pytest.mark.parametrize(
    ("left", "told", "said"),
    [
        ("pipx_metadata.json", FROM_GIT, "pipx inject gradreel python-pptx"),
        ("uv-receipt.toml", FROM_GIT, 'uv tool install "gradreel[slides] @ git+https://example.org/gradreel.git"'),
        ("uv-receipt.toml", None, 'uv tool install "gradreel[slides]"'),
        ("pyvenv.cfg", None, 'pip install "gradreel[slides]"'),
        ("pyvenv.cfg", FROM_GIT, 'pip install "gradreel[slides] @ git+https://example.org/gradreel.git"'),
        ("pyvenv.cfg", EDITABLE, 'pip install -e "/home/a/my gradreel[slides]"'),
    ],
)
def test_extras_are_installed_as_gradreel_was(left, told, said, monkeypatch, tmp_path):
    origin, prefix = tmp_path / "direct_url.json", str(tmp_path)
    origin.write_text(told or "{}")
    (tmp_path / left).touch()
    entry = SimpleNamespace(name=origin.name, locate=lambda: origin)
    monkeypatch.setattr(sys, "prefix", prefix)
    monkeypatch.setattr(sys, "executable", f"{prefix}/bin/python")
    monkeypatch.setattr(installation.shutil, "which", lambda name: f"{prefix}/bin/{name}")
    monkeypatch.setattr(installation, "distribution", lambda name: SimpleNamespace(files=[entry] if told else []))
    monkeypatch.setattr(installation, "requires", lambda name: ['python-pptx>=1.0.2; extra == "slides"'])
    assert installation.install("slides") == said


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["chec"], {"check"}),
        ([""], {"check", "week/", "a.yaml"}),
        (["week/"], {"week/b.yml"}),
        (["frame", "a"], {"a.yaml"}),
        (["a.yaml", "--op"], {"--open"}),
        (["a.yaml", "-f", "gif,m"], {"gif,mp4"}),
        (["a.yaml", "--for=git"], {"github"}),
        (["a.yaml", "-o", ""], {"week/"}),
        (["deck", "a.yaml", "--template", ""], {"house.pptx", "week/"}),
        (["deck", "a.yaml", "--animation", ""], {"mp4", "gif"}),
        (["data", "iri"], {"iris"}),
        (["completion", "z"], {"zsh"}),
        (["verify", "house."], {"house.pptx"}),
    ],
)
def test_words_that_may_come_next(words, expected, write, render, tmp_path, monkeypatch):
    (tmp_path / "week").mkdir()
    for name in ("a.yaml", "week/b.yml", "week/notes.txt", ".hidden.yaml", "house.pptx"):
        (tmp_path / name).write_text("")
    monkeypatch.setenv("CYCLOPTS_COMPLETION_WORDS", "".join(f"{word}\x1f" for word in words))
    code, out, err = render("__complete")
    assert (code, err) == (0, "")
    found = {line.split("\t")[0] for line in out.splitlines() if line and line[0] != "\x1f"}
    assert expected <= found
    assert found == expected or words == [""]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_script_is_one_that_its_shell_reads(shell, render, tmp_path):
    code, out, err = render("completion", shell)
    assert (code, err) == (0, "")
    assert f"render completion {shell} > " in out
    script = tmp_path / "script"
    script.write_text(out)
    try:
        done = subprocess.run([shell, "-n", script], capture_output=True, text=True, check=False)
    except FileNotFoundError:
        pytest.skip(f"needs {shell}")
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(
    ("program", "found", "said"),
    [
        (".venv/bin/render", None, "next: .venv/bin/render check my.yaml"),
        (".venv/bin/render", "/usr/bin/render", "next: render check my.yaml"),
        ("/usr/lib/render/__main__.py", None, "next: render check my.yaml"),
    ],
)
def test_commands_are_told_as_the_shell_finds_them(program, found, said, monkeypatch):
    monkeypatch.setattr(sys, "argv", [program])
    monkeypatch.setattr(shutil, "which", lambda name: found)
    assert typed.called("next: render check my.yaml") == said
