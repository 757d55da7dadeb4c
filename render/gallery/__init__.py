"""The scenes that travel with the package: nothing enters, the folder that they stand in leaves."""

from pathlib import Path


def scenes() -> Path:
    """Return the folder of the gallery's scenes: in a package its own, in a checkout that at its top."""
    own = Path(__file__).parent / "scenes"
    return own if own.is_dir() else Path(__file__).parents[2] / "scenes"
