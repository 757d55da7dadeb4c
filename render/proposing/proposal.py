"""The samples of an author's table enter; a model for them, and a training that ends where it should, leave.

What is proposed is the simplest thing that is right: a line, or logistic regression; something else only where rows
that were not learned from say clearly that it has to be.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import cos as cosine
from math import floor, log10, sin
from typing import Any

import numpy as np
from numpy.typing import NDArray

from render.numbers import limit, share_text, short, typed
from render.proposing.evidence import errors, explained, luck, near, parted
from render.proposing.tuning import Tuned, tuned, tuned_for_classes
from render.training.losses.mse import MeanSquaredError
from render.training.models import Model
from render.training.models.line import Line
from render.training.models.polynomial import Polynomial
from render.training.objective import Objective
from render.training.samples import Samples
from render.training.scaling import Scaling
from render.training.stability import FAR, LARGE, Quadratic
from render.training.standardize import Standardize

Floats = NDArray[np.float64]

HELD_BACK, ENOUGH, ENOUGH_OF_A_CLASS = 0.25, 40, 8
"""The share of the rows that is held back, and how many there have to be for that, of all and of each class."""
EXACT = 0.99
"""Of the variance of y."""
DEGREES = range(1, 7)
CLEARLY, SOMEWHAT = 0.5, 0.85
"""Times the error of a line on rows that it has not seen, below which another curve is chosen, or is mentioned."""
ALIKE = 1.15
"""Times the smallest error up to which a polynomial of a smaller degree is as good."""
BENDS, MAY_BEND = 0.08, 0.04
"""Shares of right answers beyond those of straight borders, from which on a network is chosen, or named."""
SURELY = 2.0
"""Standard errors of a share of right answers that a difference has to be to be more than luck."""
READABLE, MOST_START = (1e-3, 1e4), 1e5
"""Deviations of y between which a loss in its units is a number that can be read; and the largest y there."""
MOST_STEPS, MOST_OF_WEIGHTS, MOST_OF_CURVES = 1000, 3000, 6000
"""After which a line in the author's own units has to be there; the weights of a polynomial; or its curve, at least."""
BELOW = 0.25
"""Of the range of y, how far below the lowest target a guess starts, which then shifts up and tilts."""
TURNED, STEEPNESS = 1.9, 1.5
"""By which angle, in radians, and how steep, a border between two classes starts."""
CENTRED, WIDE = 0.5, (0.4, 2.5)
"""Where classes are learned from inputs as they are: their means, in deviations, and their deviations."""
NETWORK_RATE, NETWORK_STEPS, UNITS = 0.5, 1500, 16
LONG = 500
"""Steps of which most are gone before the film has begun to tell: the axis of steps is logarithmic then."""
FORGETS = "the rate below is for inputs of mean 0 and deviation 1"


@dataclass(frozen=True)
class Proposal:
    """What was chosen in a few words, `said`; the keys of a scene with their values, in their order; `why`, by keys."""

    said: str
    keys: Mapping[str, Any]
    why: Mapping[str, str] = field(default_factory=dict)


def proposal(samples: Samples) -> Proposal:
    """Return what to train on `samples`, which are those of the whole table."""
    if not samples.classes and len(samples.inputs) == 1:
        found = _for_numbers(samples)
        # A line learns nothing by heart: rows that are held back would tell no more than how they were chosen.
        if found.keys.get("model") == "line":
            return found
    share = _share_to_hold_back(samples)
    learned = samples.hold_back(share, 0) if share else samples
    if samples.classes:
        found = _for_classes(learned)
    else:
        found = _for_numbers(learned) if len(samples.inputs) == 1 else _for_several(learned)
    held = {"validation": share} if share else {}
    return Proposal(found.said, {**held, **found.keys}, found.why)


def _share_to_hold_back(samples: Samples) -> float | None:
    if len(samples.y) < ENOUGH or (not samples.classes and _is_exact(samples)):
        return None
    if samples.classes and np.bincount(samples.y.astype(int)).min() < ENOUGH_OF_A_CLASS:
        return None
    return HELD_BACK


def _is_exact(samples: Samples) -> bool:
    """Return whether a curve tells so much of y that rows which are held back would tell nothing more."""
    y = samples.y.astype(np.float64)
    return len(samples.inputs) == 1 and explained(samples.alone.astype(np.float64), y, DEGREES) >= EXACT


def _for_numbers(samples: Samples) -> Proposal:
    """Return a line through one input, or a polynomial where that errs far less on rows that it has not seen."""
    y = Standardize(y=not _is_readable(samples))
    degree, said = _degree(samples)
    if degree > 1:
        start = _start(samples, y)
        curve = Polynomial(degree=degree)
        found = _tuned(samples, curve, y, start, 0)
        if found.steps > MOST_OF_WEIGHTS:
            found = _tuned(samples, curve, y, start, 0, weights_too=False)
        if found.steps <= MOST_OF_CURVES:
            model = {"kind": "polynomial", "degree": degree}
            return _proposed(f"a polynomial of degree {degree}", model, y, {"w0": start}, found, {"model": said})
        said = ""
    standardize, why = y, {"model": said}
    start = _start(samples, y)
    found = _tuned(samples, Line(), y, start, 1)
    if (unlike := _unlike(samples)) or found.steps > MOST_STEPS:
        standardize = Standardize(x=True, y=y.y)
        found = _tuned(samples, Line(), standardize, start, 1)
        why["standardize"] = f"{unlike or 'in its own units it takes many steps'}; {FORGETS}"
    return _proposed("a line", "line", standardize, {"b": start}, found, why)


def _degree(samples: Samples) -> tuple[int, str]:
    """Return the degree of the polynomial that tells rows best that it has not seen, and what is to be said of that."""
    x, y = samples.alone.astype(np.float64), samples.y.astype(np.float64)
    found = errors(x, y, DEGREES)
    if 1 not in found or not found[1]:
        return 1, ""
    least = min(found.values())
    degree = next(each for each, error in found.items() if error <= max(ALIKE * least, 1e-12 * found[1]))
    share = found[degree] / found[1]
    if degree == 1 or share > SOMEWHAT:
        return 1, ""
    if share <= CLEARLY:
        return degree, f"on rows that it has not seen, it errs {_less(share)} than a line: {{kind: line}}"
    model = f"{{kind: polynomial, degree: {degree}}}"
    return 1, f"on rows that it has not seen, this one errs {_less(share)}: {model}"


def _less(share: float) -> str:
    """Return how much less is a `share` of a squared error, as a root."""
    return f"{share_text(1 - share**0.5)} less"


def _is_readable(samples: Samples) -> bool:
    y = samples.y.astype(np.float64)
    return READABLE[0] <= float(y.std()) <= READABLE[1] and float(np.abs(y).max()) <= MOST_START


def _unlike(samples: Samples) -> str:
    """Return what is unlike an input that trains well as it is; nothing of one that does."""
    x = samples.alone.astype(np.float64)
    size, deviation, name = float(np.sqrt(np.square(x).mean())), float(x.std()), _name(samples)
    if abs(x.mean()) > FAR * deviation:
        return f"{name} lies around {short(float(x.mean()), 2)}, far from 0"
    return "" if 1 / LARGE < size < LARGE else f"{name} is about {short(size, 1)} in size"


def _name(samples: Samples) -> str:
    return samples.input.name or "x"


def _start(samples: Samples, standardize: Standardize) -> float:
    """Return how high a guess starts, in the scale of its targets: at 0, or somewhat below all of them."""
    y = samples.y.astype(np.float64)
    if standardize.y:
        y = Scaling.to_standard(samples.y)(samples.y)
    low, height = float(y.min()), float(np.ptp(y)) or 1.0
    if 0 <= low <= height and not standardize.y:
        return 0.0
    unit = 10 ** floor(log10(height)) / 2
    return float(typed(floor((low - BELOW * height) / unit) * unit))


def _tuned(
    samples: Samples, model: Model, standardize: Standardize, start: float, place: int, *, weights_too: bool = True
) -> Tuned:
    """Return the rate and the steps of a `model` whose weights are 0, but for that at `place`, which is at `start`."""
    loss = Objective(samples, model, MeanSquaredError(), standardize=standardize).quadratic
    assert loss
    weights = [0.0] * len(loss.best)
    weights[place] = start
    return tuned(loss, weights, weights_too=weights_too)


def _proposed(
    said: str,
    model: Any,
    standardize: Standardize,
    start: Mapping[str, float],
    found: Tuned,
    why: Mapping[str, str],
) -> Proposal:
    keys: dict[str, Any] = {"model": model}
    reasons = dict(why)
    if standardize:
        keys["standardize"] = True if not standardize.y else {"x": True, "y": True} if standardize.x else {"y": True}
    if standardize.y and "standardize" not in reasons:
        reasons["standardize"] = "the loss is then a number that can be read"
    if any(start.values()):
        keys["initial"] = {name: value + 0.0 for name, value in start.items()}
        reasons["initial"] = "where the guess starts: below the points"
    keys |= {"learning_rate": found.rate, "steps": found.steps}
    if found.steps >= LONG:
        keys["panels"] = ["fit", {"kind": "loss", "steps": "log"}]
    reasons["learning_rate"] = f"stable below {limit(found.stable)}"
    return Proposal(said, keys, {key: text for key, text in reasons.items() if text})


def _for_several(samples: Samples) -> Proposal:
    """Return a plane through several inputs: a network without a hidden layer, all numbers standardized."""
    x = np.column_stack([Scaling.to_standard(samples.x)(samples.x), np.ones(len(samples.y))])
    y = Scaling.to_standard(samples.y)(samples.y)
    best, *_ = np.linalg.lstsq(x, y)
    hessian = 2 * x.T @ x / len(x)
    least = float(np.square(y - x @ best).mean())
    found = tuned(Quadratic(tuple(map(tuple, hessian.tolist())), tuple(best.tolist()), least), [0.0] * len(best))
    keys = {
        "model": {"kind": "network", "hidden": []},
        "standardize": {"x": True, "y": True},
        "initial": {"seed": 1},
        "learning_rate": found.rate,
        "steps": min(found.steps, MOST_STEPS),
    }
    why = {
        "model": "without a hidden layer: a sum of the inputs, each times a weight",
        "standardize": FORGETS,
        "learning_rate": f"stable below {limit(found.stable)}",
    }
    return Proposal("linear regression", keys, why)


def _for_classes(samples: Samples) -> Proposal:
    """Return logistic regression, or a network where the borders clearly have to bend."""
    x, y = samples.x.astype(np.float64), samples.y.astype(int)
    standardize = Standardize(x=bool(_are_unlike(x)))
    why = {"standardize": FORGETS} if standardize.x else {}
    scaled: dict[str, Any] = {"standardize": True} if standardize.x else {}
    bent = {"kind": "network", "hidden": [UNITS]}
    if len(samples.inputs) == 2:
        more = near(x, y) - parted(x, y)[0]
        if more >= max(BENDS, SURELY * luck(near(x, y), len(x))):
            straight = share_text(parted(x, y)[0])
            keys = {"model": bent, **scaled, "initial": {"seed": 1}}
            keys |= {"learning_rate": NETWORK_RATE, "steps": NETWORK_STEPS}
            keys["panels"] = ["boundary", {"kind": "loss", "steps": "log"}]
            why["model"] = f"straight borders tell {straight} of the rows: model: logistic"
            return Proposal("a small network", keys, why)
        if more >= MAY_BEND:
            why["model"] = "borders that bend may be better: {kind: network, hidden: [16]}, and steps: 1500"
    start = _turned(x, y, standardize) if samples.task.outputs == 1 and len(samples.inputs) == 2 else {}
    weights = np.array([*start.values()])[:, np.newaxis] if start else None
    found = tuned_for_classes(samples, standardize, weights)
    keys = {"model": "logistic", **scaled, **({"initial": start} if start else {})}
    keys |= {"learning_rate": found.rate, "steps": found.steps}
    if found.steps >= LONG:
        keys["panels"] = [_shown(len(samples.inputs)), {"kind": "loss", "steps": "log"}]
    if len(samples.inputs) > 2:
        keys["panels"] = [{"kind": "metrics", "steps": "log"}, "confusion"]
    if start:
        why["initial"] = "it starts with a wrong border"
    why["learning_rate"] = f"stable below {limit(found.stable)}"
    return Proposal("logistic regression", keys, why)


def _shown(inputs: int) -> str:
    return "boundary" if inputs == 2 else "fit"


def _are_unlike(x: Floats) -> bool:
    """Return whether an input is far from a mean of 0 and a deviation of 1."""
    mean, deviation = x.mean(axis=0), x.std(axis=0)
    off = (np.abs(mean) > CENTRED * deviation) | (deviation < WIDE[0]) | (deviation > WIDE[1])
    return bool(off.any())


def _turned(x: Floats, y: NDArray[np.intp], standardize: Standardize) -> dict[str, float]:
    """Return weights of a border through the middle, turned away from the one between the means of two classes."""
    z = Scaling.to_standard(x)(x) if standardize.x else x
    along = z[y == 1].mean(axis=0) - z[y == 0].mean(axis=0)
    along = along / (np.linalg.norm(along) or 1.0)
    turn = np.array([[cosine(TURNED), -sin(TURNED)], [sin(TURNED), cosine(TURNED)]])
    w = np.round(STEEPNESS * turn @ along, 1) + 0.0
    return {"w1": float(w[0]), "w2": float(w[1]), "b": round(float(-w @ z.mean(axis=0)), 1) + 0.0}
