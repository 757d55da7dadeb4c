"""A file enters; the browser of whoever sits at this computer shows it, or what to do is printed."""

import os
import sys
import webbrowser
from pathlib import Path

from render.errors import visible


def open_file(path: Path) -> bool:
    """Show the file at `path` in the browser, and return whether one was started; without one, print where it is."""
    # Without a screen it would be a browser for text, which takes the terminal and waits there.
    blind = sys.platform.startswith("linux") and not any(map(os.environ.get, ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER")))
    try:
        started = not blind and webbrowser.open(path.resolve().as_uri())
    except (webbrowser.Error, OSError):
        started = False
    if not started:
        print(f"note: no browser could be started; open {visible(path.resolve())}", file=sys.stderr)
    return started
