"""The lesson's program with this scene's values in it, and the running line lit."""

import re
from itertools import dropwhile
from textwrap import TextWrapper
from typing import TYPE_CHECKING, ClassVar, Literal

from render.drawing.panels import Moving, Panel, Runs, Subject
from render.languages import Texts, cells

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from render.drawing.themes import Theme
    from render.languages import Language
    from render.timeline.moments import Moment
    from render.training.run import Run

LINE, WIDEST_LINE = 1.15, 1.6
"""Lines of code stand that many times their size apart: at least, and at most."""
LARGEST = 26.0
BREAKS = re.compile(r"(?<=[^\W\d][.(])(?=\w)")


class CodeTexts(Texts, speaker="code"):
    """The program."""

    told = "the TensorFlow program, the running line lit"


class Code(Panel):
    """A complete program, which does what the run did; of one that is too long for the panel, the end.

    The lines that run are lit: all of the loop, or in slow motion those of the beat; the last one at the end.
    """

    kind: Literal["code"] = "code"
    width: ClassVar[float] = 1.7
    left: ClassVar[float] = 16.0
    right: ClassVar[float] = 8.0
    top: ClassVar[float] = 8.0
    bottom: ClassVar[float] = 8.0
    height_on_phone: ClassVar[float] = 380.0
    tells_steps_apart: ClassVar[bool] = False
    least: ClassVar[tuple[float, float]] = (280.0, 100.0)

    @property
    def overlays(self) -> bool:
        """Runs that are compared run the same program; a comment names what differs."""
        return True

    def told(self, words: "Language", subject: Subject) -> list[str]:
        """Return what the program is."""
        return [words.of(CodeTexts).told]

    def draw(self, axes: "Axes", runs: Runs, theme: "Theme") -> Moving:
        """Set the program; the light moves."""
        from render.drawing.axes import fixed_width, height, text_width, width
        from render.drawing.emphasis import Dimmer
        from render.training.program import program

        axes.set_axis_off()
        axes.set_xlim(0, 1)
        lines = [(line.text, line.beat) for line in program([recording.run for recording in runs.shown], runs.words)]
        tall, wide = height(axes), width(axes)
        families, character = fixed_width(axes)
        longest = max(cells(said) for said, _ in lines)
        size = min(LARGEST, wide / (character * longest), tall / (LINE * len(lines)))
        size = max(theme.tick_size, size)
        # Small characters stand whole pixels apart, and so may be wider than their share.
        columns = int(10 * wide / text_width(axes, 10 * "0", size, family=families, weight=400))
        rows = int(tall / (LINE * size))
        loops = [_loop(recording.run, runs.words) for recording in runs.every]
        lit = max(cells(said) for loop in loops for said in loop)
        room = all(sum(len(_wrapped(said, columns)) for said in loop) <= rows for loop in loops)
        if (longest > columns and tall > wide) or (lit > columns and room):
            # Long lines go on in the next one, if there is room for those that are run again and again.
            lines = [(part, beat) for said, beat in lines for part in _wrapped(said, columns)]
        shown = _end(lines, rows, [each.run.standardize.said(runs.words) for each in runs.shown])
        apart = min(WIDEST_LINE * size, tall / len(shown)) / tall

        (light,) = axes.fill([0, 0, 1, 1], [0, 0, 0, 0], color=theme.loss, alpha=0.14, linewidth=0, zorder=1)
        light.set_transform(axes.transAxes)
        light.set_clip_on(False)
        texts = []
        for index, (line, beat) in enumerate(shown):
            said = line
            while cells(said) > columns:
                said = f"{said.removesuffix('…')[:-1]}…"
            text = axes.text(0, 1 - (index + 0.5) * apart, said, size=size, color=theme.text, va="center")
            text.set(family=families, transform=axes.transAxes, zorder=3)
            if not beat:
                text.set_color(theme.quiet)
            texts.append(text)
        margin, dimmer = 10 / wide, Dimmer(texts, theme)

        def show(moment: "Moment") -> None:
            if moment.position >= runs.steps and not moment.beat:
                lit = [len(shown) - 1]
            else:
                lit = [i for i, (_, beat) in enumerate(shown) if beat and moment.present in {"", beat}]
            dimmer.dim(*(bool(moment.present) and index not in lit for index in range(len(shown))))
            light.set_visible(bool(lit))
            if not lit:
                return
            top, bottom = 1 - lit[0] * apart, 1 - (lit[-1] + 1) * apart
            light.set_xy([(-margin, bottom), (-margin, top), (1 + margin, top), (1 + margin, bottom)])

        return Moving([light, *(texts if runs.slow else [])], show)


class _Wrapper(TextWrapper):
    """Breaks lines at spaces, and words that are longer than a line after the dots and brackets between names."""

    def _split(self, text: str) -> list[str]:
        room = self.width - len(self.subsequent_indent)
        words = super()._split(text)
        return [part for word in words for part in (BREAKS.split(word) if len(word) > room else [word])]


def _wrapped(line: str, columns: int) -> list[str]:
    """Return a line of a program in lines of at most so many characters, those that go on further to the right."""
    indent = " " * ((len(line) - len(line.lstrip())) // 2)
    wrapper = _Wrapper(columns, initial_indent=indent, subsequent_indent=f"{indent}  ", break_on_hyphens=False)
    return wrapper.wrap(line.strip()) or [""]


def _loop(run: "Run", words: "Language") -> list[str]:
    """Return the lines of the program of a `run` from those on that are run again and again."""
    from render.training.program import program

    return [line.text for line in dropwhile(lambda line: not line.beat, program([run], words))]


def _end(lines: list[tuple[str, str]], rows: int, units: list[str]) -> list[tuple[str, str]]:
    """Return so many `rows` of the end of a program; a comment says what was standardized in `lines` before.

    These are the `units` of each run: of several that differ, the program's own comment tells of them.
    """
    shown = _from_a_beginning(lines[-rows:])
    if not units[0] or len({*units}) > 1 or any("_std = " in said for said, _ in shown):
        return shown
    said = f"# {units[0]}"
    if len(shown) < rows:
        return [(said, ""), *shown]
    (first, beat), *rest = shown
    return [(f"{first}  {said}", beat), *rest]


def _from_a_beginning(lines: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return `lines` without those at the top that are empty, or go on with one that is not among them."""
    rest = dropwhile(lambda line: not line[1] and not line[0][:1].strip(), lines)
    return [*rest]
