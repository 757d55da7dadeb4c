"""The verbs of the command line. A member is one file with one function of the same name; `film` needs no verb.

What a command needs is imported when it runs, so that `--help` and `check` answer at once.
"""

import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from pkgutil import iter_modules
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from render.console import arguments
from render.errors import UsageError, again, visible
from render.systems import with_unix_breaks

if TYPE_CHECKING:
    from render.course.batch import Outcome
    from render.course.crews import Crew
    from render.output.plan import Plan
    from render.scene.take import Take

File = Annotated[Path, Parameter(converter=arguments.as_path)]
"""Every path that a command takes."""
Paths = Annotated[tuple[File, ...], Parameter(help="Scene files, or folders with scene files.", show_default=False)]
Quiet = Annotated[bool, Parameter(name=["--quiet", "-q"], negative="", help="Print errors only.")]
Opens = Annotated[bool, Parameter(name="--open", negative="", help="Show it in the browser, or the system's viewer.")]
Out = Annotated[File, Parameter(name=["--out", "-o"], help="The folder for the films.")]


def words() -> list[str]:
    """Return the verbs, in alphabetical order."""
    return sorted(module.name for module in iter_modules(__path__) if module.name != "film")


def scenes_of(paths: Sequence[Path]) -> list[Path]:
    """Return the scene files that `paths` name, and say what is left out of folders, and if a search takes long."""
    from render.course.scenes import scenes_in

    return scenes_in(paths, note, note_of_waiting)


def note(text: str) -> None:
    """Print what an author should know."""
    print(f"note: {visible(text)}", file=sys.stderr)


def note_of_waiting(text: str) -> None:
    """Print why nothing is printed, for those who wait."""
    if sys.stderr.isatty():
        note(text)


def first(path: Path) -> "Take":
    """Return the only film of a scene, or the first one that it sweeps, and say so."""
    from render.scene.loader import takes

    made, *others = takes(path)
    if others:
        note(f"{path} sweeps {len(others) + 1:,} films; this is the first one, {made.name}")
    return made


def make(
    plans: "Sequence[Plan]",
    outcomes: "list[Outcome]",
    crew: "Crew",
    silent: bool = False,
    several: bool = False,
    fail_fast: bool = False,
) -> None:
    """Make the films of `plans`, show each as it ends, and append what came of it to `outcomes`."""
    from render.console.terminal import Terminal
    from render.course.batch import perform

    with Terminal(sum(bool(plan.stale) for plan in plans), silent, several) as shown:
        for outcome in perform(plans, crew, shown.tell, fail_fast):
            outcomes.append(outcome)
            shown.ended(outcome)


def written(files: Mapping[Path, bytes], force: bool, sources: Iterable[Path] = ()) -> bool:
    """Write the contents of `files`, and return whether there was anything to write.

    None may be one of the `sources`. Raises UsageError where one has another content, unless this is `force`d.
    """
    from render.files import replacing
    from render.output.plan import check_target

    stale = {}
    for path, content in files.items():
        check_target(path, sources)
        # Git gives a program, and a table, other line breaks on Windows.
        if path.is_file() and with_unix_breaks(path.read_bytes()) == with_unix_breaks(content):
            continue
        if path.exists() and not force:
            what = "program" if path.suffix == ".py" else "table"
            said = f"{path} exists already, with another {what}, and is left as it is"
            raise UsageError(f"{said}; choose another -o, or say --force", again("-o"))
        stale[path] = content
    for path, content in stale.items():
        with replacing(path) as draft:
            draft.path.write_bytes(content)
    return bool(stale)
