"""A take enters, what a designer would say of its film leaves: the findings of all rules, each with its place."""

from functools import partial
from pathlib import Path
from typing import NamedTuple

from render.errors import Problem
from render.lint import Finding, Showing, rules
from render.progress import Progress
from render.scene.layers import Layers
from render.scene.places import layers_of, nearest
from render.scene.script import recorded, timeline_of
from render.scene.take import Take


class Remark(NamedTuple):
    """What a rule, by its word, has to say of a scene; `measured` and `limit` are in the unit of the message."""

    rule: str
    problem: Problem
    measured: float
    limit: float

    def __str__(self) -> str:
        """Return it as a compiler prints a warning."""
        return str(self.problem)


def lint(take: Take, out: Path, progress: Progress) -> list[Remark]:
    """Return the remarks on the film of `take`, the files of which are in the folder `out`, if they are made.

    `progress` is told what is being done, how much of it, and of how much. Raises SceneError and FilmError, as the
    film would.
    """
    recordings, _ = recorded(take, progress)
    timeline = timeline_of(take.scene, recordings)
    showing = Showing(take, recordings, timeline, out, partial(progress, "looking"))
    layers = layers_of(take)
    return [_remark(word, finding, layers) for word, rule in rules().items() for finding in rule(showing)]


def _remark(word: str, finding: Finding, layers: Layers) -> Remark:
    path, place = nearest(layers, finding.at)
    message = f"{word}: {finding.message}"
    return Remark(word, Problem(path, message, finding.hint, place), float(finding.measured), float(finding.limit))
