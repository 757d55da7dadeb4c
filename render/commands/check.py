"""Say whether scenes are fine."""

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from render.commands import Paths, Quiet, scenes_of
from render.console.terminal import fail
from render.errors import GradreelError, SceneError, UsageError, command, visible

if TYPE_CHECKING:
    from render.scene.take import Take


def check(paths: Paths = (), /, *, quiet: Quiet = False) -> int:
    """Say whether scenes are fine, or everything that is wrong with them, and which trainings will fail."""
    from render.course.scenes import doubled
    from render.scene.course import is_course
    from render.scene.loader import check_course, takes
    from render.scene.outlook import foreseen

    if not paths:
        raise UsageError("no scene is named", command("check", "scenes"))
    failures: list[GradreelError] = []
    found: list[Take] = []
    scenes = [] if all(map(is_course, paths)) else scenes_of(paths)
    for path in [*filter(is_course, paths), *scenes]:
        try:
            fine = check_course(path) if is_course(path) else takes(path)
        except SceneError as error:
            failures.append(error)
            continue
        found += fine
        if not quiet:
            notes = dict.fromkeys(f"note: {note}" for take in fine for note in take.notes)
            warnings = dict.fromkeys(str(problem) for take in fine for problem in foreseen(take))
            more = f", {len(warnings)} warning{'s' * (len(warnings) != 1)}" if warnings else ""
            print(f"{visible(path)} is fine{': ' if fine else ''}{_counts(fine)}{more}", flush=True)
            for said in (*notes, *warnings):
                print(said, file=sys.stderr)
    failures += {str(error): error for _, error in doubled(found)}.values()
    return fail(*failures)


def _counts(takes: "Sequence[Take]") -> str:
    if not takes:
        return ""
    scene = takes[0].scene
    films = f"{len(takes):,} films, " if len(takes) > 1 else ""
    points = scene.data.count(takes[0].folder)
    learned = f"{points:,} point{'s' * (points != 1)}, " if scene.data.task(takes[0].folder).has_samples else ""
    return f"{films}{learned}{scene.last_step:,} steps"
