"""The beats of a step in slow motion: their order, and their shares of its time."""

BEATS = ("predict", "loss", "gradient", "update")
SHARES = dict(zip(BEATS, (0.22, 0.33, 0.22, 0.23), strict=True))
"""How the time of a step is divided among its beats."""
MOVING = 0.65
"""The share of a beat in which something moves; then it rests, to be looked at."""
SHRINKING = 0.4
"""The share of the update in which the gradient shrinks by the learning rate, before the line moves."""


def begins(beat: str) -> float:
    """Return the share of a slow step that has passed when `beat` begins."""
    return sum(SHARES[earlier] for earlier in BEATS[: BEATS.index(beat)])


def ease(part: float) -> float:
    """Return `part`, from 0 to 1, with a slow start and a slow end (smoothstep, 3p^2 - 2p^3)."""
    return part * part * (3 - 2 * part)
