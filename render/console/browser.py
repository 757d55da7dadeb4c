"""A file enters; the browser or viewer of whoever sits at this computer shows it, or a note says where it is."""

import os
import shutil
import subprocess
import sys
import threading
import webbrowser
from pathlib import Path

from render.errors import visible

PAGES = {".html", ".htm", ".gif", ".svg", ".webp", ".apng"}
"""What a browser shows best: many viewers show the first picture of a film only."""
PATIENCE = 3.0
"""Seconds to wait for a browser to start: some return only when they are closed."""


def open_file(path: Path) -> bool:
    """Show the file at `path`, and return whether a program was started for it; without one, print where the file is.

    Nothing waits for that program, and no error comes of it.
    """
    whole, is_page = path.absolute(), path.suffix.lower() in PAGES
    try:
        started = _in_browser(whole) if is_page else _in_viewer(whole)
    except OSError:
        started = False
    if not started:
        print(f"note: no {'browser' if is_page else 'viewer'} could be started; open {visible(whole)}", file=sys.stderr)
    return started


def _in_viewer(path: Path) -> bool:
    if sys.platform == "win32":
        os.startfile(path)
        return True
    program = shutil.which("open" if sys.platform == "darwin" else "xdg-open")
    if not program or is_blind():
        return _in_browser(path)
    nowhere = subprocess.DEVNULL
    # It goes on when this process has ended, and Ctrl-C is not for it.
    subprocess.Popen([program, path], stdin=nowhere, stdout=nowhere, stderr=nowhere, start_new_session=True)
    return True


def _in_browser(path: Path) -> bool:
    if is_blind():
        return False
    came: list[bool] = []

    def start() -> None:
        try:
            came.append(webbrowser.open(path.as_uri()))
        except (OSError, webbrowser.Error):
            came.append(False)

    starting = threading.Thread(target=start, daemon=True)
    starting.start()
    starting.join(PATIENCE)
    return came != [False]


def is_blind() -> bool:
    """Return whether there is no screen: a browser for text would take the terminal and wait there."""
    return sys.platform.startswith("linux") and not any(map(os.environ.get, ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER")))
