"""Make slides with the films of scenes."""

import os
import sys
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from time import perf_counter
from typing import Annotated, Literal

from cyclopts import Parameter

from render import usage
from render.commands import File, Paths, Quiet, scenes_of, words
from render.errors import UsageError, visible
from render.streams import makes_files


def deck(
    paths: Paths = (),
    /,
    *,
    out: Annotated[
        File | None,
        Parameter(
            name=["--out", "-o"], help="The .pptx file, or its folder; default: named after the scene or folder."
        ),
    ] = None,
    template: Annotated[
        File | None, Parameter(help="A .pptx or .potx whose masters, layouts and slide size are used.")
    ] = None,
    animation: Annotated[Literal["mp4", "gif"], Parameter(help="Films as videos, or as animated pictures.")] = "mp4",
    force: Annotated[
        bool, Parameter(negative="", help="Write over a file that was changed by hand or made otherwise.")
    ] = False,
    jobs: Annotated[
        str, Parameter(name=["--jobs", "-j"], help="How many films are made at a time: a number, or auto.")
    ] = "auto",
    quiet: Quiet = False,
) -> int:
    """Make a PowerPoint file with a slide for each film of scenes."""
    from render import terminal

    makes_files()
    if not paths:
        raise UsageError("no scene is named: render deck scenes -o lecture.pptx")
    usage.check_paths(paths, Path(), words())
    try:
        from render.deck import films, powerpoint, slide
    except ModuleNotFoundError as error:
        needed = (error.name or "pptx").partition(".")[0]
        raise UsageError(f"deck needs {needed}: pip install 'gradreel[slides]'") from None
    from render.course import batch
    from render.files import replacing, size_text, temporary

    began = perf_counter()
    scenes = scenes_of(paths)
    named = Path(os.path.realpath(paths[0]))
    target = usage.file_for(out, f"{(named.name if named.is_dir() else named.stem) or 'films'}.pptx")
    _check(target, scenes, template)
    if template:
        # What is wrong with it is said before any film is made.
        powerpoint.check(template)
    if target.exists() and not force and not powerpoint.is_untouched(target):
        said = f"{target} was made or changed by hand and is left as it is"
        raise UsageError(f"{said}; choose another -o, or say --force")
    with temporary() as folder:
        plans, failures = films.prepare(scenes, folder, animation)
        if failures:
            return terminal.fail(*failures)
        notes: dict[str, None] = {}
        with (
            terminal.Terminal(1, quiet) as shown,
            closing(batch.perform(plans, batch.crew_for(len(plans), jobs), shown.tell)) as ended,
        ):
            for outcome in ended:
                if outcome.error:
                    failures.append(outcome.error)
                elif outcome.film:
                    notes |= dict.fromkeys(f"{outcome.path}: {note}" for note in outcome.film.notes)
        if failures:
            return terminal.fail(*failures)
        with replacing(target, keep_equal=not force) as draft:
            left_out = powerpoint.write([slide.slide_of(plan) for plan in plans], template, draft.path, target.stem)
    if left_out:
        notes[f"the slides of {template} are left out ({left_out:,}): a template gives its masters and layouts"] = None
    for note in notes:
        print(f"note: {visible(note)}", file=sys.stderr)
    if not quiet:
        count = f"{len(plans):,} slide{'s' * (len(plans) != 1)}"
        took = f"made in {perf_counter() - began:.1f} s" if draft.replaced else "up to date"
        print(f"{visible(target)}  {count}  {size_text(target.stat().st_size)}  {took}")
    return 0


def _check(target: Path, scenes: Sequence[Path], template: Path | None) -> None:
    """Raise UsageError for a file that cannot be the deck."""
    from render.plan import check_target

    above = next((folder for folder in target.parents if folder.exists()), Path())
    if above.exists() and not above.is_dir():
        raise UsageError(f"{above} is a file, not a folder for {target.name}")
    if target.suffix.lower() != ".pptx":
        raise UsageError(f"{target} does not end in .pptx, a deck is a PowerPoint file")
    if target.is_dir():
        raise UsageError(f"{target} is a folder, and a deck is a file")
    if template and os.path.realpath(target) == os.path.realpath(template):
        raise UsageError(f"{target} is the template and is not written over; choose another -o")
    check_target(target, [*scenes, *([template] if template else [])])
