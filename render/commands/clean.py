"""Empty the cache."""

from typing import Annotated

from cyclopts import Parameter

from render.commands import Quiet
from render.console.streams import makes_files


def clean(
    *,
    dry_run: Annotated[bool, Parameter(negative="", help="Only say what the cache holds.")] = False,
    quiet: Quiet = False,
) -> None:
    """Empty the cache of recordings: films stay, the next ones train again."""
    from render import cache
    from render.files import size_text

    makes_files()
    held = cache.contents()
    if not dry_run:
        cache.clear()
    if not quiet:
        said = f"{held.recordings:,} recordings, {size_text(held.size)}"
        print(f"{cache.folder()}  {said if held.size else 'empty'}{'' if dry_run or not held.size else '  removed'}")
