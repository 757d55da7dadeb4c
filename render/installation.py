"""How gradreel was installed enters, what to type for one of its extras leaves."""

import json
import shutil
import sys
from contextlib import suppress
from importlib.metadata import PackageNotFoundError, distribution, requires
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from urllib.request import url2pathname

NAME = "gradreel"
OF_PIPX, OF_UV = "pipx_metadata.json", "uv-receipt.toml"
"""What pipx and uv keep in the environment of a command that they installed."""


def needs(extra: str) -> list[str]:
    """Return the names of the packages that an `extra` adds; nothing if gradreel's metadata are not there."""
    with suppress(PackageNotFoundError):
        marked = [each.partition(";") for each in requires(NAME) or [] if f'"{extra}"' in each.replace("'", '"')]
        return [name.partition(">")[0].partition("[")[0].strip(" (") for name, _, _ in marked]
    return []


def install(extra: str = "") -> str:
    """Return the line that installs an `extra`, or all that gradreel needs, as it fits how gradreel came here.

    Double quotes are quotes in each shell, on each system.
    """
    prefix, came = Path(sys.prefix), _came_from()
    if (prefix / OF_PIPX).is_file():
        return " ".join(["pipx inject", NAME, *needs(extra)]) if extra else f"pipx reinstall {NAME}"
    url = str(came.get("url", ""))
    if came.get("dir_info", {}).get("editable"):
        folder = Path(url2pathname(urlsplit(url).path))
        wanted = f'-e "{folder}[{extra}]"' if extra else f'-e "{folder}"'
    else:
        # Where it came from an address, it need not be found by its name.
        vcs = came.get("vcs_info", {}).get("vcs")
        named = f"{NAME}[{extra}]" if extra else NAME
        wanted = f'"{named} @ {f"{vcs}+" if vcs else ""}{url}"' if url else f'"{named}"' if extra else named
    return f"{'uv tool' if (prefix / OF_UV).is_file() else _pip()} install {wanted}"


def _came_from() -> dict[str, Any]:
    """Return what is recorded of the address that it was installed from (PEP 610); nothing if it was from an index."""
    with suppress(PackageNotFoundError, ValueError, OSError):
        for file in distribution(NAME).files or []:
            if file.name == "direct_url.json":
                found: dict[str, Any] = json.loads(Path(str(file.locate())).read_text(encoding="utf-8"))
                return found
    return {}


def _pip() -> str:
    """Return the pip that installs for this Python: by its short name only where that is the one a shell finds."""
    python = f'"{sys.executable}"' if " " in sys.executable else sys.executable
    if find_spec("pip") is None:
        return "uv pip"
    found = shutil.which("pip")
    return "pip" if found and Path(found).parent == Path(sys.executable).parent else f"{python} -m pip"
