"""Make slides with the films of scenes."""

import os
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from time import perf_counter
from typing import Annotated, Literal

from cyclopts import Parameter

from render.commands import File, Opens, Paths, Quiet, note, scenes_of, words
from render.console import arguments
from render.console.streams import makes_files
from render.errors import FilmError, UsageError, again, command, visible


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
    opens: Opens = False,
    quiet: Quiet = False,
) -> int:
    """Make a PowerPoint file with a slide for each film of scenes."""
    from render.console import terminal

    makes_files()
    if not paths:
        raise UsageError("no scene is named", command("deck", "scenes", "-o", "lecture.pptx"))
    arguments.check_paths(paths, Path(), words())
    try:
        from render.deck import films, powerpoint, slide
    except ModuleNotFoundError as error:
        from render.installation import install

        needed = (error.name or "pptx").partition(".")[0]
        raise UsageError(f"deck needs {needed}, which the extra slides installs", install("slides")) from None
    from render import moving
    from render.course import batch
    from render.files import replacing, size_text, temporary

    began = perf_counter()
    scenes = scenes_of(paths)
    named = Path(os.path.realpath(paths[0]))
    target = arguments.file_for(out, f"{(named.name if named.is_dir() else named.stem) or 'films'}.pptx")
    _check(target, scenes, template)
    if template:
        # What is wrong with it is said before any film is made.
        powerpoint.check(template)
    if moving.is_held(target):
        raise FilmError(f"cannot write to {target}: {moving.HELD.format('it')}", again())
    if target.exists() and not force and not powerpoint.is_untouched(target):
        said = f"{target} was made or changed by hand and is left as it is"
        raise UsageError(f"{said}; choose another -o, or say --force", again("-o"))
    with temporary() as folder:
        plans, failures = films.prepare(
            scenes, folder, animation, styled=template is not None, by_lessons=all(path.is_dir() for path in paths)
        )
        if failures:
            return terminal.fail(*failures)
        notes: dict[str, list[Path]] = {}
        with (
            terminal.Terminal(len(plans), quiet) as shown,
            closing(batch.perform(plans, batch.crew_for(len(plans), jobs), shown.tell)) as ended,
        ):
            for outcome in ended:
                shown.counted(outcome)
                if outcome.error:
                    failures.append(outcome.error)
                elif outcome.film:
                    for said in outcome.film.notes:
                        notes.setdefault(said, []).append(outcome.path)
        if failures:
            return terminal.fail(*failures)
        with replacing(target, keep_equal=not force) as draft:
            left_out = powerpoint.write([slide.slide_of(plan) for plan in plans], template, draft.path, target.stem)
    if left_out:
        notes[f"the slides of {template} are left out ({left_out:,}): a template gives its masters and layouts"] = []
    for said, places in notes.items():
        note(f"{_listed(places)}: {said}" if places else said)
    if not quiet:
        count = f"{len(plans):,} slide{'s' * (len(plans) != 1)}"
        took = f"made in {perf_counter() - began:.1f} s" if draft.replaced else "up to date"
        print(f"{visible(target)}  {count}  {size_text(target.stat().st_size)}  {took}")
    if opens:
        from render.console.browser import open_file

        open_file(target)
    return 0


def _listed(places: Sequence[Path]) -> str:
    """Return the first of some scenes, and how many others there are."""
    first, *others = dict.fromkeys(map(str, places))
    return f"{first} and {len(others):,} more" if others else first


def _check(target: Path, scenes: Sequence[Path], template: Path | None) -> None:
    """Raise UsageError for a file that cannot be the deck."""
    from render.output.plan import check_target

    above = next((folder for folder in target.parents if folder.exists()), Path())
    if above.exists() and not above.is_dir():
        raise UsageError(f"{above} is a file, not a folder for {target.name}", again("-o"))
    if target.suffix.lower() != ".pptx":
        said = f"{target} does not end in .pptx, a deck is a PowerPoint file"
        raise UsageError(said, again("-o", target.with_suffix(".pptx")))
    if target.is_dir():
        raise UsageError(f"{target} is a folder, and a deck is a file", again("-o"))
    check_target(target, scenes)
    check_target(target, [template] if template else [], "the template")
