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

from render import __version__
from render.errors import GradreelError, SceneError, UsageError, did_you_mean

if TYPE_CHECKING:
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

Paths = Annotated[tuple[Path, ...], Parameter(help="Scene files, or folders with scene files.")]
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
        code = _fail(UsageError(f"{error}\nrender --help says what can be said"))
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
    paths: Paths,
    /,
    *,
    formats: Annotated[
        list[str],
        Parameter(name=["--format", "-f"], negative="", help="gif, mp4, png, csv; repeat it or separate with commas."),
    ] = [],  # noqa: B006 (never changed; a tuple would be read as positions)
    out: Annotated[Path, Parameter(name=["--out", "-o"], help="The folder for the films.")] = Path("assets"),
    force: Annotated[bool, Parameter(negative="", help="Make films that are up to date, too.")] = False,
    dry_run: Annotated[bool, Parameter(negative="", help="Only say what is stale, and why; exit with 1 then.")] = False,
    jobs: Annotated[
        int | Literal["auto"], Parameter(name=["--jobs", "-j"], help="How many films are made at a time.")
    ] = "auto",
    fail_fast: Annotated[
        bool, Parameter(negative="--keep-going", help="Stop at the first film that fails, or make all others.")
    ] = False,
    cluster: Annotated[str, Parameter(help="Make the films on the Dask cluster at this address.")] = "",
    report: Annotated[Literal["text", "json"], Parameter(help="How to say what was done.")] = "text",
    quiet: Quiet = False,
) -> int:
    """Make the films of scenes."""
    from render import terminal
    from render.course import batch
    from render.course.gallery import write_gallery
    from render.course.scenes import scenes_in

    began = perf_counter()
    _check_paths(paths, out)
    silent = quiet or report == "json"
    plans, outcomes = batch.prepare(scenes_in(paths), out, _formats(formats), force)
    if dry_run:
        code = terminal.show_stale(plans, outcomes, silent)
        if report == "json":
            print(terminal.report_stale(plans, outcomes, code))
        return code
    stale = sum(bool(plan.stale) for plan in plans)
    crew = batch.crew_for(stale, jobs, cluster)
    if not (fail_fast and outcomes):
        with terminal.Terminal(stale, silent, several=len(plans) + len(outcomes) > 1) as shown:
            for outcome in batch.render(plans, crew, shown.tell, fail_fast):
                outcomes.append(outcome)
                shown.ended(outcome)
    page = write_gallery(out) if any(path.is_dir() for path in paths) and out.is_dir() else None
    code = terminal.finish(outcomes, began, silent, page)
    if report == "json":
        print(terminal.report(outcomes, began, code))
    return code


@app.command
def check(paths: Paths, /, *, quiet: Quiet = False) -> int:
    """Say whether scenes are fine, or everything that is wrong with them."""
    from render.course.scenes import scenes_in
    from render.scene.course import is_course
    from render.scene.loader import check_course, takes

    if not paths:
        raise UsageError("no scene is named: render check scenes/basic.yaml")
    failures: list[GradreelError] = []
    scenes = scenes_in([path for path in paths if path.is_dir() or not is_course(path)])
    for path in [*(path for path in paths if path.is_file() and is_course(path)), *scenes]:
        try:
            if is_course(path):
                check_course(path)
            fine = [] if is_course(path) else takes(path)
        except SceneError as error:
            failures.append(error)
            continue
        if not quiet:
            print(f"{path} is fine{': ' if fine else ''}{_counts(fine)}")
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
    paths: Paths,
    /,
    *,
    out: Annotated[Path, Parameter(name=["--out", "-o"], help="The folder for the films.")] = Path("assets"),
    port: Annotated[int | None, Parameter(help="The page's port; default: 8765, or the next that is free.")] = None,
    opens: Annotated[bool, Parameter(name="--open", negative="--no-open", help="Open the page in a browser.")] = True,
) -> None:
    """Show the films of scenes on a local page while they are written."""
    _check_paths(paths, out)
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
    from render.terminal import size_text

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
def schema() -> None:
    """Print the JSON Schema of scene files, for editors."""
    from render.scene.loader import json_schema

    print(json_schema(), end="")


def _first(path: Path) -> "Take":
    """Return the only film of a scene, or the first one that it sweeps, and say so."""
    from render.scene.loader import takes

    first, *others = takes(path)
    if others:
        print(f"note: {path} sweeps {len(others) + 1:,} films; this is the first one, {first.name}", file=sys.stderr)
    return first


def _check_paths(paths: Sequence[Path], out: Path) -> None:
    """Raise UsageError for arguments that stand where others are meant."""
    if not paths:
        raise UsageError("no scene is named: render scenes/basic.yaml, or render --help")
    if out.suffix in {f".{word}" for word in _known_formats()} and not out.is_dir():
        raise UsageError(f"-o takes a folder, and {out} looks like a file: films are named by scenes")
    if not paths[0].suffix and not paths[0].exists():
        if paths[0].with_suffix(".yaml").exists():
            raise UsageError(f'no file, folder or command "{paths[0]}": did you mean {paths[0].with_suffix(".yaml")}?')
        verbs = [name for name in app if not name.startswith("-")]
        raise UsageError(f'no file, folder or command "{paths[0]}": {did_you_mean(str(paths[0]), verbs)}')


def _known_formats() -> list[str]:
    from render.scene.loader import known_formats

    return known_formats()


def _formats(given: Sequence[str]) -> list[str]:
    known = _known_formats()
    words = [word.strip() for text in given for word in text.split(",")]
    for word in words:
        if word not in known:
            raise UsageError(f'unknown format "{word}": {did_you_mean(word, known)}')
    return list(dict.fromkeys(words))


def _fail(*errors: GradreelError) -> int:
    from render.terminal import fail

    return fail(*errors)
