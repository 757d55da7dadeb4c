"""A scene and its data enter; what will be wrong with its training leaves, before anything is trained.

A lesson may want a rate that is too large: of runs that are compared, only what all of them share is told.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING

from render.errors import Problem
from render.family import word
from render.numbers import floored, limit, short, typed
from render.scene.comparison import MOST_STEPS
from render.scene.concern import BEYOND, Concern
from render.scene.places import layers_of, nearest
from render.scene.rates import AUTO, half_of, paces
from render.scene.schema import Scene
from render.scene.take import Take
from render.scene.unfit_rates import rate_at
from render.training.models.line import Line
from render.training.stability import FAR, LARGE, THERE, Descent, Moments, Quadratic
from render.training.task import Task

if TYPE_CHECKING:
    from render.training.samples import Samples

MANY, TOO_MANY = 1000, 20
"""Times the steps that a scene gives: a training that needs more of them is not on its way, however near; and one that
has far to go is not, either: in the second half of its steps, hardly anything of that is gone."""
FAR_TO_GO = 0.05
"""Share of the way of predictions that is far to go: a film that ends there says that it is on its way."""
SEEN = 0.01
"""Shares of the way of predictions, and of the spread of y: what is smaller cannot be seen."""
USUAL = 0.1
"""A learning rate that suits inputs of mean 0 and deviation 1."""
FEW = 2
"""Weights that are all named in a hint."""


def foreseen(take: Take) -> list[Problem]:
    """Return the concerns about `take`, each with its place. Raises SceneError for a table that cannot be read."""
    found = list(concerns(take.scene, take.moments(), take.samples))
    if not found:
        return []
    layers = layers_of(take)
    places = [nearest(layers, concern.at) for concern in found]
    return [
        Problem(path, f"warning: {concern.message}", concern.hint, place)
        for concern, (path, place) in zip(found, places, strict=True)
    ]


def concerns(scene: Scene, moments: Moments | None, samples: "Callable[[], Samples]") -> Iterator[Concern]:
    """Yield what will be wrong with the training of `scene`: nothing moves, it leaves, or it takes for ever.

    Of a loss that is not quadratic nothing is known before. `samples` returns what the `moments` are of, and is called
    where they do not suffice.
    """
    found = [_concern(scene, run, moments, samples) for run in scene.variants]
    shared = {concern.kind if concern else None for concern in found}
    if found[0] and len(shared) == 1:
        yield found[0]
    elif scene.compare and scene.compare.key == "optimizer" and not scene.compare.has_rates:
        # One rate is for all of them, and who compares them wants to see each.
        yield from [concern for concern in found if concern and concern.kind == "leaving"][:1]


def _loss_of(run: Scene, moments: Moments | None, samples: "Callable[[], Samples]") -> Quadratic | None:
    if run.model.quadratic:
        return run.model.quadratic
    if not (run.loss.quadratic and run.model.linear):
        return None
    if moments:
        moments = moments.standardized(x=run.standardize.x, y=run.standardize.y)
    if moments and (known := run.model.mean_squared_error(moments)):
        return known.decayed([0.0 if run.model.is_bias(name) else run.weight_decay for name in run.weights(Task())])
    from render.training.objective import Objective

    return Objective(samples(), run.model, run.loss, run.weight_decay, run.standardize).quadratic


def _concern(scene: Scene, run: Scene, moments: Moments | None, samples: "Callable[[], Samples]") -> Concern | None:
    loss = _loss_of(run, moments, samples)
    if not loss:
        return _flat(scene, run) or _rehearsed(scene, run, samples)
    names = run.weights(Task())
    descent = Descent(loss, [run.initial.get(name, 0.0) for name in names])
    stable, model = descent.largest_stable_rate, word(run.model)
    spread = 1.0 if run.standardize.y else moments.spread if moments else float(samples().y.var())
    if descent.excess <= SEEN**2 * spread and run.batch_size is None:
        return _still(scene, run, names, loss, spread, (descent.excess / spread) ** 0.5 if spread else 0.0)
    if run.model.window:
        return _rehearsed(scene, run, samples)
    if not run.optimizer.plain:
        # How fast others go is not known in closed form.
        return None
    paced = [paces(steps, rate, stable) for steps, rate in run.schedule]
    phases = [part for phase in paced for part in phase]
    left = descent.left(phases)
    given = run.total_steps
    place, rate = max(enumerate(max(rate for _, rate in phase) for phase in paced), key=lambda each: each[1])
    automatic = run.schedule[-1][1] == AUTO
    seen = None if run.model.scaled or run.standardize.x else moments
    better = partial(_better, descent, seen, given, model, automatic=automatic)
    if left > 1 and rate > stable:
        said = f"a learning rate of {short(rate)} is too large for these data"
        said = f"{said}: above {limit(stable)} the {model} swings ever wider"
        return Concern("leaving", said, better, rate_at(scene, place), rate, stable)
    # A schedule that is stretched to more steps keeps its mean.
    rate = sum(steps * rate for steps, rate in paced[-1]) / sum(steps for steps, _ in paced[-1])
    needed, moved = descent.steps(rate, THERE**2), descent.moved(phases)
    # Of a polynomial, the last of its way is long at any rate, and is not what is looked at.
    most = TOO_MANY if left > FAR_TO_GO**2 and not run.model.scaled else MANY
    if left <= THERE**2 or (moved >= SEEN and needed <= most * given):
        return None
    run_of, all_of = f"{given:,} step{'s' * (given != 1)}", f"to come close takes {_about(needed)}"
    said = f"after {run_of} {short(100 * left**0.5, 2)} % of the {model}'s way is left; {all_of}"
    if moved < SEEN:
        said = f"in {run_of} the {model} goes {short(100 * moved, 1)} % of its way; {all_of}"
    return Concern("slow", said, better, rate_at(scene, len(paced) - 1), needed, most * given)


def _rehearsed(scene: Scene, run: Scene, samples: "Callable[[], Samples]") -> Concern | None:
    """Return what goes wrong with a training that no formula foretells, and that is soon rehearsed."""
    if run.loss.classifies and run.model.linear:
        from render.scene.outlook_of_classes import outlook_of_classes

        return outlook_of_classes(scene, run, samples())
    if run.model.window:
        from render.scene.outlook_of_landscapes import outlook_of_landscapes

        return outlook_of_landscapes(scene, run, samples())
    return None


def _still(scene: Scene, run: Scene, names: Sequence[str], loss: Quadratic, spread: float, away: float) -> Concern:
    """Return that nothing will happen, of a model that starts `away` from the best one, in shares of the spread of y.

    The hint moves the last weight, by so much that it is seen whatever the data.
    """
    said = f"the {word(run.model)} starts where it is to end: nothing will be seen to happen"
    last = loss.best[-1]
    far = typed(last - 2 * max(1.0, abs(last), max(0.0, spread - loss.least) ** 0.5), 1)
    others = [f"{name}: 0" for name in names[:-1]] if len(names) <= FEW else []
    hint = f"start elsewhere: initial: {{{', '.join([*others, f'{names[-1]}: {far}'])}}}"
    return Concern("still", said, lambda: hint, _start_at(scene), away, SEEN)


def _flat(scene: Scene, run: Scene) -> Concern | None:
    """Return that nothing will happen, of a function that is flat where it starts."""
    model, names = run.model, run.weights(Task())
    if not model.window or tuple(run.initial.get(name, 0.0) for name in names) not in (*model.minima, *model.saddles):
        return None
    places = (f"{name}: {typed(low + (high - low) / 4)}" for name, (low, high) in zip(names, model.window, strict=True))
    hint = f"start elsewhere: initial: {{{', '.join(places)}}}"
    said = f"the {word(model)} is flat where it starts: nothing will be seen to happen"
    return Concern("still", said, lambda: hint, _start_at(scene), 0.0, SEEN)


def _start_at(scene: Scene) -> tuple[str | int, ...]:
    """Return the keys where the start is said."""
    return ("compare", "initial") if scene.compare and scene.compare.key == "initial" else ("initial",)


def _better(descent: Descent, moments: Moments | None, given: int, model: str, *, automatic: bool) -> str:
    """Return a rate with which the model is there in about the `given` steps, or how many it needs, and why so many.

    One that is `automatic` stays so.
    `moments` are those of the input in the scale in which the model sees it, where that is the author's.
    """
    stable = descent.largest_stable_rate
    rates = [half_of(stable)] if automatic else [floored(stable / 2**halved, 1) for halved in range(1, 20)]
    good = [rate for rate in rates if descent.steps(rate, THERE**2) <= given]
    rate = good[-1] if good else rates[0]
    steps = descent.steps(rate, THERE**2)
    why = "" if good or steps <= MANY or not moments else _slowed_by(moments)
    scaled = _scaled(moments) if moments and (steps > MANY or _slowed_by(moments)) else ""
    if steps > MOST_STEPS:
        return f"stable below {limit(stable)}, and no rate there is fast enough{why}{scaled}"
    wanted, close = f"write learning_rate: {typed(rate)}", f"the {model} comes close after {_about(steps)}"
    if not good:
        wanted = "write steps" if automatic else f"{wanted} and steps"
        wanted, close = f"{wanted}: {typed(steps, 2)}{why}", f"the {model} then comes close"
    return f"{wanted}; {close}; stable below {limit(stable)}{scaled}"


def _scaled(moments: Moments) -> str:
    """Return how fast a line is where its input has a mean of 0 and a deviation of 1: equally fast in both weights."""
    descent = Descent(Line().mean_squared_error(moments.standardized(x=True, y=False)), (0.0, 0.0))
    steps = _about(descent.steps(USUAL, THERE**2))
    return f"\nor write standardize: true: a learning rate of {typed(USUAL)} then takes {steps}"


def _slowed_by(moments: Moments) -> str:
    """Return what it is in the input that makes a training slow."""
    size, deviation = (moments.mean**2 + moments.variance) ** 0.5, moments.variance**0.5
    if abs(moments.mean) > FAR * deviation:
        return f", for x lies far from 0, around {short(moments.mean, 2)}"
    return "" if 1 / LARGE < size < LARGE else f", for x is about {short(size, 1)} in size, where 1 is best"


def _about(steps: float) -> str:
    """Return a number of steps in words, with two digits."""
    if steps >= BEYOND:
        return "more steps than anyone can take"
    if steps < 2:
        return "a step"
    size, word = next((size, word) for size, word in ((1e9, " billion"), (1e6, " million"), (1, "")) if steps >= size)
    return f"about {short(steps / size, 2)}{word} steps"
