"""Films of gradient descent for lectures, from scene files: `render.load("scenes/basic.yaml")` returns one."""

TYPE_CHECKING = False
if TYPE_CHECKING:
    # The module `typing`, which has this word, takes longer than all else before the command line heeds Ctrl-C.
    from render.api import Film, load

__version__ = "0.7.0"
__all__ = ["Film", "__version__", "load"]


def __getattr__(name: str) -> object:
    """Import what Python code asks for when it does: the command line answers at once without it."""
    if name in {"Film", "load"}:
        from render import api

        return getattr(api, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
