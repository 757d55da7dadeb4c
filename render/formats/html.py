"""HTML: a player in one file, which needs nothing but a browser."""

import gzip
import json
import re
from base64 import b64encode
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from render.formats import Facts, Format, Reel
from render.languages import Texts

if TYPE_CHECKING:
    from render.drawing.frame import Frame
    from render.drawing.vectors import Vectors
    from render.languages import Language
    from render.timeline.moments import Moment
    from render.training.recording import Recording

PLAYER = Path(__file__).with_name("player")
SPOKEN = ("play", "pause", "again", "playing", "here", "paused", "ended")
"""Words that change while the film plays."""
HEAD = 65_536
"""Bytes at the beginning of a file in which its size and its stamp are found."""


class PlayerTexts(Texts, speaker="player", drawn=False):
    """Buttons, keys and what they do; `here` and all from `playing` on is read aloud, for those who cannot see it."""

    about = "About this film"
    again = "Play again"
    full = "Full screen"
    loop = "Play again and again"
    pause = "Pause"
    play = "Play"
    speed = "Speed"
    controls = "Player"
    slider = "Step"
    keyboard = "Keyboard"
    key_space = "Space"
    key_shift = "Shift"
    key_ends = "Home End"
    does_play = "play or pause"
    does_step = "a step"
    does_ten = "ten steps"
    does_ends = "first and last step"
    does_full = "full screen"
    does_back = "back to the page around this one"
    here = "step {step}: {numbers}"
    numbers = "{weights}, {name} = {loss}"
    numbers_of_run = "{run}: {name} = {loss}"
    validated = "{loss} (validation {validation})"
    right = "{numbers}, {share} right"
    playing = "Playing"
    paused = "Paused at {here}"
    ended = "The film has ended, {here}"
    no_script = "Without JavaScript, this is a still of the film."
    too_old = "This browser is too old to play the film; this is a still of it."
    between_runs = "; "


class Html(Format):
    """The player: one page that needs no network, with the film as vectors, every step, and the recording's numbers.

    Left and right arrows go a step, with Shift ten, Home and End to the ends, Space plays, F fills the screen. It fits
    slides and notebooks as an iframe (film.html#step=40, #autoplay; Esc gives the keys back to the page around it).

    An upright phone is shown another layout of the same film, which is in the file as well.
    """

    kind: Literal["html"] = "html"
    suffix: ClassVar[str] = ".html"
    is_film: ClassVar[bool] = True
    frames: ClassVar[Literal["none"]] = "none"
    is_text: ClassVar[bool] = True

    def stamp(self, path: Path) -> str | None:
        """Return the content of the meta element of our name."""
        try:
            return _meta(path, "gradreel")
        except OSError:
            return None

    def end(self, seal: str) -> bytes:
        """Return a comment."""
        return f"<!--{seal}-->\n".encode()

    def facts(self, path: Path) -> Facts:
        """Return the size of the picture, which fits any window, in pixels of its own."""
        width, _, height = (_meta(path, "gradreel-size") or "0x0").partition("x")
        return Facts(bytes=path.stat().st_size, size=(int(width), int(height)))

    @contextmanager
    def write(self, path: Path, reel: Reel) -> "Iterator[Callable[[Frame], None]]":
        """Draw all moments, and all steps, as vectors."""
        from jinja2 import Environment, StrictUndefined

        from render.formats.encoders.cels import cels, looked_at, steps_to_look_at, table
        from render.training.decimals import NumberTexts

        vectors, phone = reel.stage().vectors(), reel.phone and reel.phone().vectors()
        background = vectors.background()
        steps = sorted({*steps_to_look_at(reel.recordings, reel.timeline), reel.poster.step})
        moments = [*reel.timeline, *looked_at(steps, reel.timeline)]
        film = {
            "seconds": [round(moment.seconds, 6) for moment in reel.timeline],
            "positions": [round(moment.position, 6) for moment in reel.timeline],
            "steps": steps,
            "said": _said(reel.recordings, steps, reel.language),
            "plays": reel.plays,
            "poster": steps.index(reel.poster.step),
            **cels(vectors, moments)._asdict(),
            "phone": phone and _layout(phone, moments),
            **_captions(moments),
        }
        packed = gzip.compress(json.dumps(film, separators=(",", ":")).encode(), 9, mtime=0)
        width, height = vectors.size
        template, words, named = _file("player.html"), reel.language.of(PlayerTexts), reel.language.of(NumberTexts)
        said = [named.step, named.of_steps, *words, *film["captions"]]
        environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
        page = environment.from_string(template).render(
            title=reel.title,
            description=reel.description,
            stamp=reel.stamp,
            language=reel.language.tag,
            step_name=named.step,
            words=words,
            spoken={name: getattr(words, name) for name in SPOKEN} | {"of_steps": named.of_steps},
            width=width,
            height=height,
            theme=vectors.theme,
            family=vectors.family,
            dark=_is_dark(vectors.theme.paper),
            css=_file("player.css"),
            script=_file("player.js"),
            typefaces=vectors.typefaces(
                "".join([*said, reel.title, reel.description.long, template, "0123456789"]), phone
            ),
            shared=vectors.shared(),
            background=background,
            still=vectors.show(reel.poster),
            packed=b64encode(packed).decode(),
            recording=table(reel.recordings, steps),
            last_step=steps[-1],
        )
        path.write_text(page + "\n", encoding="utf-8", newline="\n")
        yield lambda frame: None


def _layout(vectors: "Vectors", moments: "Sequence[Moment]") -> dict[str, Any]:
    """Return another layout of the same film."""
    from render.formats.encoders.cels import cels

    background = vectors.background()
    drawn = cels(vectors, moments)._asdict()
    still = f"<defs>{vectors.shared()}</defs><g>{background}</g>"
    return {"size": vectors.size, "still": still, **drawn}


def _captions(moments: "Sequence[Moment]") -> dict[str, Any]:
    """Return the captions, and of each moment which of them it shows, and how clearly."""
    said = [*dict.fromkeys(moment.caption for moment in moments)]
    shown = [[said.index(moment.caption), round(moment.opacity, 2)] for moment in moments]
    return {"captions": said, "captioned": shown}


def _meta(path: Path, name: str) -> str | None:
    with path.open("rb") as file:
        found = re.search(rf'<meta name="{name}" content="([^"]*)">', file.read(HEAD).decode("utf-8", "replace"))
    return unescape(found[1]) if found else None


def _file(name: str) -> str:
    return (PLAYER / name).read_text(encoding="utf-8")


def _is_dark(color: str) -> bool:
    red, green, blue = (int(color[index : index + 2], 16) for index in (1, 3, 5))
    # The luma of ITU-R BT.709-6, which is near enough to tell day from night.
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue < 128


def _said(recordings: "Sequence[Recording]", steps: Sequence[int], language: "Language") -> list[str]:
    """Return the numbers of each step in words, with the film's decimals."""
    from render.numbers import share_text
    from render.training.decimals import Said, loss_text, loss_word
    from render.training.metrics import ACCURACY, VALIDATION_LOSS

    name = loss_word(recordings, language)
    told, write_loss, words = Said.of(recordings), loss_text(recordings), language.of(PlayerTexts)

    def at(recording: "Recording", step: int) -> str:
        row, metrics = recording.reached(step), recording.metrics
        loss = write_loss(recording.loss[row])
        if VALIDATION_LOSS in metrics:
            loss = words.validated.format(loss=loss, validation=write_loss(metrics[VALIDATION_LOSS][row]))
        if recording.run.name:
            said = words.numbers_of_run.format(run=recording.run.name, name=name, loss=loss)
        else:
            said = words.numbers.format(weights=told.at(recording, row, language), name=name, loss=loss)
        if ACCURACY in metrics:
            said = words.right.format(numbers=said, share=share_text(float(metrics[ACCURACY][row])))
        return said

    return [words.between_runs.join(at(recording, step) for recording in recordings) for step in steps]
