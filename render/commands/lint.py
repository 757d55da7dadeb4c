"""Say what a designer would, before the film is projected."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

from cyclopts import Parameter

from render.commands import File, Paths, Quiet, scenes_of
from render.errors import GradreelError, UsageError, command, visible

if TYPE_CHECKING:
    from render.linting import Remark
    from render.scene.take import Take


def lint(
    paths: Paths = (),
    /,
    *,
    strict: Annotated[bool, Parameter(negative="", help="Exit with 1 if there is any warning.")] = False,
    report: Annotated[Literal["text", "json"], Parameter(help="How to say what was found.")] = "text",
    out: Annotated[File, Parameter(name=["--out", "-o"], help="The folder where the films are.")] = Path("assets"),
    quiet: Quiet = False,
) -> int:
    """Say what the last row cannot read, what is too faint, too fast, too large, in the films of scenes."""
    from render.console.terminal import Terminal, fail
    from render.linting import lint
    from render.scene.loader import takes

    if not paths:
        raise UsageError("no scene is named", command("lint", "scenes"))
    scenes = scenes_of(paths)
    found: dict[Path, list[Remark]] = {}
    failures: dict[Path, GradreelError] = {}
    films: list[Take] = []
    for path in scenes:
        try:
            films += takes(path)
            found[path] = []
        except GradreelError as error:
            failures[path] = error
    with Terminal(len(films), quiet or report == "json") as shown:
        for take in films:
            try:
                remarks = lint(take, out, lambda stage, done, of, name=take.name: shown.tell(name, stage, done, of))  # type: ignore[misc]
            except GradreelError as error:
                failures.setdefault(take.path, error)
                continue
            # Films of one sweep share most of what is wrong with them.
            new = [remark for remark in remarks if remark not in found[take.path]]
            found[take.path] += new
            if report == "text":
                for remark in new:
                    print(remark)
    code = max([int(strict and any(found.values())), *(error.exit_code for error in failures.values())])
    if report == "json":
        print(_json(scenes, found, failures, code))
        return code
    fail(*failures.values())
    fine = [path for path in scenes if path not in failures and not found[path]]
    if not quiet:
        for path in fine:
            print(f"{visible(path)} is fine for a projector")
    warned = [len(remarks) for remarks in found.values() if remarks]
    if warned and not quiet:
        print(f"{sum(warned)} warning{'s' * (sum(warned) > 1)} in {len(warned)} scene{'s' * (len(warned) > 1)}")
    return code


def _json(scenes: list[Path], found: "dict[Path, list[Remark]]", failures: dict[Path, GradreelError], code: int) -> str:
    import json

    from render import __version__
    from render.console.report import errors, told

    def warning(remark: "Remark") -> dict[str, Any]:
        return {"rule": remark.rule, "measured": remark.measured, "limit": remark.limit, **told(remark.problem)}

    whole = {
        "gradreel": __version__,
        "exit_code": code,
        "warnings": sum(map(len, found.values())),
        "scenes": [
            {
                "scene": str(path),
                "warnings": [warning(remark) for remark in found.get(path, [])],
                "errors": errors(failures.get(path)),
            }
            for path in scenes
        ],
    }
    return json.dumps(whole, indent=2, ensure_ascii=False)
