"""Panels and recordings enter, the camera's moves leave: when it goes close, and when it goes back for what leaves."""

from collections.abc import Sequence

from render.drawing.panels import Panel, Runs
from render.drawing.scope import Scope, latest
from render.languages import Language
from render.timeline.moments import Timeline
from render.timeline.shots import Shot
from render.training.recording import Recording

WORTH = 1.5
"""Seconds that the film goes on at least after a move, so that it is worth it."""
SOON = 0.05
"""Share of all steps for which a move waits if a phase starts then."""


def scopes_of(panels: Sequence[Panel], recordings: Sequence[Recording], words: Language) -> list[Scope]:
    """Return the scopes of those `panels` that have a camera."""
    runs = Runs(recordings, recordings, [""] * len(recordings), words)
    return [scope for panel in panels if (scope := panel.scope(runs))]


def directed(scopes: Sequence[Scope], timeline: Timeline, starts: Sequence[int]) -> tuple[list[Shot], int | None]:
    """Return the moves of a camera that is left to itself, and the step at which all has left, if it does.

    It goes close as soon as in each panel all that still moves is small there, or when a phase starts, one of `starts`,
    if that is soon. For runs that leave it goes back, and when these are out of sight for good, close again to the
    others.
    """
    last = timeline[-1].step
    leaving = [found for scope in scopes if (found := scope.leaves())]
    if not leaving:
        closing = [step for scope in scopes if (step := scope.closes()) is not None]
        if not closing or not _is_worth(timeline, max(closing)):
            return [], None
        step = max(closing)
        soon = (start for start in starts if step <= start <= step + SOON * last)
        return [Shot(next(soon, step), "fit")], None
    out = min(out for out, _ in leaving)
    gone = latest([step for _, step in leaving])
    shots = [Shot(out, "all")]
    if gone is None or gone >= last:
        return shots, None
    if not any(track.settles for scope in scopes for track in scope.tracks):
        return shots, gone
    closer = Shot(gone, "fit")
    return [*shots, closer] if gone > out and _is_worth(timeline, gone) else shots, None


def _is_worth(timeline: Timeline, step: int) -> bool:
    """Return whether enough of the film comes after `step`, its end left out."""
    return float(timeline.seconds[:-1][timeline.positions[:-1] > step].sum()) >= WORTH
