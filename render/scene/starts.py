"""Where trainings start enters, weights by their names or a seed; what is wrong with that leaves."""

from collections.abc import Iterator, Sequence

from pydantic_core import InitErrorDetails

from render.errors import did_you_mean
from render.family import word, wrong
from render.numbers import typed
from render.scene.comparison import Initial
from render.training.models import SEED, Model
from render.training.task import Task

At = tuple[str | int, ...]


def faults_of(starts: Sequence[tuple[At, Initial]], models: Sequence[Model], task: Task) -> Iterator[InitErrorDetails]:
    """Yield what is wrong with `starts`, each of which stands at some keys, of `models` that learn a `task`."""
    known = [[SEED] * each.is_drawn + list(each.names(task)) for each in models]
    drawn = any(each.is_drawn for each in models)
    for at, start in starts:
        yield from _of_seed(start, at) if drawn else ()
    for at, start in starts:
        for name in start:
            without = [both for both in zip(models, known, strict=True) if name not in both[1]]
            if without and not (drawn and name == SEED):
                model, names = without[0]
                said = wrong(f'a {word(model)} has no weight "{name}"', did_you_mean(name, names), key=True)
                yield InitErrorDetails(type=said, loc=(*at, name), input=start[name])


def _of_seed(start: Initial, at: At) -> Iterator[InitErrorDetails]:
    """Yield what is wrong with the seed of a `start`, which stands `at` keys, if it has one."""
    seed = start.get(SEED)
    if seed is None:
        return
    if seed < 0 or seed % 1:
        said = wrong(f"a seed is a whole number from 0 on, not {typed(seed)}", "")
        yield InitErrorDetails(type=said, loc=(*at, SEED), input=seed)
    elif len(start) > 1:
        said = wrong("a start has a seed or weights, not both", "remove seed, or the weights", key=True)
        yield InitErrorDetails(type=said, loc=(*at, SEED), input=seed)
