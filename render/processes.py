"""Processes of other programs, and our own workers: how they are started and ended where there are no signals for it.

On Windows, Ctrl-C is told to all programs of a console, and a process that is ended leaves alone what it has started.
"""

import ctypes
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

WINDOWLESS = getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0) | getattr(subprocess, "CREATE_NO_WINDOW", 0)
"""Flags for a program that is not told of Ctrl-C, and opens no window of a console; none but on Windows."""
PATIENCE = 1.0
"""Seconds in which what is killed has let go of its files."""


def has_groups() -> bool:
    """Return whether processes have groups that end together, and a signal that ends them in order."""
    return hasattr(os, "killpg")


def end_tree(process: int) -> None:
    """End the process of this number at once, and all that it has started."""
    import psutil

    with suppress(psutil.Error):
        first = psutil.Process(process)
        others = first.children(recursive=True)
        for each in (first, *others):
            with suppress(psutil.Error):
                each.kill()
        # The first one is for who has started it to wait for.
        psutil.wait_procs(others, timeout=PATIENCE)


@contextmanager
def deaf_to_ctrl_c() -> Iterator[None]:
    """Let Windows not tell processes of Ctrl-C that are started in this block, nor this one while it lasts."""
    kernel: Any = getattr(getattr(ctypes, "windll", None), "kernel32", None)
    if not kernel:
        yield
        return
    kernel.SetConsoleCtrlHandler(None, True)
    try:
        yield
    finally:
        kernel.SetConsoleCtrlHandler(None, False)
