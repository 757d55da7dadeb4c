"""Crews: who makes the films of a batch. A member is one file with one class; this is the whole contract."""

import traceback
from abc import ABC, abstractmethod
from collections.abc import Callable, Generator, Sequence
from typing import TypeVar

from render.errors import HOME, HOMELESS, FilmError, GradreelError, UnexpectedError
from render.files import is_homeless
from render.film import Result
from render.output.plan import Plan

Tell = Callable[[str, str, int, int], None]
"""Told of which film something is done, what, how much of it is done, and how much there is to do."""

Came = Result | GradreelError
T = TypeVar("T")


class Crew(ABC):
    """Makes films; one that is given up leaves nothing."""

    @abstractmethod
    def perform(self, plans: Sequence[Plan], tell: Tell) -> Generator[tuple[Plan, Came], None, None]:
        """Make the films of `plans` and yield each as it ends, with the film or why there is none.

        When the generator is closed, what is being made is given up within two seconds.
        """


def attempt(work: Callable[[], T], what: str) -> T | GradreelError:
    """Return what `work` returns, or the error that it raises; `what` names it if nobody expected that error."""
    try:
        return work()
    except GradreelError as error:
        return error
    except Exception as error:
        if isinstance(error, OSError) and is_homeless():
            return FilmError(f"{what}: {HOMELESS}", HOME)
        said = f"{what}: this is a mistake in gradreel, please report it with these lines"
        return UnexpectedError(f"{said}\n{traceback.format_exc().rstrip()}")
