"""An author's table enters; the text of a scene that learns from it leaves, and what was found and chosen."""

import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from render.errors import DataError, Fault, UsageError, again, command, did_you_mean, meant
from render.files import contents
from render.proposing.drafting import argument, scene_text
from render.proposing.proposal import Proposal, proposal
from render.proposing.roles import NoRoles, Roles, roles
from render.scene.reach import NAMES, Reach
from render.tables.survey import Column, Survey, survey
from render.tables.table import MOST_BYTES, SUFFIXES, TableError, folded, shown
from render.texts import unfit
from render.training.data.csv import MOST_INPUTS, Csv

MOST_REASONS = 8


@dataclass(frozen=True)
class Draft:
    """The `text` of a scene; what the table has, what is to be learned in it, how; and `notes` on how it was read."""

    text: str
    table: Survey
    roles: Roles
    proposal: Proposal
    notes: tuple[str, ...]

    def column(self, name: str) -> Column:
        """Return a column of the table."""
        return next(column for column in self.table.columns if column.name == name)


def scene_for(table: Path) -> Path:
    """Return where the scene of a `table` stands if nobody says: beside it, under its name."""
    path = table.with_suffix(".yaml")
    return path.with_name("my-course.yaml") if path.name in NAMES else path


def draft(table: Path, scene: Path, x: Sequence[str] = (), y: str = "") -> Draft:
    """Return a scene, to be written at `scene`, that learns from `table`: `y` from `x`, or what is guessed for them.

    Raises UsageError for what cannot be used.
    """
    raw = _content(table)
    file = _reached(table, scene)
    try:
        found = survey(raw, table.name)
        asked, wanted = _named(found, table, x, y)
        chosen = roles(found, asked, wanted)
    except TableError as error:
        raise _refused(error.faults, table) from None
    except NoRoles as error:
        raise UsageError(_nothing_to_learn(error, table), _for_it(table)) from None
    said: dict[str, Any] = {"kind": "csv", "file": file, "x": chosen.x[0] if len(chosen.x) == 1 else chosen.x}
    said["y"] = chosen.y
    if chosen.as_numbers:
        said["classes"] = True
    notes = []
    if found.decimal and found.twofold:
        said["decimal"] = found.decimal
        twofold, other = found.twofold, "," if found.decimal == "." else "."
        why = f'"{twofold.text}" can be read in two ways; if "{found.decimal}" is not the decimal mark'
        notes.append(f'{why}, write decimal: "{other}"')
    data = Csv.model_validate(said)
    try:
        samples = data.load(scene.parent)
        notes += data.notes(scene.parent)
    except DataError as error:
        raise _refused(error.faults, table) from None
    how = proposal(samples)
    text = scene_text(said, chosen, how, scene=argument(str(scene)), rows=len(samples.y))
    return Draft(text, found, chosen, how, tuple(notes))


def _content(table: Path) -> bytes:
    try:
        raw = contents(table, MOST_BYTES)
    except FileNotFoundError:
        beside = [path.name for path in sorted(table.parent.glob("*.*")) if path.suffix.lower() in SUFFIXES]
        hint = did_you_mean(table.name, beside) if beside else f"tables end in {', '.join(SUFFIXES)}"
        right = meant(hint)
        helps = command("new", "--data", table.with_name(right)) if right else ""
        raise UsageError(f"there is no file {table}: {hint}", helps) from None
    except (OSError, ValueError) as error:
        raise UsageError(f"{table} cannot be read: {getattr(error, 'strerror', None) or error}") from None
    if len(raw) > MOST_BYTES:
        raise UsageError(f"{table} is larger than {MOST_BYTES:,} bytes: take a sample of its rows", again())
    return raw


def _reached(table: Path, scene: Path) -> str:
    """Return the path to the table, as the scene says it. Raises UsageError where it may not read it."""
    try:
        file = Path(os.path.relpath(table.absolute(), scene.absolute().parent)).as_posix()
    except ValueError:
        file = table.absolute().as_posix()
    if odd := unfit(file):
        raise UsageError(f"{table} cannot be named in a scene: {odd.message()}; rename it", again())
    if fault := Reach.of(scene.absolute()).refusal(file, scene.absolute().parent):
        hint = "copy the table there, or let the scene stand beside it"
        raise UsageError(f"{fault.message}: {scene} could not read it\n{hint}", _for_it(table))
    return file


def _named(table: Survey, path: Path, x: Sequence[str], y: str) -> tuple[list[str], str]:
    """Return the columns that are asked for, by their names in the table. Raises UsageError with all that are none."""
    known = [column.name for column in table.columns]
    # A comma may part names, or stand in one.
    x = [name for said in x for name in ([said] if folded(said) in known else re.split(r"\s*,\s*", said)) if name]
    wrong = []
    for name in (*x, *([y] if y else [])):
        if folded(name) in table.doubled:
            wrong.append(f'several columns of {path.name} are named "{shown(name)}": rename them')
        elif folded(name) not in known:
            hint = did_you_mean(shown(name), [shown(each) for each in known])
            wrong.append(f'there is no column "{shown(name)}" in {path.name}: {hint}')
    names = [folded(name) for name in x]
    if not wrong and (len(set(names)) < len(names) or folded(y) in names):
        wrong.append(f"a column is named twice: {', '.join([*x, *([y] if y else [])])}")
    if len(names) > MOST_INPUTS:
        wrong.append(f"{len(names)} columns are too many for --x: {MOST_INPUTS} are the most")
    if wrong:
        raise UsageError("\n".join(wrong), _for_it(path))
    return names, folded(y)


def _nothing_to_learn(error: NoRoles, table: Path) -> str:
    reasons = [f'"{shown(name)}": {why}' for name, why in error.left_out.items()]
    more = len(reasons) - MOST_REASONS
    reasons = reasons[:MOST_REASONS] + ([f"and {more} more columns"] if more > 0 else [])
    hint = "a film needs a column of numbers, and a second one of numbers or of a few classes"
    return "\n".join([f"{table.name}: {error.said}", *reasons, hint])


def _refused(faults: Sequence[Fault], table: Path) -> UsageError:
    said = [line for fault in faults for line in (fault.message, fault.hint) if line]
    return UsageError("\n".join(said), _for_it(table))


def _for_it(table: Path) -> str:
    """Return the command that proposes a scene for a table."""
    return command("new", "--data", table)
