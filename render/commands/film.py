"""Make the films of scenes."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Annotated, Any, Literal

from cyclopts import Parameter

from render.commands import Opens, Out, Paths, Quiet, make, scenes_of, words
from render.console import arguments
from render.console.streams import makes_files
from render.console.typed import called
from render.errors import GradreelError, visible
from render.signals import SignalError

if TYPE_CHECKING:
    from render.course.batch import Outcome
    from render.output.plan import Plan

NOTHING_ASKED = 2
"""The exit code where no scene is named: no film was made, and a program whose list of scenes is empty should know."""


def film(
    paths: Paths = (),
    /,
    *,
    formats: Annotated[
        list[str],
        Parameter(
            name=["--format", "-f"],
            negative="",
            show_default=False,
            help=f"{', '.join(arguments.format_words())}; repeat it or separate with commas.",
        ),
    ] = [],  # noqa: B006 (never changed; a tuple would be read as positions)
    targets: Annotated[
        list[str],
        Parameter(
            name="--for",
            negative="",
            show_default=False,
            help=f"Where it is shown: {', '.join(arguments.target_words())}.",
        ),
    ] = [],  # noqa: B006
    max_size: Annotated[
        str | None, Parameter(show_default=False, help="Bytes that a film may have, as 2MB; its quality gives way.")
    ] = None,
    out: Out = Path("assets"),
    force: Annotated[bool, Parameter(negative="", help="Make films that are up to date, too.")] = False,
    dry_run: Annotated[bool, Parameter(negative="", help="Only say what is stale, and why; exit with 1 then.")] = False,
    jobs: Annotated[
        str, Parameter(name=["--jobs", "-j"], help="How many films are made at a time: a number, or auto.")
    ] = "auto",
    fail_fast: Annotated[
        bool, Parameter(negative="--keep-going", help="Stop at the first film that fails, or make all others.")
    ] = False,
    cluster: Annotated[
        str, Parameter(show_default=False, help="Make the films on the Dask cluster at tcp://HOST:PORT.")
    ] = "",
    report: Annotated[Literal["text", "json"], Parameter(help="How to say what was done.")] = "text",
    opens: Opens = False,
    quiet: Quiet = False,
) -> int:
    """Make the films of scenes; without any, say what there is to make here."""
    from render.console import terminal
    from render.course import batch

    if report == "text" and not dry_run:
        makes_files()
    began, silent = perf_counter(), quiet or report == "json"
    outcomes: list[Outcome] = []
    plans: list[Plan] = []

    def told(code: int, error: GradreelError | None = None, ended: str = "") -> int:
        if report == "json":
            from render.console.report import as_json

            failed = [error] if error else [outcome.error for outcome in outcomes if outcome.error]
            helps = terminal.next_after(failed) if failed else ""
            print(as_json(plans, outcomes, began, code, dry_run, str(error or ended), helps))
        return code

    if not paths and not silent:
        print(called("\n".join(_overview(out, arguments.asked(formats, targets, max_size)))))
        return NOTHING_ASKED
    try:
        arguments.check_paths(paths, out, words())
        plans, failures = batch.prepare(scenes_of(paths), out, arguments.asked(formats, targets, max_size), force)
        outcomes += failures
        if dry_run:
            return told(terminal.show_stale(plans, outcomes, silent))
        crew = batch.crew_for(sum(bool(plan.stale) for plan in plans), jobs, cluster)
        if not (fail_fast and outcomes):
            make(plans, outcomes, crew, silent, len(plans) + len(outcomes) > 1, fail_fast)
        code = terminal.finish(outcomes, len(plans) + len(failures), began, silent)
        page = None
        if any(path.is_dir() for path in paths) and out.is_dir():
            from render.course.index import write_index

            page = write_index(out)
            if page and not silent:
                print(f"all films: {visible(page)}")
        if opens:
            place = {id(plan): index for index, plan in enumerate(plans)}
            _open(page, sorted(outcomes, key=lambda outcome: place.get(id(outcome.plan), -1)), silent)
        return told(code)
    except GradreelError as error:
        told(error.exit_code, error)
        raise
    except KeyboardInterrupt as error:
        told(SignalError.of(error).exit_code, ended="interrupted")
        raise


def _overview(out: Path, asked: Mapping[str, Any]) -> Iterator[str]:
    """Yield what there is to make here."""
    from render.console import overview
    from render.course import batch

    place = overview.place_of_scenes()
    if place is None:
        yield from overview.beginning()
        return
    scenes = scenes_of([place])
    plans, failures = batch.prepare(scenes, out, asked, force=False)
    yield from overview.counted(place, scenes, plans, failures)


def _open(page: Path | None, outcomes: "Sequence[Outcome]", silent: bool) -> None:
    """Show the page of all films, or the first film that was made, or else is up to date; nothing if there is none."""
    from render.console.browser import open_file

    films = [outcome.film for outcome in outcomes if outcome.film]
    files = [file for film in films for file in film.files]
    first = page or next((file.path for file in [*(file for file in files if file.made), *files]), None)
    if first and open_file(first) and not silent and len(films) > 1:
        print(f"shown: {visible(first)}{'' if page else f', the first of {len(films):,} films'}")
