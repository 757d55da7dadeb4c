"""Scenes enter, what is to be done for the films of a deck leaves."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from render.course.crews import attempt
from render.errors import GradreelError
from render.output.plan import Plan, plan
from render.scene.about import About, place
from render.scene.loader import Courses, takes
from render.scene.take import Take

FILES = {"mp4": ("mp4", "png"), "gif": ("gif",)}
"""The formats of each kind of animation: a video needs a still to show before it plays, and in print."""


def prepare(
    scenes: Sequence[Path], folder: Path, animation: str, styled: bool, by_lessons: bool
) -> tuple[list[Plan], list[GradreelError]]:
    """Return a plan for each film of `scenes`, with its files below `folder`, and all that is wrong with them.

    Two films may have the same name. They come as their scenes do, or, `by_lessons`, as about says. On slides that are
    `styled` by a template, their titles are those of the slides.
    """
    plans: list[Plan] = []
    failures: list[GradreelError] = []
    found: list[Take] = []
    courses: Courses = {}
    for path in scenes:
        came = attempt(partial(takes, path, {"output": {"formats": FILES[animation]}}, courses), str(path))
        if isinstance(came, GradreelError):
            failures.append(came)
        else:
            found += came
    if by_lessons:
        found.sort(key=_place)
    for number, take in enumerate(found):
        planned = attempt(partial(plan, _untitled(take) if styled else take, folder / str(number)), str(take))
        if isinstance(planned, GradreelError):
            failures.append(planned)
        else:
            plans.append(planned)
    return plans, failures


def _place(take: Take) -> tuple[bool, list[tuple[int, str]], int]:
    about = take.scene.about or About()
    return place(about.lesson, about.part)


def _untitled(take: Take) -> Take:
    """Return a take whose pictures have no title: it is the slide's, in the slide's own type."""
    theme = take.scene.theme.model_copy(update={"title_size": 0.0})
    return replace(take, scene=take.scene.model_copy(update={"theme": theme}))
