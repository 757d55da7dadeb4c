"""Themes: colours, type and line widths. A member is one file with one frozen model.

Sizes are pixels of a picture 720 lines high; a larger picture scales them all. Hues that carry meaning come from the
colour-blind-safe set of Okabe and Ito (2008), https://jfly.uni-koeln.de/color/.
"""

from typing import Annotated, Literal

from pydantic import AfterValidator, Field, field_validator

from render.family import Options, wrong
from render.numbers import short

SMALLEST_TITLE = 32.0

Color = Annotated[str, Field(pattern=r"^#[0-9a-fA-F]{6}$", examples=["#D55E00"])]
Background = Annotated[Color | Literal["transparent"], Field(description="a colour, or transparent")]
TextSize = Annotated[float, Field(ge=20, le=80)]
LineWidth = Annotated[float, Field(gt=0, le=20)]
MOST_RUNS = 6
RunColors = Annotated[
    tuple[Color, ...],
    Field(min_length=4, max_length=MOST_RUNS, examples=[["#D55E00", "#0072B2", "#85366F", "#1B2430"]]),
]


def _none_or_readable(size: float) -> float:
    if 0 < size < SMALLEST_TITLE:
        raise wrong(f"a title of size {short(size)} is too small to be read", "write 32 or more, or 0 for no title")
    return size


TitleSize = Annotated[
    float, Field(ge=0, le=80, description="of the title: 32 or more, or 0 for none"), AfterValidator(_none_or_readable)
]


class Theme(Options):
    """How the picture looks. Sizes and widths are pixels of a picture 720 lines high; a larger one scales them all."""

    background: Background
    text: Annotated[Color, Field(description="titles, numbers and captions")]
    quiet: Annotated[Color, Field(description="labels and ticks")]
    grid: Annotated[Color, Field(description="lines that only help the eye")]
    data: Annotated[Color, Field(description="points")]
    truth: Annotated[Color, Field(description="the true line and its numbers")]
    guess: Annotated[Color, Field(description="the model's line and its numbers")]
    second_weight: Annotated[Color, Field(description="the second of a model's two weights; the first is the guess's")]
    loss: Annotated[Color, Field(description="the loss curve")]
    runs: Annotated[RunColors, Field(description="the runs of a comparison; more of them have the theme's own colours")]
    classes: Annotated[
        tuple[Color, Color, Color, Color, Color],
        Field(description="samples of each class", examples=[["#0072B2", "#D55E00", "#85366F", "#1B2430", "#009E73"]]),
    ]
    title_size: TitleSize = 40.0
    number_size: Annotated[float, Field(ge=32, le=80, description="of the live numbers above the picture")] = 38.0
    label_size: Annotated[TextSize, Field(description="of names and captions")] = 24.0
    tick_size: Annotated[TextSize, Field(description="of the numbers at the axes")] = 20.0
    line_width: Annotated[LineWidth, Field(description="of the guess, the truth and curves")] = 5.0
    grid_width: Annotated[LineWidth, Field(description="of lines that only help the eye")] = 1.5
    point_size: Annotated[float, Field(gt=0, le=40, description="diameter of a sample's point")] = 9.0

    @field_validator("runs")
    @classmethod
    def _for_the_most_runs(cls, runs: tuple[str, ...]) -> tuple[str, ...]:
        """Have a colour for each run, whatever an author names."""
        return (*runs, *cls.model_fields["runs"].default[len(runs) :])

    @property
    def meaning(self) -> tuple[tuple[str, ...], ...]:
        """The colours of what is drawn, in which its names are set, too."""
        alone = self.truth, self.guess, self.second_weight, self.loss
        return (*((color,) for color in alone), self.runs, self.classes)

    @property
    def transparent(self) -> bool:
        """Whether what is behind the film shows through wherever nothing is drawn."""
        return self.background == "transparent"

    @property
    def ground(self) -> str:
        """The background in Matplotlib's words."""
        return "none" if self.transparent else self.background

    @property
    def paper(self) -> str:
        """The colour of rims and halos that keep one thing apart from another: the background.

        On a transparent one it is that which this kind of theme has by default, as slides behind it will be like that.
        """
        return str(type(self).model_fields["background"].default) if self.transparent else self.background
