"""Print what lets a shell complete our words."""

import sys
from typing import Annotated, Literal

from cyclopts import Parameter


def completion(
    shell: Annotated[Literal["bash", "zsh", "fish"], Parameter(help="The shell; the script says where to put it.")], /
) -> None:
    """Print the script by which a shell completes verbs, options, scenes, and words of ours when Tab is pressed."""
    from render.console.completion import HOW, SCRIPTS

    print(SCRIPTS[shell], end="")
    if sys.stdout.isatty():
        print(f"\nto install it: {HOW[shell]}", file=sys.stderr)
