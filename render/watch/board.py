"""What the page shows, as values that never change: films, their pictures, and what is wrong with them."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal, NamedTuple, Self

from render.errors import GradreelError, SceneError

State = Literal["ready", "waiting", "training", "drawing", "error"]


class Picture(NamedTuple):
    """A file that can be seen: `key` names its bytes, and is where the page finds them; `name` is the author's.

    A `still` is the film's poster, which is shown until the film is made.
    """

    key: str
    name: str = ""
    facts: str = ""
    ending: str = ""
    still: bool = False


@dataclass(frozen=True)
class Fault:
    """Something that is wrong: where, what, the lines in question with carets, and a hint."""

    message: str
    where: str = ""
    quoted: Sequence[str] = ()
    hint: str = ""

    @classmethod
    def all_of(cls, error: GradreelError | None) -> tuple[Self, ...]:
        """Return everything that `error` tells."""
        if isinstance(error, SceneError):
            return tuple(cls(each.message, each.where, each.quoted, each.hint) for each in error.problems)
        return (cls(str(error)),) if error else ()


@dataclass(frozen=True)
class FilmState:
    """A film on the page: `percent` tells how far it is, `current` whether its picture is that of the file as saved."""

    name: str
    title: str
    scene: str
    state: State
    percent: int | None = None
    picture: Picture | None = None
    current: bool = False
    faults: Sequence[Fault] = ()
    notes: Sequence[str] = ()

    @property
    def told(self) -> dict[str, Any]:
        """What the page is sent."""
        return {**asdict(self), "picture": self.picture and self.picture._asdict()}


@dataclass(frozen=True)
class Board:
    """All films in their order, the scene that was saved last, and how many saves there were."""

    films: Mapping[str, FilmState]
    saved: str = ""
    saves: int = 0

    def since(self, seen: Self | None) -> dict[str, Any]:
        """Return what a page is to be sent that has `seen` another board: all names, and the films that changed."""
        before = seen.films if seen else {}
        changed = [film.told for name, film in self.films.items() if film != before.get(name)]
        return {"saved": self.saved, "saves": self.saves, "names": list(self.films), "films": changed}
