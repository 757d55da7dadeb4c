"""Matplotlib's settings: a film has its own, all of them, whatever the environment and the calling Python say.

Import this before Matplotlib. What a user has set for plots stays as it is, and counts again when a film has drawn.
"""

import logging
import os
import sys
import threading
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from importlib.machinery import EXTENSION_SUFFIXES
from typing import Any

_drawing = threading.RLock()
"""Matplotlib has one set of settings for all threads: films are drawn one at a time."""


@contextmanager
def _elsewhere() -> Iterator[None]:
    """Be where Matplotlib finds no settings of a user's."""
    names = {"MPLBACKEND": None, "MATPLOTLIBRC": os.devnull}
    before, here = {name: os.environ.get(name) for name in names}, ""
    # A working folder that was deleted has none.
    with suppress(FileNotFoundError):
        here = os.getcwd()  # noqa: PTH109
    try:
        _set(names)
        if here:
            # It reads a file in the working folder before any other.
            os.chdir(os.sep)
        yield
    finally:
        if here:
            os.chdir(here)
        _set(before)


def _set(variables: Mapping[str, str | None]) -> None:
    for name, value in variables.items():
        if value is None:
            os.environ.pop(name, None)
        else:
            os.environ[name] = value


def _forget_matplotlib() -> None:
    """Forget what was imported of it; its compiled modules can be loaded only once."""
    for name, module in [*sys.modules.items()]:
        compiled = str(getattr(module, "__file__", "")).endswith(tuple(EXTENSION_SUFFIXES))
        if name.partition(".")[0] == "matplotlib" and not compiled:
            del sys.modules[name]


def _import_matplotlib() -> None:
    """Import Matplotlib in silence: what is wrong with a user's settings is no concern of a film, and breaks none."""
    logger = logging.getLogger("matplotlib")
    level = logger.level
    logger.setLevel(logging.CRITICAL + 1)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                import matplotlib
            except Exception:  # A damaged file of settings raises as it likes.
                _forget_matplotlib()
                with _elsewhere():
                    import matplotlib
            import matplotlib.font_manager  # noqa: F401 (it looks for a folder of its own)
    finally:
        logger.setLevel(level)


_import_matplotlib()

from matplotlib import rcParams, rcParamsDefault  # noqa: E402

Settings = Mapping[str, Any]
"""A value for each of Matplotlib's settings."""


def settings(style: Mapping[str, Any]) -> Settings:
    """Return Matplotlib's defaults, changed by a `style`."""
    made: dict[Any, Any] = rcParamsDefault.copy()
    made.update(style)
    return _apart_from_backend(made)


DATE = "SOURCE_DATE_EPOCH"
"""The variable from which Matplotlib takes the date of a file, which ours do not have: it is read even so."""


@contextmanager
def in_force(settings: Settings) -> Iterator[None]:
    """Draw with these settings; then the others count again."""
    with _drawing:
        before, date = _apart_from_backend(rcParams), os.environ.pop(DATE, None)
        # Both have been validated.
        _replace(settings)
        try:
            yield
        finally:
            _replace(before)
            if date is not None:
                os.environ[DATE] = date


def _replace(settings: Settings) -> None:
    params: Any = rcParams
    dict.update(params, settings)


def _apart_from_backend(params: Any) -> dict[str, Any]:
    """Return a copy without the windows' backend: no film has one, and to read it is to choose it."""
    return {key: value for key, value in dict.items(params) if key != "backend"}
