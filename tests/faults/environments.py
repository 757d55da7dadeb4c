"""Foreign settings: whatever the environment and the calling Python say, a film has the same bytes, and they stay."""

import decimal
import io
import locale
import os
import random
import subprocess
import sys
import threading
import traceback
import warnings
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, redirect_stderr
from itertools import chain
from pathlib import Path

import numpy as np

from tests.conftest import train_all
from tests.faults import Fault

SHORT = 1

ROOT = Path(__file__).parents[2]
FILMS = {
    "all": """\
title: Gradient ∂, 2³
data: {kind: line, w: 0.1, b: 0.5, points: 20, noise: 0.05}
initial: {w: 0, b: -1}
learning_rate: 0.1
steps: 12
panels: [fit, loss, rule, code]
pacing: {seconds: 0.5}
captions: [{at: 3, text: 'It falls, $w$ rises'}]
output: {size: 640x360, fps: 10}
""",
    "dates": """\
title: Days
data: {kind: csv, file: days.csv, x: day, y: price in €}
learning_rate: 0.0001
steps: 18000
panels: [fit, surface, slice, parameters]
pacing: {seconds: 0.5}
output: {size: 480x270, fps: 10}
""",
}
TABLE = "day,price in €\n" + "".join(f"2024-0{month}-01,{1000 * month}\n" for month in range(1, 8))
VIDEOS, PICTURES = ("gif", "webp", "apng", "mp4", "html"), ("svg", "pdf", "png")
WORDS = (
    *("none", "None", "auto", "tight", "classic", "serif", "monospace", "large", "bold", "italic", "small-caps", "red"),
    *("random", "round", "bevel", "--", ":", "o", "x", "both", "left", "right", "top", "bottom", "center", "all"),
    *("no_autohint", "force_autohint", "nearest", "bilinear", "viridis", "gray", "lower", "in", "out", "inout"),
    *("stix", "cm", "dejavuserif", "rm", "tt", "path", "UTC+3", "Asia/Tokyo", "0000-12-31T00:00:00", "a4", "x-large"),
    *("data", "round_numbers", "log", "svg", "raster", "pdf", "ps", "condensed", "pgf", "minor", "line", "below"),
    *("lualatex", "mtext", "6", "custom", "ffmpeg_file", "jshtml", "html5", "h264", "mask", "thread", "xelatex"),
)
HOSTILE_LINES = """\
backend: Qt5Agg
text.usetex: True
text.antialiased: False
text.hinting: none
text.kerning_factor: 6
text.parse_math: True
text.color: red
lines.antialiased: False
lines.scale_dashes: False
lines.linewidth: 7
lines.dashed_pattern: 1, 1
lines.solid_capstyle: butt
patch.antialiased: False
path.simplify: False
path.snap: False
path.sketch: 1, 100, 2
path.effects: []
agg.path.chunksize: 100
figure.autolayout: True
figure.constrained_layout.use: True
figure.dpi: 333
savefig.bbox: tight
savefig.dpi: 42
savefig.transparent: True
savefig.facecolor: red
svg.fonttype: path
pdf.fonttype: 3
pdf.compression: 0
pdf.use14corefonts: True
font.size: 31
font.family: serif
font.weight: bold
font.style: italic
font.stretch: condensed
font.enable_last_resort: False
axes.prop_cycle: cycler(color='rgb')
axes.xmargin: 0.4
axes.unicode_minus: False
axes.titlelocation: right
axes.formatter.use_locale: True
axes.formatter.useoffset: False
axes.autolimit_mode: round_numbers
axes.spines.bottom: False
xtick.top: True
xtick.direction: in
xtick.minor.visible: True
ytick.left: False
ytick.alignment: top
grid.linestyle: :
image.cmap: gray
image.interpolation: nearest
image.resample: False
image.origin: lower
image.composite_image: False
mathtext.fontset: cm
mathtext.default: tt
mathtext.fallback: None
markers.fillstyle: top
scatter.marker: x
contour.negative_linestyle: solid
contour.corner_mask: False
hatch.color: red
date.epoch: 0000-12-31
timezone: Asia/Tokyo
no.such.key: 1
xtick.color 3
"""
ENVIRONMENTS: tuple[dict[str, str | None], ...] = (
    {"MPLBACKEND": "module://matplotlib_inline.backend_inline"},
    {"MPLBACKEND": "no such backend"},
    {"MPLCONFIGDIR": "/proc/1", "HOME": "/nowhere", "XDG_CACHE_HOME": "/nowhere", "XDG_CONFIG_HOME": "/nowhere"},
    {"TZ": "Asia/Kathmandu", "SOURCE_DATE_EPOCH": "315532800"},
    {"LANG": "C", "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    {"LC_ALL": "tr_TR.UTF-8", "LANG": "de_DE.UTF-8"},
    {"PYTHONHASHSEED": "1", "OMP_NUM_THREADS": "7", "OPENBLAS_NUM_THREADS": "3", "MKL_NUM_THREADS": "3"},
    {"PYTHONWARNINGS": "error"},
    {"PYTHONDEVMODE": "1"},
    {"PYTHONOPTIMIZE": "2"},
    {"SOURCE_DATE_EPOCH": "no number"},
    {"TF_ENABLE_ONEDNN_OPTS": "0", "TF_NUM_INTRAOP_THREADS": "1", "TF_DETERMINISTIC_OPS": "0"},
    {"TF_XLA_FLAGS": "--tf_xla_auto_jit=2 --tf_xla_cpu_global_jit"},
    {"TF_USE_LEGACY_KERAS": "0", "TF_CPP_MIN_LOG_LEVEL": "0", "TF_CPP_MAX_VLOG_LEVEL": "1", "CUDA_VISIBLE_DEVICES": ""},
    {"PATH": "/nowhere"},
    {"PYTHONIOENCODING": "cp1252", "TERM": "dumb", "COLUMNS": "1"},
    {"FORCE_COLOR": "1", "NO_COLOR": "1", "CI": "1", "PYTHONUNBUFFERED": "1", "PYTHONDONTWRITEBYTECODE": "1"},
    {"NPY_PROMOTION_STATE": "legacy", "NUMPY_EXPERIMENTAL_ARRAY_FUNCTION": "0"},
)
"""What is set for the command line. XLA's own flags are beyond us: some machines need them to train at all."""


class World:
    """A folder with the scenes, and the bytes of their films as they are made where nothing is set."""

    def __init__(self, folder: Path, chance: random.Random, few: bool) -> None:
        self.folder, self.chance, self._known = folder, chance, {}
        self.names, self.videos = (["all"], ("gif",)) if few else ([*FILMS], VIDEOS)
        (folder / "days.csv").write_text(TABLE, encoding="utf-8")
        for name, text in FILMS.items():
            (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
        for name in self.names:
            train_all(folder / f"{name}.yaml")

    def right(self, name: str, suffix: str) -> bytes:
        """Return a film's bytes; each is made once, alone, before anything is set."""
        if (name, suffix) not in self._known:
            done = self.run([f"{name}.yaml", "-f", ",".join((*self.videos, *PICTURES)), "-o", "right"], {})
            assert (done.returncode, done.stderr) == (0, ""), done.stderr
            for path in (self.folder / "right").glob(f"{name}.*"):
                self._known[name, path.suffix[1:]] = path.read_bytes()
        return self._known[name, suffix]

    def run(self, arguments, changes, cwd=None):
        """Run the command line in an environment of which some things are changed."""
        plain = {k: v for k, v in os.environ.items() if not k.startswith(("MPL", "MATPLOTLIB", "TF_", "XLA", "PYTHON"))}
        setting = {**plain, "PYTHONPATH": str(ROOT), **changes}
        command = [sys.executable, "-m", "render", *map(str, arguments)]
        cwd = cwd or self.folder
        return subprocess.run(
            command,
            cwd=cwd,
            env=setting,
            capture_output=True,
            text=True,
            encoding="utf-8",
            errors="replace",
            check=False,
        )

    def judged(self, name: str, suffixes, out: Path) -> str:
        """Return which of the films in `out` are not what they should be."""
        found = {path.name: path.read_bytes() for path in out.iterdir()} if out.is_dir() else {}
        wanted = {f"{name}.{suffix}": self.right(name, suffix) for suffix in suffixes}
        wrong = [file for file in {**wanted, **found} if wanted.get(file) != found.get(file)]
        return f"other bytes: {', '.join(sorted(wrong))}" if wrong else ""


def inject(count: int, seed: int, folder: Path) -> Iterator[Fault]:
    """Set things for the command line and for the calling Python, one at a time, then many at once."""
    chance = random.Random(seed)
    few = count <= SHORT
    world = World(folder, chance, few)
    for name in world.names:
        world.right(name, "png")
    outer = chain(_environments(world), _rc_files(world), _many_variables(world))
    inner = chain(_callers(world), _single_keys(world), _many_keys(world))
    for number in range(count):
        # A process of its own costs as much as ten films in this one.
        yield next(outer if number % (SHORT if few else 5) == 0 else inner)


def _shell(world: World, done: str, changes, files=None, suffixes=None) -> Fault:
    """Make a film by the command line, in a new folder with `files` in it."""
    name = world.chance.choice(world.names)
    suffixes = suffixes or [*world.chance.sample(world.videos, min(2, len(world.videos))), *PICTURES]
    here = world.folder / f"work-{world.chance.randrange(10**9)}"
    temporary = here / "temporary"
    temporary.mkdir(parents=True)
    changes = {"TMPDIR": str(temporary), **changes}
    for file, content in (files or {}).items():
        (here / file).parent.mkdir(exist_ok=True)
        (here / file).write_bytes(content)
    if any(key.startswith("TF_") for key in changes):
        # TensorFlow's settings count where a film is trained anew.
        changes = {"RENDER_CACHE": str(here / "cache"), **changes}
    ran = world.run([f"../{name}.yaml", "-f", ",".join(suffixes), "-o", "out", "-q"], changes, here)
    if ran.returncode or ran.stderr or ran.stdout:
        return Fault(done, f"exit code {ran.returncode}: {ran.stdout}{ran.stderr[-1500:]}")
    # TensorFlow keeps what it likes; it is none of ours.
    left = [path.name for path in temporary.iterdir() if path.name.startswith(("gradreel", "matplotlib-"))]
    return Fault(done, world.judged(name, suffixes, here / "out") or (f"left {left}" if left else ""))


def _environments(world: World) -> Iterator[Fault]:
    rc = {"matplotlibrc": HOSTILE_LINES.encode()}
    hostile = {"MPLBACKEND": "module://matplotlib_inline.backend_inline", "TZ": "Asia/Tokyo", "PYTHONWARNINGS": "error"}
    yield _shell(world, "the most hostile matplotlibrc in the working folder", hostile, rc, (*PICTURES, "gif"))
    for changes in ENVIRONMENTS:
        yield _shell(world, f"{changes}", changes)


def _rc_files(world: World) -> Iterator[Fault]:
    """Put a matplotlibrc where Matplotlib looks for one."""
    contents = {
        "the most hostile": HOSTILE_LINES.encode(),
        "text.usetex": b"text.usetex: True\n",
        "no UTF-8": b"# \xe4\xf6\xfc\xff\nfont.size: 30\n",
        "zeros": bytes(999),
        "a key twice": b"font.size: 3\nfont.size: 4\n",
        "old keys": b"text.latex.unicode: True\nsavefig.frameon: False\ntext.hinting_factor: 1\n",
        "values that are none": b"font.size: large\nlines.linewidth: thick\naxes.prop_cycle: import os\n",
        "a locale": b"axes.formatter.use_locale: True\n",
    }
    for said, content in contents.items():
        yield _shell(world, f"matplotlibrc, {said}, in the working folder", {}, {"matplotlibrc": content})
        where = {"MATPLOTLIBRC": "elsewhere/mine", "LC_ALL": "xx_XX"}
        yield _shell(world, f"matplotlibrc, {said}, by MATPLOTLIBRC", where, {"elsewhere/mine": content})
        config = {"MPLCONFIGDIR": "config"}
        font_list = {"config/fontlist-v3.11.0.json": content, "config/matplotlibrc": content}
        yield _shell(world, f"matplotlibrc and list of fonts, {said}, by MPLCONFIGDIR", config, font_list)


def _many_variables(world: World) -> Iterator[Fault]:
    while True:
        chosen = world.chance.sample(ENVIRONMENTS, 4)
        changes = {key: value for some in chosen for key, value in some.items()}
        lines = [
            f"{key}: {value}" for key, value in _hostile(world.chance).items() if isinstance(value, str | bool | int)
        ]
        rc = {"matplotlibrc": "\n".join(line for line in lines if "#" not in line).encode()}
        yield _shell(world, f"{changes} and every key of matplotlibrc", changes, rc)


def _hostile(chance: random.Random) -> dict[str, object]:
    """Return another value than Matplotlib's own for every setting that has one."""
    from matplotlib import RcParams, rcParamsDefault
    from matplotlib.rcsetup import cycler

    found: dict[str, object] = {}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        own = {key: value for key, value in rcParamsDefault.items() if not key.startswith("backend")}
        words = sorted({value for value in own.values() if isinstance(value, str)} | {*WORDS})
        for key, value in own.items():
            wild = [chance.choice(words) for _ in range(6)] + chance.sample(WORDS, 12) + words
            numbers = [1, 0, 3, 40, 0.5, -1, [1, 2], (1.0, 2.0), [3], [], ["a"], cycler(color="rgb"), (1, 100, 2), None]
            tried = [not value] if isinstance(value, bool) else [*chance.sample(numbers, len(numbers)), *wild]
            if isinstance(value, int | float) and not isinstance(value, bool):
                tried = [value * 3 + 1, value + 1, value / 2, *tried]
            for each in tried:
                try:
                    changed = RcParams({key: each})[key]
                except (ValueError, TypeError, KeyError, RuntimeError, AttributeError):
                    continue
                if repr(changed) != repr(value):
                    found[key] = each
                    break
    return found


def _python(world: World, done: str, setting, after=None) -> Fault:
    """Make films in this Python, with what a context manager has set: before the scene is loaded, or `after` that."""
    import matplotlib

    import render

    name = world.chance.choice(world.names)
    out = world.folder / f"python-{world.chance.randrange(10**9)}"
    out.mkdir()
    suffixes, said = [*PICTURES, world.chance.choice([each for each in world.videos if each != "mp4"])], io.StringIO()
    before = dict.copy(matplotlib.rcParams)
    try:
        with ExitStack() as stack, redirect_stderr(said):
            if after is None:
                stack.enter_context(setting())
            film = render.load(world.folder / f"{name}.yaml")
            for index, suffix in enumerate(suffixes):
                if index == 1 and after is not None:
                    stack.enter_context(setting())
                now = dict.copy(matplotlib.rcParams)
                film.save(out / f"{name}.{suffix}")
                changed = [key for key, value in now.items() if dict.get(matplotlib.rcParams, key) != value]
                if changed:
                    return Fault(done, f"the calling Python's settings have changed: {changed}")
    except Exception:
        return Fault(done, traceback.format_exc()[-1500:])
    finally:
        dict.update(matplotlib.rcParams, before)
    if said.getvalue():
        return Fault(done, f"said {said.getvalue()}")
    return Fault(done, world.judged(name, suffixes, out))


@contextmanager
def _style(*names):
    import matplotlib.style

    with matplotlib.style.context([*names]):
        yield


@contextmanager
def _xkcd():
    import matplotlib.pyplot as plt

    with plt.xkcd():
        yield


@contextmanager
def _epoch():
    from matplotlib import dates

    dates._reset_epoch_test_example()
    dates.set_epoch("0000-12-31")
    try:
        yield
    finally:
        dates._reset_epoch_test_example()


@contextmanager
def _everything(chance):
    import matplotlib

    with ExitStack() as stack:
        with warnings.catch_warnings():
            # Some settings are deprecated; they count all the same.
            warnings.simplefilter("ignore")
            stack.enter_context(matplotlib.rc_context(_hostile(chance)))
        stack.enter_context(np.errstate(all="raise"))
        yield


@contextmanager
def _number_locale():
    before = locale.setlocale(locale.LC_ALL)
    for name in ("de_DE.UTF-8", "tr_TR.UTF-8", "C.UTF-8"):
        try:
            locale.setlocale(locale.LC_ALL, name)
            break
        except locale.Error:
            continue
    try:
        yield
    finally:
        locale.setlocale(locale.LC_ALL, before)


@contextmanager
def _strict_warnings():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        yield


@contextmanager
def _busy():
    """Draw plots of another thread's own."""
    stop = threading.Event()

    def plots():
        from matplotlib.figure import Figure

        while not stop.is_set():
            figure = Figure()
            figure.add_subplot().plot([1, 2], [3, 4], label="$x$")
            figure.savefig(io.BytesIO(), dpi=40)

    thread = threading.Thread(target=plots)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def _callers(world: World) -> Iterator[Fault]:
    import matplotlib

    narrow = decimal.Context(prec=2, rounding=decimal.ROUND_UP, traps=[decimal.Inexact, decimal.Rounded])
    printed = {"precision": 1, "suppress": True, "legacy": "1.13", "floatmode": "fixed"}
    settings: dict[str, Callable] = {
        "every setting, and NumPy's errors raised": lambda: _everything(world.chance),
        "classic style": lambda: _style("classic"),
        "dark_background, ggplot": lambda: _style("dark_background", "ggplot"),
        "xkcd": _xkcd,
        "narrow decimals": lambda: decimal.localcontext(narrow),
        "usetex": lambda: matplotlib.rc_context({"text.usetex": True}),
        "NumPy's errors raised": lambda: np.errstate(all="raise"),
        "NumPy prints otherwise": lambda: np.printoptions(**printed),
        "another day zero": _epoch,
        "a locale": _number_locale,
        "warnings are errors": _strict_warnings,
        "another thread draws": _busy,
    }
    for said, setting in settings.items():
        yield _python(world, f"in Python: {said}", setting)
        yield _python(world, f"in Python, after the film was loaded: {said}", setting, after=True)
    yield _two_threads(world)


def _two_threads(world: World) -> Fault:
    """Make both films in threads of their own, at the same time, again and again."""
    import render

    wrong: list[str] = []

    def make(name):
        try:
            for number in range(3):
                out = world.folder / f"thread-{name}-{number}"
                out.mkdir()
                for suffix in ("png", "svg", "gif"):
                    render.load(world.folder / f"{name}.yaml").save(out / f"{name}.{suffix}")
                wrong.append(world.judged(name, ("png", "svg", "gif"), out))
        except Exception:
            wrong.append(traceback.format_exc()[-1500:])

    threads = [threading.Thread(target=make, args=(name,)) for name in world.names]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return Fault("films in two threads at once", "; ".join(filter(None, wrong)))


def _single_keys(world: World) -> Iterator[Fault]:
    import matplotlib

    for key, value in _hostile(world.chance).items():
        yield _python(world, f"in Python: {key} = {value!r}", lambda k=key, v=value: matplotlib.rc_context({k: v}))


def _many_keys(world: World) -> Iterator[Fault]:
    import matplotlib

    while True:
        chosen = {key: value for key, value in _hostile(world.chance).items() if world.chance.random() < 0.5}
        after = world.chance.choice([None, True])
        yield _python(world, f"in Python: {chosen}", lambda c=chosen: matplotlib.rc_context(c), after)
