"""The machine enters; what is there for films and what is missing leaves, each with what to type for it."""

import os
import platform
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryFile
from typing import NamedTuple

from render import __version__, cache
from render.errors import GradreelError, visible
from render.files import size_text
from render.installation import install

PYTHONS = (3, 11), (3, 14)
"""The first Python that gradreel and TensorFlow run on, and the first one that they do not."""
LIBRARIES = {"tensorflow": "TensorFlow", "numpy": "NumPy", "matplotlib": "Matplotlib"}
EXTRAS = {
    "slides": ("PowerPoint decks", ("pptx",)),
    "watch": ("films beside the editor", ("starlette", "uvicorn", "watchfiles")),
    "cluster": ("films on a Dask cluster", ("distributed",)),
    "test": ("the tests of gradreel itself", ("pytest", "xdist", "mypy", "selenium")),
}
"""What each is for, and the modules that it needs."""
ENCODERS = {"libx264": "mp4", "libvpx-vp9": "webm"}
ROOM = 500_000_000
"""Bytes of a disk that recordings, drafts and films may take."""
LETTERS = {"Chinese": "\u4e2d", "Japanese": "\u3042", "Korean": "\ud55c"}
"""A character of each that needs an installed font."""
FONTS = {
    "apt-get": "sudo apt-get install fonts-noto-cjk",
    "dnf": "sudo dnf install google-noto-sans-cjk-fonts",
    "pacman": "sudo pacman -S noto-fonts-cjk",
    "brew": "brew install --cask font-noto-sans-cjk",
}
SIGNS = "\u00d7\u2212\u2026\u207b"
"""What our lines on a terminal have beside ASCII."""
SECONDS = 20
INDENT = 2
GOOD, LACKING, BAD = "ok", "--", "!!"
"""What stands before each line: words that any console can show."""


class Found(NamedTuple):
    """One thing: its name, what is said of it, whether it is well, what to type if not, whether films need it."""

    name: str
    said: str
    well: bool = True
    remedy: str = ""
    needed: bool = False

    @property
    def mark(self) -> str:
        """How it is, in two letters."""
        return GOOD if self.well else BAD if self.needed else LACKING


def found() -> list[Found]:
    """Return all that is looked at; what cannot be looked at is told as well."""
    looks: list[Callable[[], Iterator[Found]]] = [_versions, _disks, _ffmpeg, _fonts, _browser, _extras, _terminal]
    told: list[Found] = []
    for look in looks:
        try:
            told += look()
        except (ImportError, OSError, GradreelError, subprocess.SubprocessError) as error:
            told.append(Found(look.__name__.strip("_"), f"cannot be looked at: {visible(error)}", well=False))
    return told


def lines(told: Sequence[Found]) -> Iterator[str]:
    """Yield a line each, one below another, and below those what to type."""
    width = max(len(each.name) for each in told)
    for each in told:
        yield f"{each.mark}  {each.name:{width}}  {visible(each.said)}"
        if not each.well and each.remedy:
            yield f"{'':{len(GOOD) + INDENT}}{'':{width}}  type: {each.remedy}"
    films = f"films cannot be made before what is marked {BAD} is there" if is_ill(told) else "films can be made"
    lacking = any(each.mark == LACKING for each in told)
    yield ""
    yield films + (f"; what is marked {LACKING} is missing, and not all of them need it" if lacking else "")


def is_ill(told: Sequence[Found]) -> bool:
    """Return whether no films can be made."""
    return any(each.needed and not each.well for each in told)


def _versions() -> Iterator[Found]:
    yield Found("gradreel", f"{__version__}  {Path(__file__).parents[2]}")
    first, beyond = PYTHONS
    well, between = first <= sys.version_info[:2] < beyond, f"{first[0]}.{first[1]} to {beyond[0]}.{beyond[1] - 1}"
    wrong = "" if well else f"; it has to be {between}"
    remedy = f"uv tool install gradreel --python {first[0]}.{first[1]}"
    yield Found("Python", f"{platform.python_version()}  {sys.executable}{wrong}", well, remedy, needed=True)
    for package, name in LIBRARIES.items():
        there = find_spec(package) is not None
        yield Found(name, _version(package) if there else "missing", there, install(), needed=True)
    yield Found("system", f"{platform.system()} {platform.release()}, {platform.machine()}, {os.cpu_count()} cores")


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        # It was installed under another name, as tensorflow-cpu.
        return "of a name of its own"


def _disks() -> Iterator[Found]:
    free = shutil.disk_usage(Path()).free
    yield Found("disk", f"{free / 1e9:.1f} GB free here", free >= ROOM, "render clean", needed=True)
    place = cache.folder()
    held = cache.contents()
    said = f"{place}  {held.recordings:,} recordings, {size_text(held.size)}"
    nearest = next(each for each in (place, *place.parents) if each.exists())
    try:
        with TemporaryFile(dir=nearest):
            well = True
    except OSError:
        well = False
    remedy = r"set RENDER_CACHE=%TEMP%\gradreel" if os.name == "nt" else "export RENDER_CACHE=/tmp/gradreel"
    yield Found("cache", said if well else f"{place} cannot be written: all is trained each time", well, remedy)


def _ffmpeg() -> Iterator[Found]:
    from render.formats.encoders.ffmpeg import VARIABLE, Program

    remedy = 'pip install --force-reinstall "imageio-ffmpeg"'
    if os.environ.get(VARIABLE):
        remedy = f"set {VARIABLE}=" if os.name == "nt" else f"unset {VARIABLE}"
    try:
        program = Program.find()
        path = program.path
        about, codecs = (
            subprocess.run([path, "-hide_banner", word], capture_output=True, timeout=SECONDS, check=True).stdout
            for word in ("-version", "-encoders")
        )
    except subprocess.CalledProcessError as error:
        yield Found("ffmpeg", f"no mp4 and webm: {path} ends with exit code {error.returncode}", False, remedy)
        return
    except (GradreelError, OSError, subprocess.SubprocessError) as error:
        yield Found("ffmpeg", f"no mp4 and webm: {error}", False, remedy)
        return
    release = re.search(rb"version (\S+)", about)
    there = {name: f" {name} ".encode() in codecs for name in ENCODERS}
    lacking = "".join(f"; no {ENCODERS[name]}: it lacks {name}" for name, has in there.items() if not has)
    number = release[1].decode("ascii", "replace").partition("-")[0] if release else "?"
    having = ", ".join(name for name, has in there.items() if has)
    where = "of imageio-ffmpeg" if program.bundled else path
    yield Found("ffmpeg", f"{number}, {where}, with {having or 'no encoder'}{lacking}", all(there.values()), remedy)


def _fonts() -> Iterator[Found]:
    from render.drawing.typefaces import typefaces

    # It reads the faces that ship.
    family = typefaces({}).sans[0]
    yield Found("fonts", family)
    lacking = []
    for language, letter in LETTERS.items():
        try:
            typefaces({}, [letter])
        except GradreelError:
            lacking.append(language)
    remedy = next((line for program, line in FONTS.items() if shutil.which(program)), "render explain fonts")
    said = f"none for {', '.join(lacking)}" if lacking else f"for {', '.join(LETTERS)}"
    yield Found("other fonts", said, not lacking, remedy)


def _browser() -> Iterator[Found]:
    import webbrowser

    from render.console.browser import is_blind

    try:
        name = "" if is_blind() else type(webbrowser.get()).__name__
    except webbrowser.Error:
        name = ""
    yield Found("browser", "there" if name else "none that has a window", bool(name), "render watch scenes --no-open")


def _extras() -> Iterator[Found]:
    for extra, (what, modules) in EXTRAS.items():
        lacking = [module for module in modules if find_spec(module) is None]
        said = f"{what}; it lacks {', '.join(lacking)}" if lacking else what
        yield Found(f"extra {extra}", said, not lacking, install(extra))


def _terminal() -> Iterator[Found]:
    encoding = sys.stdout.encoding or "ascii"
    try:
        SIGNS.encode(encoding)
        well = True
    except (UnicodeError, LookupError):
        well = False
    said = encoding.lower() if well else f"{encoding.lower()}; signs that it lacks are shown as ?"
    yield Found("terminal", said, well, "chcp 65001" if os.name == "nt" else "export LC_ALL=C.UTF-8")
