"""The beats of a step in slow motion: their order, and their shares of its time."""

BEATS = ("predict", "loss", "gradient", "update")
SHARES = dict(zip(BEATS, (0.17, 0.28, 0.24, 0.31), strict=True))
"""How the time of a step is divided among its beats: the update, which it is all for, has most of it."""
MOVING = 0.65
"""The share of a beat in which something moves; then it rests, to be looked at."""
SHRINKING = 0.4
"""The share of the update in which the gradient shrinks by the learning rate, before the line moves."""


SWEEP = 0.85
"""The share of what moves in a beat in which things come one by one; then what they come to is said."""


def begins(beat: str) -> float:
    """Return the share of a slow step that has passed when `beat` begins."""
    return sum(SHARES[earlier] for earlier in BEATS[: BEATS.index(beat)])


def swept(part: float, count: int) -> int:
    """Return which of `count` things, which come one by one, has come when a beat has come to `part`; `count` after."""
    return min(count, int(part / SWEEP * count))


def ease(part: float) -> float:
    """Return `part`, from 0 to 1, with a slow start and a slow end (smoothstep, 3p^2 - 2p^3)."""
    return part * part * (3 - 2 * part)
