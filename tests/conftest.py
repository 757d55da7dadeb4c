"""What all tests share: a cache of their own, one import of TensorFlow, one trained scene."""

import gc
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import time
from functools import partial
from importlib.metadata import version
from itertools import groupby
from pathlib import Path

import pytest

from render.drawing.panels import Subject
from render.family import Family
from render.output import frames
from render.scene import loader
from render.scene.script import runs_of as runs_of_scene
from render.scene.script import timeline_of
from render.training.recall import recall

# Workers that run tests side by side ignore Ctrl-C; what they start would inherit that.
signal.signal(signal.SIGINT, signal.default_int_handler)

posix_only = pytest.mark.skipif(os.name != "posix", reason="asks for signals, pipes or shells of POSIX")
linux_only = pytest.mark.skipif(sys.platform != "linux", reason="asks for devices of Linux, or names that are no text")

ROOT = Path(__file__).parents[1]
BASIC = ROOT / "scenes" / "basic.yaml"


SLOW = [
    *("structure", "trust", "lint", "faults", "watch", "drawing"),
    *("cluster", "formats", "targets", "stills", "deck", "training"),
]
"""Files that begin first: those whose tests take longest, before the many that share what is left in small parts."""
HANG = 600
"""Seconds after which what never comes is given up. Tests wait for events: no machine is too slow for them."""
QUICK = {"2.21": "--xla_cpu_use_fusion_emitters=false --xla_cpu_parallel_codegen_split_count=1"}
"""How trainings are compiled quickly, by TensorFlow's version: XLA ends the process where it does not know a flag."""


def pytest_collection_modifyitems(items):
    """Give each of two workers, who take from the other's end when theirs is done, a half that begins with the slow."""
    order = {f"test_{word}.py": place for place, word in enumerate(SLOW)}
    items.sort(key=lambda item: order.get(item.path.name, len(SLOW)))
    halves = [], []
    for _, tests in groupby(list(items), key=lambda item: item.path):
        min(halves, key=len).extend(tests)
    items[:] = halves[0] + halves[1]


@pytest.fixture(scope="session", autouse=True)
def cache(tmp_path_factory, request):
    """Recordings of this test run only, the same for all of its processes.

    What is trained here is small: most of its time, it is compiled. That is done quickly, unless all tests are run.
    """
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "cache"
    with pytest.MonkeyPatch.context() as patch:
        # What has been imported stays: it is not to be looked through for garbage again and again.
        gc.freeze()
        patch.setenv("RENDER_CACHE", str(folder))
        flags = QUICK.get(version("tensorflow").rpartition(".")[0])
        if flags and request.config.option.markexpr == "not thorough":
            patch.setenv("XLA_FLAGS", flags)
        yield


def take_of(path):
    (take,) = loader.takes(path)
    return take


def scene_of(path):
    return take_of(path).scene


def runs_of(path):
    take = take_of(path)
    return runs_of_scene(take.scene, take.samples())


def run_of(path):
    (run,) = runs_of(path)
    return run


def train_all(path):
    return recall(runs_of(path), lambda done, of: None)[0]


def train(path):
    (recording,) = train_all(path)
    return recording


def stage_of(path):
    """The stage that the film of a scene is drawn on, and the film's moments."""
    scene, recordings = scene_of(path), train_all(path)
    timeline = timeline_of(scene, recordings)
    return frames.stage_for(scene, recordings, timeline), timeline


def panels_of(path):
    """The panels that can show the training of a scene, by their words."""
    subject, members = Subject.of(run_of(path)), Family("render.drawing.panels").members
    return {kind: panel for kind, panel in members.items() if not [*panel().refusals(subject)]}


@pytest.fixture(scope="session")
def recording():
    """The recording of scenes/basic.yaml."""
    return train(BASIC)


def written(folder, text=None, name="scene.yaml", **changed):
    """Write a scene into `folder`: the basic one with lines replaced by key, or a whole text."""
    lines = {
        "title": "A line",
        "data": "{kind: line, w: 0.1, b: 0.5, points: 20, noise: 0.05}",
        "initial": "{w: 0, b: -1}",
        "learning_rate": "0.1",
        "steps": "10",
        **changed,
    }
    path = folder / name
    whole = text if text is not None else "\n".join(f"{k}: {v}" for k, v in lines.items() if v is not None)
    path.write_bytes(whole if isinstance(whole, bytes) else whole.encode())
    return path


@pytest.fixture
def write(tmp_path):
    """Write a scene into the folder of the test."""
    return partial(written, tmp_path)


def ran(folder, *arguments):
    """Run the command line in this process, in `folder`, and return its exit code."""
    from render.cli import main

    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        with pytest.raises(SystemExit) as stopped:
            main([str(argument) for argument in arguments])
    return stopped.value.code


def named_next(err):
    """The errors, and the command that their last line names: one that the command line can read."""
    *lines, last = err.splitlines(keepends=True)
    assert last.startswith("next: "), err
    said = last.removeprefix("next: ").strip()
    program, *words = shlex.split(said)
    if program == "render":
        from render.cli import app

        app.parse_args(words, print_error=False, exit_on_error=False)
    else:
        assert program in {"cd", "pip", "python", sys.executable}
    return "".join(lines), said


def _slashed(text):
    """What was printed, with the paths of Windows as the others have them."""
    return re.sub(r"\\\\?(?=[\w.])", "/", text) if os.name == "nt" else text


@pytest.fixture
def render(tmp_path, capfd):
    """Run the command line in this process, in the folder of the test; return exit code, output and errors.

    What errors say last, the next command, is looked at here, and kept as `said_next`.
    """

    def render(*arguments):
        capfd.readouterr()
        code = ran(tmp_path, *arguments)
        out, err = map(_slashed, capfd.readouterr())
        render.said_next = ""
        if code in {1, 2} and any(not line.startswith("note: ") for line in err.splitlines()):
            err, render.said_next = named_next(err)
        return code, out, err

    return render


@pytest.fixture
def only_our_fonts(monkeypatch):
    """A machine with no fonts but those that gradreel and Matplotlib bring; return Matplotlib's list of them."""
    from matplotlib import font_manager

    from render.drawing import installed

    ours = [entry for entry in font_manager.fontManager.ttflist if entry.name.startswith(("IBM Plex", "DejaVu"))]
    monkeypatch.setattr(font_manager.fontManager, "ttflist", ours)
    monkeypatch.setattr(font_manager, "findSystemFonts", list)
    installed._installed.cache_clear()
    yield ours
    installed._installed.cache_clear()


def python(*arguments, **options):
    """Run a fresh interpreter and return what it did."""
    command = [sys.executable, *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False, **options)


def soon(what, running=None):
    """Wait until `what` returns something, and return it; the process `running`, if one is named, has to live on."""
    deadline = time.monotonic() + HANG
    while not (found := what()):
        assert running is None or running.poll() is None, "the process ended before this came"
        assert time.monotonic() < deadline, "this never came"
        time.sleep(0.03)
    return found


@pytest.fixture(scope="session")
def browser(tmp_path_factory):
    """A real browser without a window; tests that need one are skipped where there is none."""
    chromium, driver = shutil.which("chromium"), shutil.which("chromedriver")
    if not (chromium and driver):
        pytest.skip("needs chromium and chromedriver")
    webdriver = pytest.importorskip("selenium.webdriver")
    options = webdriver.ChromeOptions()
    options.binary_location = chromium
    # What a test asks for, and none of what a browser does on its own.
    quiet = ["background-networking", "component-update", "gpu", "quic", "sync"]
    for flag in ["headless", "no-sandbox", "no-first-run", *(f"disable-{each}" for each in quiet)]:
        options.add_argument(f"--{flag}")
    options.add_argument(f"--user-data-dir={tmp_path_factory.mktemp('browser')}")
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    with webdriver.Chrome(options=options, service=webdriver.ChromeService(driver)) as browser:
        yield browser
