"""How films look: the keys that a scene and a course may both say, with their bounds and defaults."""

import re
from typing import Annotated, Any, Literal, NamedTuple

from pydantic import BeforeValidator, Field, PlainSerializer, StringConstraints, WithJsonSchema

from render.drawing.layout import Layout
from render.drawing.panels import Panel
from render.drawing.panels.fit import Fit
from render.drawing.panels.loss import LossCurve
from render.drawing.themes import Theme
from render.drawing.themes.light import Light
from render.errors import did_you_mean
from render.family import Family, Listed, Options, wrong
from render.files import size_text
from render.formats import Format
from render.formats.gif import Gif
from render.languages import Language
from render.scene.fonts import Fonts
from render.scene.storytelling import Poster
from render.targets import Target
from render.texts import LINE
from render.timeline.pacings import Pacing
from render.timeline.pacings.slow_start import SlowStart

SMALLEST_FILE = 1_000
SMALLEST_SIDE, LONGEST_SIDE, MOST_PIXELS = 160, 8192, 8192 * 4608

FORMATS = Family("render.formats")
TARGETS = Family("render.targets")
THEMES = Family("render.drawing.themes", "light")


def every_format() -> list[Format]:
    """Return a format of each kind, with its defaults."""
    return [made() for made in FORMATS.members.values() if issubclass(made, Format)]


def every_target() -> list[Target]:
    """Return a target of each kind, with its defaults."""
    return [place() for place in TARGETS.members.values() if issubclass(place, Target)]


class Size(NamedTuple):
    """Width and height in pixels."""

    width: int
    height: int

    def __str__(self) -> str:
        """Return it as an author writes it."""
        return f"{self.width}x{self.height}"


SIZES = {
    "480p": Size(854, 480),
    "720p": Size(1280, 720),
    "1080p": Size(1920, 1080),
    "1440p": Size(2560, 1440),
    "4k": Size(3840, 2160),
    "16:9": Size(1280, 720),
    "4:3": Size(960, 720),
    "square": Size(1080, 1080),
    "portrait": Size(1080, 1920),
}


def _size(value: object) -> object:
    if isinstance(value, Size):
        return value
    text = str(value)
    if text in SIZES:
        return SIZES[text]
    match = re.fullmatch(r"(\d{1,9}) ?x ?(\d{1,9})", text)
    if not match:
        raise wrong(f'"{text}" is not a size', f"write 1280x720, or a word; {did_you_mean(text, list(SIZES))}")
    size = Size(int(match[1]), int(match[2]))
    if min(size) < SMALLEST_SIDE or max(size) > LONGEST_SIDE or size.width * size.height > MOST_PIXELS:
        hint = f"each side has {SMALLEST_SIDE} to {LONGEST_SIDE} pixels, both together make {MOST_PIXELS:,} at most"
        raise wrong(f"a picture of {size} pixels cannot be drawn", hint)
    if not 9 / 22 <= size.width / size.height <= 22 / 9:
        raise wrong(f"{size} is too long and thin", "sides differ by a factor of 2.4 at most")
    return size


UNITS = {"": 1, "B": 1, "KIB": 2**10, "MIB": 2**20, "GIB": 2**30}
UNITS |= {f"{letter}{end}": 10**power for letter, power in (("K", 3), ("M", 6), ("G", 9)) for end in ("", "B")}


def _bytes(value: object) -> object:
    """Read a number of bytes: 2MB, 500 kB, 1.5 MiB, or a whole number."""
    match = re.fullmatch(r"(\d{1,9}(?:\.\d{1,6})?) ?([a-zA-Z]{0,3})", str(value))
    if isinstance(value, bool) or not match or match[2].upper() not in UNITS:
        raise wrong(f'"{value}" is not a size of a file', "write 2MB, 500kB, or a number of bytes")
    size = round(float(match[1]) * UNITS[match[2].upper()])
    if size < SMALLEST_FILE:
        hint = "a film that can be read needs some 50 kB; 2MB are two million bytes"
        raise wrong(f"no film fits into {size:,} bytes", hint)
    return size


def _loop(value: object) -> object:
    if value == "forever" or (isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= 65_535):
        return value
    raise wrong(f'loop cannot be "{value}"', "write forever, or how often the film plays: a whole number from 1 on")


class Output(Options):
    """The files that are made."""

    formats: Annotated[
        tuple[Annotated[Format, FORMATS], ...],
        Field(min_length=1, max_length=16, description="the kinds of file", examples=[["gif", "mp4"]]),
        Listed(),
    ] = (Gif(),)
    targets: Annotated[
        tuple[Annotated[Target, TARGETS], ...],
        Field(
            max_length=16,
            description="places where the film is shown, each with files of its own",
            examples=[["powerpoint", "web"]],
        ),
        Listed(),
    ] = ()
    max_size: Annotated[
        int | None,
        BeforeValidator(_bytes),
        PlainSerializer(lambda size: size and size_text(size)),
        WithJsonSchema({"anyOf": [{"type": "integer"}, {"type": "string", "pattern": r"^\d+(\.\d+)? ?[a-zA-Z]*$"}]}),
        Field(
            description="bytes that a film may have; colours, then frames a second, then size give way to it",
            examples=["2MB"],
        ),
    ] = None
    size: Annotated[
        Size,
        BeforeValidator(_size),
        PlainSerializer(str),
        WithJsonSchema({"anyOf": [{"enum": list(SIZES)}, {"type": "string", "pattern": r"^\d+x\d+$"}]}),
        Field(description="a word, or width x height in pixels", examples=["1080p", "1280x720"]),
    ] = SIZES["720p"]
    fps: Annotated[int, Field(ge=1, le=60, description="frames a second", examples=[20])] = 30
    colors: Annotated[
        int, Field(ge=8, le=256, description="of a GIF: fewer make it smaller and edges coarser", examples=[64])
    ] = 128
    palette: Annotated[
        Literal["global", "local"],
        Field(description="of a GIF: one for the film, or a finer one for each frame, and half as many bytes again"),
    ] = "global"
    loop: Annotated[
        Literal["forever"] | int,
        BeforeValidator(_loop),
        WithJsonSchema({"anyOf": [{"const": "forever"}, {"type": "integer", "minimum": 1, "maximum": 65_535}]}),
        Field(description="how often a film plays", examples=[1]),
    ] = "forever"
    poster: Annotated[
        Poster,
        Field(
            description="the step of the picture that stands for the film where it does not play; auto: the one at "
            "which the film turns, or the end",
            examples=[40],
        ),
    ] = "auto"

    @property
    def plays(self) -> int | None:
        """How often the film plays; None is forever."""
        return None if self.loop == "forever" else self.loop


class Look(Options):
    """How a film looks, whatever it is about."""

    panels: Annotated[
        tuple[Annotated[Panel, Family("render.drawing.panels")], ...],
        Field(
            min_length=1,
            max_length=4,
            description="the views, the first one on the left; of classes and two inputs, boundary is in place of fit",
            examples=[["fit", {"kind": "surface", "levels": 20}]],
        ),
        Listed(),
    ] = (Fit(), LossCurve())
    layout: Annotated[
        Layout,
        Field(description="how the panels stand; focus: the first one large; columns: one for each run of compare"),
    ] = "auto"
    pacing: Annotated[
        Pacing,
        Family("render.timeline.pacings", "slow-start"),
        Field(
            description="how steps become seconds",
            examples=[{"kind": "slow-start", "seconds": 12, "hold_end": 3}, "uniform"],
        ),
    ] = SlowStart()
    theme: Annotated[
        Theme, THEMES, Field(description="colours and type", examples=["dark", {"kind": "dark", "guess": "#FF0000"}])
    ] = Light()
    language: Annotated[
        Language,
        Field(
            description="that of all texts but the author's own",
            examples=["de", {"kind": "de", "texts": {"fit.guess": "Gerade"}}],
            json_schema_extra={"default": "en"},
        ),
    ] = Language()
    fonts: Annotated[
        Fonts,
        Field(
            description="font files in place of IBM Plex, in the scene's folder, repository or course",
            examples=[{"regular": "Inter-Regular.ttf", "semibold": "Inter-SemiBold.ttf"}],
        ),
    ] = Fonts()
    author: Annotated[
        str,
        StringConstraints(min_length=1, max_length=120),
        LINE,
        Field(
            description="a line at the foot of the picture: name, licence, source",
            examples=["Prof. A. Turing, CC BY 4.0"],
        ),
    ] = ""
    output: Annotated[
        Output, Field(description="the files that are made", examples=[{"formats": ["gif", "mp4"], "size": "1080p"}])
    ] = Output()
    sweep: Annotated[
        dict[str, tuple[Any, ...]] | None,
        WithJsonSchema({"type": "object", "minProperties": 1, "additionalProperties": {"type": "array"}}),
        Field(
            description="keys with a list of values each: one film for each combination, named after the values",
            examples=[{"learning_rate": [0.001, 0.1], "theme": ["light", "dark"]}],
        ),
    ] = None
