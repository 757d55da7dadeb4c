"""Say where films come from."""

from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from render.commands import File, Quiet, note
from render.console.terminal import Terminal, fail
from render.errors import GradreelError, UsageError, command, visible

if TYPE_CHECKING:
    from render.verifying import Provenance


def verify(
    files: Annotated[tuple[File, ...], Parameter(help="Films, or other files that gradreel made.")] = (),
    /,
    *,
    scenes: Annotated[
        list[File],
        Parameter(
            name="--scenes",
            negative="",
            show_default=False,
            help="Scene files or folders that may have made them; default: scenes, or here.",
        ),
    ] = [],  # noqa: B006
    quiet: Quiet = False,
) -> int:
    """Say which scene made a film, and whether rendering again gives the same bytes; exit with 1 if not."""
    from render.verifying import verify

    if not files:
        raise UsageError("no film is named", command("verify", "assets/basic.gif"))
    code, failures = 0, []
    scenes = scenes or [Path("scenes") if Path("scenes").is_dir() else Path()]
    # The scenes are searched for each film, and what is left out is said once.
    tell = cache(note)
    with Terminal(len(files), quiet) as shown:
        for path in files:
            try:
                found = verify(path, scenes, partial(shown.tell, path.name), tell)
            except GradreelError as error:
                failures.append(error)
                continue
            code = code if found.same else 1
            if not quiet:
                print(f"{visible(path)}  {visible(_said(found))}")
    return max(code, fail(*failures))


def _said(found: "Provenance") -> str:
    seeds = "".join(f", {key} {seed}" for key, seed in found.stamp.seeds.items())
    made = f"made by gradreel {found.stamp.version}{seeds}"
    if not found.whole:
        made = f"damaged, or changed since it was {made}"
    if not found.take:
        title = found.stamp.scene.get("title", "a scene without a title")
        return f"{made}, from “{title}”, which is none of these scenes; --scenes names others"
    if found.changed:
        return f"{made}, from {found.take.path} as it was once: {found.changed}"
    said = f"{made}, from {found.take.path}"
    if not found.whole:
        return said
    if found.same:
        return f"{said}; rendering again gives the same bytes"
    return f"{said}; rendering again gives other bytes: TensorFlow, Matplotlib, NumPy or Pillow are not the same"
