"""One film after another, in this process."""

from collections.abc import Generator, Sequence
from functools import partial

from render.course.crews import Came, Crew, Tell, attempt
from render.film import make
from render.output.plan import Plan


class Alone(Crew):
    """Makes the films in their order."""

    def perform(self, plans: Sequence[Plan], tell: Tell) -> Generator[tuple[Plan, Came], None, None]:
        """Make each film here."""
        for plan in plans:
            yield plan, attempt(partial(make, plan, partial(tell, plan.take.name)), str(plan.take.path))
