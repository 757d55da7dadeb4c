"""Say which teaching sets ship, and what is in one; write one as a CSV file."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby, islice
from typing import Annotated

from cyclopts import Parameter

from render.commands import File, written
from render.console import arguments, completion
from render.errors import UsageError, again, command, did_you_mean, visible

MOST_ROWS = 5
"""Of a table, that are shown."""
GAP = "  "


def data(
    name: Annotated[
        str, Parameter(help="A set; default: all are listed.", show_default=False, completer=completion.sets)
    ] = "",
    /,
    *,
    out: Annotated[
        File | None,
        Parameter(name=["--out", "-o"], help="Write the set: the file, a .csv, or a folder for it."),
    ] = None,
    force: Annotated[bool, Parameter(negative="", help="Write over a file with another table.")] = False,
) -> None:
    """List the teaching sets that ship, show one, or write it as a CSV file."""
    from render.training import sets

    if name and name not in sets.SETS:
        hint = did_you_mean(name, list(sets.SETS))
        raise UsageError(
            f'there is no set "{arguments.brief(name)}": {hint}', arguments.as_meant(name, hint) or command("data")
        )
    if out is not None:
        if not name:
            raise UsageError("-o writes one set", command("data", "iris", "-o", out))
        target = arguments.file_for(out, f"{name}.csv")
        if target.suffix != ".csv":
            raise UsageError(
                f"{target} does not end in .csv, as the table does", again("-o", target.with_suffix(".csv"))
            )
        is_new = written({target: sets.raw(name)}, force)
        print(f"{visible(target)}  {f'{sets.SETS[name].rows:,} rows' if is_new else 'up to date'}")
        return
    print("\n".join(_shown(name) if name else _listed()))


def _listed() -> Iterator[str]:
    """Yield a line for each set, or those that are told together, and one of its columns."""
    from render.training import sets

    for _, group in groupby(sets.SETS, lambda name: sets.SETS[name].about or name):
        names = list(group)
        about, shipped = sets.about(names[0]), sets.SETS[names[0]]
        columns = ", ".join(called for called, _ in sets.grouped(shipped.columns))
        source, licence = about.source.partition(":")[0], about.licence.partition(",")[0]
        yield f"{' to '.join(dict.fromkeys([names[0], names[-1]]))}: {about.what}; {source}; {licence}"
        yield f"{GAP}{shipped.rows:,} rows of {columns}"


def _shown(name: str) -> Iterator[str]:
    """Yield the lines of one set: what it is, its columns with their values, its first rows, and a scene's key."""
    from render.training import sets

    shipped, table, about = sets.SETS[name], sets.table(name), sets.about(name)
    yield f"{name}: {about.what}"
    yield from (f"{field}: {text}" for field, text in about._asdict().items() if field != "what")
    yield f"\n{shipped.rows:,} rows of"
    groups = list(sets.grouped(shipped.columns))
    values = [_values(table, names, shipped.classes.get(names[0], ())) for _, names in groups]
    yield from _aligned([[GAP + called, *said] for (called, _), said in zip(groups, values, strict=True)])
    rows = zip(*table.values(), strict=True)
    if shipped.shape:
        (*pixels, target), width = next(rows), shipped.shape[1]
        yield f"\nthe first row, {shipped.columns[-1]} {target}:"
        shown = [pixels[start : start + width] for start in range(0, len(pixels), width)]
    else:
        yield "\nthe first rows:"
        shown = [list(table), *map(list, islice(rows, MOST_ROWS))]
    yield from _aligned([[GAP + first, *others] for first, *others in shown])
    yield "\nin a scene:"
    for number, (x, y) in enumerate(shipped.lessons):
        said = f"{{kind: set, name: {name}{f', y: {y}' if number else ''}}}"
        yield f"{GAP}data: {said}  # {y} from {' and '.join(called for called, _ in sets.grouped(x))}"


def _values(table: Mapping[str, Sequence[str]], names: Sequence[str], classes: Sequence[str]) -> list[str]:
    """Return what columns hold: how many of each class, or from where to where the numbers go; and what is missing."""
    cells = [cell for name in names for cell in table[name]]
    if classes:
        said = ", ".join(f"{each} ({cells.count(each)})" for each in classes)
    else:
        numbers = sorted((cell for cell in cells if cell), key=float)
        said = f"{numbers[0]} to {numbers[-1]}"
    return [said + (f", {cells.count('')} missing" if "" in cells else "")]


def _aligned(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Yield rows whose cells stand below one another."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        yield GAP.join(f"{cell:{width}}" for cell, width in zip(row, widths, strict=True)).rstrip()
