"""How gradreel was installed enters, what to type for one of its extras leaves."""

import json
import shutil
import sys
from contextlib import suppress
from importlib.metadata import PackageNotFoundError, distribution, requires
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import url2pathname

NAME = "gradreel"


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
    prefix = Path(sys.prefix).parts
    wanted = f'"{NAME}[{extra}]"' if extra else NAME
    if "pipx" in prefix and NAME in prefix:
        return " ".join(["pipx inject", NAME, *needs(extra)]) if extra else f"pipx reinstall {NAME}"
    if "uv" in prefix and "tools" in prefix:
        return f"uv tool install {wanted}"
    if checkout := _checkout():
        wanted = f'-e "{checkout}[{extra}]"' if extra else f'-e "{checkout}"'
    return f"{_pip()} install {wanted}"


def _checkout() -> Path | None:
    """Return the folder that gradreel runs from, if it was installed to be changed there."""
    with suppress(PackageNotFoundError, ValueError, OSError):
        for file in distribution(NAME).files or []:
            if file.name == "direct_url.json":
                told = json.loads(Path(str(file.locate())).read_text(encoding="utf-8"))
                if told.get("dir_info", {}).get("editable"):
                    return Path(url2pathname(urlsplit(told["url"]).path))
    return None


def _pip() -> str:
    """Return the pip that installs for this Python: by its short name only where that is the one a shell finds."""
    python = f'"{sys.executable}"' if " " in sys.executable else sys.executable
    if find_spec("pip") is None:
        return "uv pip"
    found = shutil.which("pip")
    return "pip" if found and Path(found).parent == Path(sys.executable).parent else f"{python} -m pip"
