"""A step in slow motion: where the gradient points and where the step goes enter, what is seen of both leaves."""

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from render.timeline.moments import Moment
    from render.training.recording import Recording


class Stepping(NamedTuple):
    """What the learning rate is multiplied by (2,), how far it has grown beside the gradient, and what is `left` of it
    as it shrinks to the step (2,); `begun` says whether it has begun to."""

    direction: "NDArray[Any]"
    grown: float
    left: "NDArray[Any]"
    begun: bool


def stepping(
    recording: "Recording", step: int, moment: "Moment", downhill: "NDArray[Any]", taking: "NDArray[Any]"
) -> Stepping:
    """Return what is seen of a `step` at a moment: `downhill` is against its gradient, and `taking` its update, (2,).

    With plain descent, what shrinks is the gradient; else the other way first grows, in half of the time.
    """
    updating, shrunk = moment.progress("update") > 0, moment.shrunk
    if recording.run.optimizer.plain:
        return Stepping(downhill, 0.0, downhill + (taking - downhill) * shrunk, updating)
    direction = taking / float(recording.learning_rate[step])
    grown, shrunk = min(1.0, 2 * shrunk), max(0.0, 2 * shrunk - 1)
    return Stepping(direction, grown, direction + (taking - direction) * shrunk, updating and shrunk > 0)
