"""Films of gradient descent for lectures, from scene files: `render.load("scenes/basic.yaml")` returns one."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from render.api import Film, load

__version__ = "0.3.0"
__all__ = ["Film", "__version__", "load"]


def __getattr__(name: str) -> Any:
    """Import what Python code asks for when it does: the command line answers at once without it."""
    if name in {"Film", "load"}:
        from render import api

        return getattr(api, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
