"""The command line: arguments, printing and exit codes. No logic.

What a command needs is imported when it runs, so that `--help` and `check` answer at once.
"""

import atexit
import gc
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Annotated, Any, Literal

from cyclopts import App, CycloptsError, Parameter

from render import __version__, usage
from render.errors import GradreelError, SceneError, UsageError

if TYPE_CHECKING:
    from render.course.batch import Outcome
    from render.plan import Plan
    from render.scene.take import Take

INTERRUPTED, PIPE_CLOSED = 130, 141

app = App(
    name="render",
    help="Films of gradient descent for lectures, from scene files.",
    version=f"gradreel {__version__}",
    help_format="plaintext",
    result_action="return_value",
    suppress_keyboard_interrupt=False,
)

Paths = Annotated[tuple[Path, ...], Parameter(help="Scene files, or folders with scene files.", show_default=False)]
Quiet = Annotated[bool, Parameter(name=["--quiet", "-q"], negative="", help="Print errors only.")]


def _whole(_type: object, tokens: Sequence[Any]) -> int:
    try:
        return int(tokens[0].value)
    except ValueError:
        raise ValueError(f"a step is a whole number, not {tokens[0].value}") from None


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and exit: 0 all is well, 1 a film failed, 2 a scene or the usage is wrong."""
    # Products of small matrices are slower on several threads, and take the cores that other films need.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    try:
        code = app(arguments, print_error=False, exit_on_error=False)
        sys.stdout.flush()
    except CycloptsError as error:
        code = _fail(UsageError(f"{error}\n{usage.hint(error)}"))
    except GradreelError as error:
        code = _fail(error)
    except KeyboardInterrupt:
        print("interrupted; files that were not finished are removed", file=sys.stderr)
        code = INTERRUPTED
    except BrokenPipeError:
        # Whoever read our output has seen enough; what is left in the buffer has nowhere to go.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = PIPE_CLOSED
    # The system takes it all back at once; to look for garbage first takes a tenth of a second.
    atexit.register(gc.freeze)
    sys.exit(code or 0)


@app.default
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
            help="gif, mp4, png, csv; repeat it or separate with commas.",
        ),
    ] = [],  # noqa: B006 (never changed; a tuple would be read as positions)
    out: Annotated[Path, Parameter(name=["--out", "-o"], help="The folder for the films.")] = Path("assets"),
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
    quiet: Quiet = False,
) -> int:
    """Make the films of scenes."""
    from render import terminal
    from render.course import batch
    from render.course.scenes import scenes_in

    began, silent = perf_counter(), quiet or report == "json"
    outcomes: list[Outcome] = []
    plans: list[Plan] = []

    def told(code: int, error: str = "") -> int:
        if report == "json":
            from render.report import as_json

            print(as_json(plans, outcomes, began, code, dry_run, error))
        return code

    try:
        usage.check_paths(paths, out, list(app))
        plans, failures = batch.prepare(scenes_in(paths), out, usage.formats(formats), force)
        outcomes += failures
        if dry_run:
            return told(terminal.show_stale(plans, outcomes, silent))
        stale = sum(bool(plan.stale) for plan in plans)
        crew = batch.crew_for(stale, jobs, cluster)
        if not (fail_fast and outcomes):
            with terminal.Terminal(stale, silent, several=len(plans) + len(outcomes) > 1) as shown:
                for outcome in batch.perform(plans, crew, shown.tell, fail_fast):
                    outcomes.append(outcome)
                    shown.ended(outcome)
        code = terminal.finish(outcomes, len(plans) + len(failures), began, silent)
        if any(path.is_dir() for path in paths) and out.is_dir():
            from render.course.gallery import write_gallery

            page = write_gallery(out)
            if not silent:
                print(f"all films: {page}")
        return told(code)
    except GradreelError as error:
        told(error.exit_code, str(error))
        raise
    except KeyboardInterrupt:
        told(INTERRUPTED, "interrupted")
        raise


@app.command
def check(paths: Paths = (), /, *, quiet: Quiet = False) -> int:
    """Say whether scenes are fine, or everything that is wrong with them."""
    from render.course.scenes import doubled, scenes_in
    from render.scene.course import is_course
    from render.scene.loader import check_course, takes

    if not paths:
        raise UsageError("no scene is named: render check scenes/basic.yaml")
    failures: list[GradreelError] = []
    found: list[Take] = []
    scenes = [] if all(map(is_course, paths)) else scenes_in(paths)
    for path in [*filter(is_course, paths), *scenes]:
        try:
            fine = check_course(path) if is_course(path) else takes(path)
        except SceneError as error:
            failures.append(error)
            continue
        found += fine
        if not quiet:
            print(f"{path} is fine{': ' if fine else ''}{_counts(fine)}")
    failures += {str(error): error for _, error in doubled(found)}.values()
    return _fail(*failures)


def _counts(takes: "Sequence[Take]") -> str:
    if not takes:
        return ""
    scene = takes[0].scene
    films = f"{len(takes):,} films, " if len(takes) > 1 else ""
    return f"{films}{scene.data.count(takes[0].folder):,} points, {scene.last_step:,} steps"


@app.command
def frame(
    path: Annotated[Path, Parameter(help="A scene file.")],
    /,
    *,
    step: Annotated[int, Parameter(help="The step to show.", converter=_whole)],
    out: Annotated[Path | None, Parameter(name=["--out", "-o"], help="The PNG file; default SCENE-STEP.png.")] = None,
    quiet: Quiet = False,
) -> None:
    """Save the picture of one step."""
    from render import terminal
    from render.film import still

    target = out or Path(f"{path.stem}-{step}.png")
    if target.suffix.lower() != ".png":
        raise UsageError(f"{target} does not end in .png, a still is a PNG")
    take = _first(path)
    with terminal.Terminal(1, quiet) as shown:
        made = still(take, step, target, lambda stage, done, of: shown.tell(path.stem, stage, done, of))
    terminal.show(made, quiet)


@app.command
def code(path: Annotated[Path, Parameter(help="A scene file.")], /) -> None:
    """Print the TensorFlow program that a scene stands for."""
    from render import film

    print(film.code(_first(path)), end="")


@app.command
def watch(
    paths: Paths = (),
    /,
    *,
    out: Annotated[Path, Parameter(name=["--out", "-o"], help="The folder for the films.")] = Path("assets"),
    port: Annotated[int | None, Parameter(help="The page's port; default: 8765, or the next that is free.")] = None,
    opens: Annotated[bool, Parameter(name="--open", negative="--no-open", help="Open the page in a browser.")] = True,
) -> None:
    """Show the films of scenes on a local page while they are written."""
    usage.check_paths(paths, out, list(app))
    try:
        from render.watch.server import serve
    except ModuleNotFoundError as error:
        raise UsageError(f"watch needs {error.name}: pip install 'gradreel[watch]'") from None
    serve(paths, out, port, opens)


@app.command
def clean(
    *,
    dry_run: Annotated[bool, Parameter(negative="", help="Only say what the cache holds.")] = False,
    quiet: Quiet = False,
) -> None:
    """Empty the cache of recordings: films stay, the next ones train again."""
    from render import cache
    from render.files import size_text

    held = cache.contents()
    if not dry_run:
        cache.clear()
    if not quiet:
        said = f"{held.recordings:,} recordings, {size_text(held.size)}"
        print(f"{cache.folder()}  {said if held.size else 'empty'}{'' if dry_run or not held.size else '  removed'}")


@app.command
def new(path: Annotated[Path, Parameter(help="The file to write.")], /) -> None:
    """Write a commented scene to start from; never overwrites a file."""
    from render.course.scenes import SUFFIXES

    if path.suffix not in SUFFIXES:
        raise UsageError(f"{path} does not end in .yaml, as scene files do")
    starter = Path(__file__).with_name("scene") / "starter.yaml"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8") as file:
            file.write(starter.read_text(encoding="utf-8").replace("THIS_FILE", str(path)))
    except FileExistsError:
        raise UsageError(f"{path} exists already and is left as it is") from None
    except OSError as error:
        raise UsageError(f"cannot write {path}: {error.strerror}") from None
    print(f"{path}  next: render {path}")


@app.command
def schema(*, course: Annotated[bool, Parameter(negative="", help="That of course files.")] = False) -> None:
    """Print the JSON Schema of scene files, for editors."""
    from render.scene.course import Course
    from render.scene.loader import json_schema
    from render.scene.schema import Scene

    print(json_schema(Course if course else Scene), end="")


def _first(path: Path) -> "Take":
    """Return the only film of a scene, or the first one that it sweeps, and say so."""
    from render.scene.loader import takes

    first, *others = takes(path)
    if others:
        print(f"note: {path} sweeps {len(others) + 1:,} films; this is the first one, {first.name}", file=sys.stderr)
    return first


def _fail(*errors: GradreelError) -> int:
    from render.terminal import fail

    return fail(*errors)
