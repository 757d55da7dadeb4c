"""The command line: arguments, printing and exit codes. No logic.

What a command needs is imported when it runs, so that `--help` and `check` answer at once.
"""

import atexit
import gc
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import App, CycloptsError, Parameter

from render import __version__
from render.errors import GradreelError, SceneError, UsageError, did_you_mean

if TYPE_CHECKING:
    from render.film import Film, Progress

INTERRUPTED = 130

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
    try:
        code = app(arguments, print_error=False, exit_on_error=False)
    except CycloptsError as error:
        code = _fail(UsageError(f"{error}\nrender --help says what can be said"))
    except GradreelError as error:
        code = _fail(error)
    except KeyboardInterrupt:
        print("interrupted; files that were not finished are removed", file=sys.stderr)
        code = INTERRUPTED
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
    quiet: Quiet = False,
) -> int:
    """Make the films of scenes."""
    from render import course
    from render.film import make

    if not paths:
        raise UsageError("no scene is named: render scenes/basic.yaml, or render --help")
    if out.suffix in {f".{word}" for word in _known_formats()} and not out.is_dir():
        raise UsageError(f"-o takes a folder, and {out} looks like a file: films are named by scenes")
    if not paths[0].suffix and not paths[0].exists():
        if paths[0].with_suffix(".yaml").exists():
            raise UsageError(f'no file, folder or command "{paths[0]}": did you mean {paths[0].with_suffix(".yaml")}?')
        verbs = [name for name in app if not name.startswith("-")]
        raise UsageError(f'no file, folder or command "{paths[0]}": {did_you_mean(str(paths[0]), verbs)}')
    chosen = _formats(formats)
    scenes = course.scenes_in(paths)
    course.check_names(scenes)

    def work(scene: Path) -> None:
        with _progress(quiet) as progress:
            made = make(scene, out, chosen, force, progress)
        _report(made, quiet)

    return max((_fail(error) for _, error in course.each(scenes, work)), default=0)


@app.command
def check(paths: Paths, /, *, quiet: Quiet = False) -> int:
    """Say whether scenes are fine, or everything that is wrong with them."""
    from render import course
    from render.scene.loader import load

    if not paths:
        raise UsageError("no scene is named: render check scenes/basic.yaml")

    def work(scene: Path) -> None:
        fine = load(scene)
        if not quiet:
            points, steps = fine.data.count(scene.parent), fine.last_step
            print(f"{scene} is fine: {points:,} points, {steps:,} steps")

    return max((_fail(error) for _, error in course.each(course.scenes_in(paths), work)), default=0)


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
    from render.film import still

    target = out or Path(f"{path.stem}-{step}.png")
    if target.suffix.lower() != ".png":
        raise UsageError(f"{target} does not end in .png, a still is a PNG")
    with _progress(quiet) as progress:
        made = still(path, step, target, progress)
    _report(made, quiet)


@app.command
def code(path: Annotated[Path, Parameter(help="A scene file.")], /) -> None:
    """Print the TensorFlow program that a scene stands for."""
    from render import film

    print(film.code(path), end="")


@app.command
def new(path: Annotated[Path, Parameter(help="The file to write.")], /) -> None:
    """Write a commented scene to start from; never overwrites a file."""
    from render import course

    if path.suffix not in course.SUFFIXES:
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


def _fail(error: GradreelError) -> int:
    """Print `error` and return its exit code."""
    print(error if isinstance(error, SceneError) else f"error: {error}", file=sys.stderr)
    return error.exit_code


@contextmanager
def _progress(quiet: bool) -> "Iterator[Progress]":
    """Hand out a function that moves a progress bar, if there is a terminal to show it on."""
    if quiet or not sys.stderr.isatty():
        yield lambda stage, done, total: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = [TextColumn("{task.description:<8}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn()]
    with Progress(*columns, console=Console(stderr=True), transient=True) as bars:
        tasks = {}

        def progress(stage: str, done: int, total: int) -> None:
            if stage not in tasks:
                tasks[stage] = bars.add_task(stage, total=total)
            bars.update(tasks[stage], completed=done)

        yield progress


def _report(made: "Film", quiet: bool) -> None:
    """Print a line a file: where it is, how long it plays, its size, the time it took, and how the training ended."""
    for note in made.notes:
        print(f"note: {note}", file=sys.stderr)
    if quiet:
        return
    for path, is_new, plays in made.files:
        if is_new:
            length = f"{plays:.4g} s  " if plays else ""
            ending = f"  {made.ending}" if made.ending else ""
            print(f"{path}  {length}{_size(path.stat().st_size)}  made in {made.took:.1f} s{ending}")
        else:
            print(f"{path}  up to date")


def _size(count: int) -> str:
    return f"{count / 1e6:.1f} MB" if count >= 1e6 else f"{count / 1e3:.0f} kB"
