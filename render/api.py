"""Films in Python and in notebooks: a scene file enters, a film leaves that shows itself, answers, and can be saved."""

import decimal
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from html import escape
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from render import film as films
from render.errors import UsageError, did_you_mean
from render.files import temporary
from render.formats import Description, Format
from render.output.description import describe
from render.output.plan import check_target
from render.output.writing import write
from render.scene.conflicts import conflicts
from render.scene.cuts import Cut
from render.scene.loader import takes
from render.scene.look import every_format
from render.scene.schema import Scene
from render.scene.script import poster_of, recorded, timeline_of
from render.scene.take import Take
from render.training.recording import Recording

CONTROLS = 96
"""Pixels of a player's height that its controls take, beside a picture 960 pixels wide."""


NUMPY: Any = {"divide": "warn", "over": "warn", "under": "ignore", "invalid": "warn"}
"""What NumPy does about numbers out of range, if nobody says otherwise."""
PRINTED: Any = {
    "precision": 8,
    "threshold": 1000,
    "edgeitems": 3,
    "linewidth": 75,
    "suppress": False,
    "nanstr": "nan",
    "infstr": "inf",
    "sign": "-",
    "formatter": None,
    "floatmode": "maxprec",
    "legacy": False,
}
"""How it prints numbers then."""


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Count as if the calling Python had set nothing about it."""
    with decimal.localcontext(decimal.Context()), np.errstate(**NUMPY), np.printoptions(**PRINTED):
        yield


@_undisturbed()
def load(path: str | Path, *, film: str = "", **changes: Any) -> "Film":
    """Return the film of the scene file at `path`, with `changes` of its keys: `load("basic.yaml", learning_rate=0.5)`.

    A change says what the file would: numbers, texts, lists and dictionaries; a dictionary changes the keys that it
    names. Of a scene that sweeps, `film` names the one that is wanted. Raises SceneError with everything that is wrong,
    and UsageError for a film that the scene does not sweep.
    """
    found = {take.name: take for take in takes(Path(path), {key: _frozen(value) for key, value in changes.items()})}
    if not film and len(found) == 1:
        (film,) = found
    if film not in found:
        known = list(found)
        raise UsageError(f"{path} sweeps {len(found)} films: name one, film={known[0]!r}; {did_you_mean(film, known)}")
    return Film(found[film])


class Film:
    """One film: in a notebook it shows itself, as a player; elsewhere it can be asked and saved.

    Training and drawing begin when they are needed; trainings that were done before are found in the cache.
    """

    def __init__(self, take: Take) -> None:
        """Hold the film of a `take`."""
        self._take = take

    def __repr__(self) -> str:
        return f"<Film {self._take.name}: {self.title}>"

    @property
    def scene(self) -> Scene:
        """All that its author said, and the defaults of what was not said."""
        return self._take.scene

    @property
    def title(self) -> str:
        """What stands above the picture."""
        return self._take.scene.title

    @cached_property
    @_undisturbed()
    def recordings(self) -> Sequence[Recording]:
        """What each run did: parameters (S + 1, 2), gradients (S + 1, 2), loss and learning rate (S + 1,) of S steps.

        Raises SceneError and FilmError for data that cannot be used.
        """
        return recorded(self._take)[0]

    @property
    def alt(self) -> str:
        """What it shows, in a sentence or two."""
        return self._described.alt

    @property
    def description(self) -> str:
        """What it shows, from the first step to the last."""
        return self._described.long

    @property
    @_undisturbed()
    def code(self) -> str:
        """The TensorFlow program that it stands for."""
        return films.code(self._take)

    @_undisturbed()
    def save(self, path: str | Path) -> Path:
        """Write the film to `path`, whose suffix says in which format, and return the path.

        What the scene says of that format counts. Raises UsageError for another suffix, and FilmError.
        """
        path = Path(path)
        made = self._format(path)
        output = self.scene.output.model_copy(update={"formats": (made,), "targets": ()})
        for wrong in conflicts(self.scene.model_copy(update={"output": output}), None):
            raise UsageError(f"{path}: {wrong.message()}")
        check_target(path, self._take.sources)
        write({path: Cut(self.scene, made)}, self.recordings)
        return path

    @_undisturbed()
    def still(self, step: int | None = None) -> Image.Image:
        """Return the picture of a `step`, the poster's if none is named. Raises UsageError for a step beyond it."""
        if not (step is None or (isinstance(step, int) and not isinstance(step, bool))):
            raise UsageError(f"a step is a whole number, not {step!r}")
        if step is None:
            step = poster_of(self.scene, timeline_of(self.scene, self.recordings), self.recordings).step
        with temporary() as folder:
            path = folder / "still.png"
            films.still(self._take, [step], path)
            return Image.open(BytesIO(path.read_bytes()))

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        """Return what a notebook shows: the player; where it may not run scripts, the poster; or words."""
        picture = BytesIO()
        self.still().save(picture, "PNG")
        if self.scene.theme.transparent:
            # The player has a ground.
            return {"image/png": picture.getvalue(), "text/plain": self.alt}
        width, height = self.scene.output.size
        frame = (
            f'<iframe srcdoc="{escape(self._player)}" title="{escape(self.alt)}" allowfullscreen '
            f'style="width: 100%; max-width: 960px; aspect-ratio: 960 / {round(960 * height / width) + CONTROLS}; '
            f'border: 0"></iframe>'
        )
        return {"text/html": frame, "image/png": picture.getvalue(), "text/plain": self.alt}

    @cached_property
    def _player(self) -> str:
        with temporary() as folder:
            return self.save(folder / f"{self._take.name}.html").read_text(encoding="utf-8")

    @cached_property
    @_undisturbed()
    def _described(self) -> Description:
        return describe(self.scene, self.recordings)

    def _format(self, path: Path) -> Format:
        known = [*self.scene.output.formats, *every_format()]
        for made in known:
            if path.name.endswith(made.suffix):
                return made
        suffixes = list(dict.fromkeys(made.suffix for made in known))
        raise UsageError(f"{path} has no suffix of a film: {did_you_mean(path.suffix, suffixes)}")


def _frozen(value: Any) -> Any:
    """Return a value as a scene file has it: lists cannot be changed there."""
    if isinstance(value, list | tuple):
        return tuple(map(_frozen, value))
    return {key: _frozen(inner) for key, inner in value.items()} if isinstance(value, dict) else value
