"""Write a scene to start from: a commented one, a copy of the gallery's, or one for a table."""

import sys
from pathlib import Path
from textwrap import wrap
from time import perf_counter
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from render.commands import File, Out, make, note
from render.console.streams import makes_files
from render.console.typed import called
from render.errors import SceneError, UsageError, command, visible

if TYPE_CHECKING:
    from render.proposing.own_table import Draft

WIDTH, INDENT = 100, 12
"""Characters of a line that says what was found, and of the word before it."""


def new(
    path: Annotated[File | None, Parameter(help="The file to write.", show_default=False)] = None,
    /,
    *,
    origin: Annotated[
        str, Parameter(name="--from", show_default=False, help="Copy this scene of the gallery, and what it reads.")
    ] = "",
    data: Annotated[
        File | None,
        Parameter(show_default=False, help="Propose a scene for this table (.csv, .tsv, .txt, .xlsx, .ods)."),
    ] = None,
    x: Annotated[
        list[str],
        Parameter(negative="", show_default=False, help="Its column to learn from, or several with commas."),
    ] = [],  # noqa: B006 (never changed; a tuple would be read as positions)
    y: Annotated[str, Parameter(show_default=False, help="Its column to be learned.")] = "",
    film: Annotated[bool, Parameter(negative="--no-film", help="Make the film of a table at once.")] = True,
    out: Out = Path("assets"),
) -> int:
    """Write a commented scene to start from, one of the gallery's, or one for a table; never overwrites a file."""
    from render.course import copying

    makes_files()
    if origin and data:
        raise UsageError("--from copies a scene of the gallery, --data proposes one for a table: say one of them")
    if (x or y) and not data:
        helps = command("new", "--data", "heights.csv", "--x", "age", "--y", "height")
        raise UsageError("--x and --y name columns of a table, and none is named", helps)
    if origin:
        origin = Path(origin).stem if origin.endswith((".yaml", ".yml")) else origin
        copying.check_name(origin)
    target = path or (Path(f"{origin}.yaml") if origin else None)
    if data:
        return _for_table(data, target, x, y, out if film else None)
    if target is None:
        raise UsageError("no file is named, no scene of the gallery, no table", command("new", "my.yaml"))
    _check_suffix(target)
    files = copying.copied(origin, target) if origin else {target: _starter(target)}
    other = command("new", _second(target), *(["--from", origin] if origin else []))
    for written in copying.write_new(files, target, other):
        print(visible(written) + (called(f"  next: render {visible(target)}") if written == target else ""))
    return 0


def _check_suffix(path: Path) -> None:
    from render.course.scenes import SUFFIXES
    from render.tables import table

    if path.suffix.lower() not in SUFFIXES:
        said = f"{path} does not end in .yaml, as scene files do"
        is_table = path.suffix.lower() in table.SUFFIXES
        raise UsageError(
            said, command("new", "--data", path) if is_table else command("new", path.with_suffix(".yaml"))
        )


def _starter(path: Path) -> bytes:
    text = (Path(__file__).parents[1] / "scene" / "starter.yaml").read_text(encoding="utf-8")
    return text.replace("THIS_FILE", visible(path)).encode()


def _for_table(table: Path, path: Path | None, x: list[str], y: str, out: Path | None) -> int:
    """Write the scene of a table, say what was found, and make its film in the folder `out`; return the exit code."""
    from render.course.copying import write_new
    from render.proposing.own_table import draft, scene_for
    from render.scene.loader import takes
    from render.scene.outlook import foreseen

    scene = path or scene_for(table)
    _check_suffix(scene)
    if scene.exists():
        other = command("new", _second(scene), "--data", table)
        raise UsageError(f"{scene} exists already and is left as it is", other)
    found = draft(table, scene, x, y)
    write_new({scene: found.text.encode()}, scene)
    try:
        (take,) = takes(scene)
        concerns = foreseen(take)
    except SceneError:
        # A course file above it says what does not go with it: it is the author's to mend.
        scene.unlink()
        raise
    print("\n".join(_told(found, table, scene)))
    print(visible(scene), flush=True)
    for concern in concerns:
        print(concern, file=sys.stderr)
    # Who makes the film is told how the table was read.
    for said in [each for each in found.notes if out is None or each not in take.notes]:
        note(said)
    return 0 if out is None else _film(scene, out)


def _told(found: "Draft", table: Path, scene: Path) -> list[str]:
    """Return the lines that say what was found in a table, what was chosen, and how to choose otherwise."""
    from render.numbers import short
    from render.proposing.drafting import argument, listed
    from render.tables.table import MOST_CLASSES

    roles, column = found.roles, found.column(found.roles.y)
    what = f"{len(roles.classes)} classes: {listed(roles.classes, MOST_CLASSES)}"
    if not roles.classes:
        values = [value for value in column.values if value == value]  # noqa: PLR0124
        what = f"numbers from {short(min(values))} to {short(max(values))}"
    keys = found.proposal.keys
    steps = f"{keys['steps']:,} steps at a rate of {short(keys['learning_rate'])}"
    scaled = ", standardized" if "standardize" in keys else ""
    lines = [f"{table.name}: {found.table.rows:,} rows, {len(found.table.columns)} columns"]
    lines += _lines("to learn", f"{roles.y}, {what}")
    lines += _lines("from", listed(roles.x))
    lines += _lines("also there", listed(roles.spare))
    reasons: dict[str, list[str]] = {}
    for name, why in roles.left_out.items():
        reasons.setdefault(why, []).append(name)
    lines += _lines("left out", "; ".join(f"{listed(names)} ({why})" for why, names in reasons.items()))
    lines += _lines("training", f"{found.proposal.said}{scaled}; {steps}")
    if roles.spare:
        option = "--y" if found.column(roles.spare[0]).kind == "words" else "--x"
        other = f"{_another(scene, table)} {option} {argument(roles.spare[0])}"
        lines.append(f"  {'otherwise':{INDENT}}{other}")
    return [visible(line) for line in lines]


def _second(scene: Path) -> Path:
    return scene.with_stem(f"{scene.stem}-2")


def _another(scene: Path, table: Path) -> str:
    """Return the command that writes another scene for a table, beside the first one."""
    from render.proposing.drafting import argument

    return f"render new {argument(str(_second(scene)))} --data {argument(str(table))}"


def _lines(word: str, text: str) -> list[str]:
    """Return a word and the text beside it, in as many lines as it takes; none without a text."""
    lines = wrap(text, WIDTH - INDENT - 2, break_long_words=False, break_on_hyphens=False)
    return [f"  {word if number == 0 else '':{INDENT}}{line}" for number, line in enumerate(lines)]


def _film(scene: Path, out: Path) -> int:
    from render.console import arguments, terminal
    from render.course import batch

    began = perf_counter()
    arguments.check_paths([scene], out, [])
    plans, outcomes = batch.prepare([scene], out, {}, force=False)
    make(plans, outcomes, batch.crew_for(len(plans)))
    return terminal.finish(outcomes, 1, began, quiet=False)
