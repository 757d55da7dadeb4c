"""A moment enters, how far a step has come in a network's layers leaves: forward, the loss, backward, the update."""

from typing import TYPE_CHECKING, NamedTuple

from render.timeline.beats import SWEEP, ease

if TYPE_CHECKING:
    from render.timeline.moments import Moment

FILLS, TURNS = 0.5, 0.35
"""How far a layer has come, from 0 to 1, when its units begin to fill, after its lines; and when its lines begin to
show gradients, after its units."""
COMES = 0.3
"""Share of the beat of the loss after which it is said, after what the answer should be."""


class Flow(NamedTuple):
    """How layers and columns are shown; column 0 are the inputs, and layer l is between columns l and l + 1.

    `lit` (L) says how strong a layer's lines are, from 0 to 1, `back` (L) how far they have become those of gradients;
    `filled` (L + 1) how far units are filled. Those that are `quiet` (L + 1) stand back, `errors` (L + 1) are shown.
    `target` and `loss` say whether these are, `steps` whether weights have the steps that they take beside them.
    """

    lit: list[float]
    back: list[float]
    filled: list[float]
    quiet: list[bool]
    errors: list[bool]
    target: bool = True
    loss: bool = True
    steps: bool = False


def flow(moment: "Moment", layers: int) -> Flow:
    """Return how a network of so many `layers` is shown: all of it, but in slow motion what the beat is about."""
    none, every = [False] * (layers + 1), [1.0] * (layers + 1)
    whole = Flow(every[1:], [0.0] * layers, every, none, none)
    if not moment.beat:
        return whole
    if moment.beat == "predict":
        come = [_come(moment.progress("predict"), layers, layer) for layer in range(layers)]
        lit = [1.0 if not moment.part or moment.part == 1 else ease(min(1.0, each / FILLS)) for each in come]
        filled = [1.0, *(ease(max(0.0, each - FILLS) / (1 - FILLS)) for each in come)]
        return whole._replace(lit=lit, filled=filled, target=False, loss=False)
    if moment.beat == "loss":
        said = moment.part > COMES
        return whole._replace(lit=[0.0] * layers, quiet=[True] * layers + [False], loss=said)
    if moment.beat == "gradient":
        come = [_come(moment.progress("gradient"), layers, layers - 1 - layer) for layer in range(layers)]
        back = [ease(max(0.0, each - TURNS) / (1 - TURNS)) for each in come]
        return whole._replace(lit=back, back=back, quiet=[True] * (layers + 1), errors=[False, *(c > 0 for c in come)])
    return whole._replace(steps=True)


def _come(part: float, layers: int, turn: int) -> float:
    """Return how far the layer whose `turn` it is has come, from 0 to 1, when a beat has come to `part`."""
    return min(1.0, max(0.0, part / SWEEP * layers - turn))
