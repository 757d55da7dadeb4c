"""What all tests share: a cache of their own, one import of TensorFlow, one trained scene."""

import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from render import shooting
from render.scene import loader
from render.scene.script import runs_of as runs_of_scene
from render.scene.script import timeline_of
from render.training.recall import recall

# Workers that run tests side by side ignore Ctrl-C; what they start would inherit that.
signal.signal(signal.SIGINT, signal.default_int_handler)

ROOT = Path(__file__).parents[1]
BASIC = ROOT / "scenes" / "basic.yaml"


SLOW = ("test_trust.py", "test_drawing.py", "test_lint.py", "test_formats.py", "test_watch.py", "test_cluster.py")
"""Files that begin first: one that begins last leaves the other cores with nothing to do."""


def pytest_collection_modifyitems(items):
    items.sort(key=lambda item: SLOW.index(item.path.name) if item.path.name in SLOW else len(SLOW))


@pytest.fixture(scope="session", autouse=True)
def cache(tmp_path_factory):
    """Recordings of this test run only."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RENDER_CACHE", str(tmp_path_factory.mktemp("cache")))
        yield


def take_of(path):
    (take,) = loader.takes(path)
    return take


def scene_of(path):
    return take_of(path).scene


def runs_of(path):
    take = take_of(path)
    return runs_of_scene(take.scene, take.points())


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
    return shooting.stage_for(scene, recordings), timeline_of(scene, recordings)


@pytest.fixture(scope="session")
def recording():
    """The recording of scenes/basic.yaml."""
    return train(BASIC)


@pytest.fixture
def write(tmp_path):
    """Write a scene: the basic one with lines replaced by key, or a whole text."""

    def write(text=None, name="scene.yaml", **changed):
        lines = {
            "title": "A line",
            "data": "{kind: line, w: 0.1, b: 0.5, points: 20, noise: 0.05}",
            "initial": "{w: 0, b: -1}",
            "learning_rate": "0.1",
            "steps": "10",
            **changed,
        }
        path = tmp_path / name
        whole = text if text is not None else "\n".join(f"{k}: {v}" for k, v in lines.items() if v is not None)
        path.write_bytes(whole if isinstance(whole, bytes) else whole.encode())
        return path

    return write


@pytest.fixture
def render(tmp_path, capfd):
    """Run the command line in this process, in an empty folder; return exit code, output and errors."""
    from render.cli import main

    def render(*arguments):
        with pytest.MonkeyPatch.context() as patch:
            patch.chdir(tmp_path)
            capfd.readouterr()
            with pytest.raises(SystemExit) as stopped:
                main([str(argument) for argument in arguments])
        out, err = capfd.readouterr()
        return stopped.value.code, out, err

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


def soon(what, seconds=30):
    """Wait until `what` returns something, and return it."""
    deadline = time.monotonic() + seconds
    while not (found := what()):
        assert time.monotonic() < deadline, "this never came"
        time.sleep(0.01)
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
