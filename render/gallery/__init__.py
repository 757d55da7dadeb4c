"""The gallery: the scenes that ship, and their films; what each scene teaches leaves, in the order of the course.

An installed package has both as folders in this one, a checkout beside the package.
"""

from pathlib import Path
from typing import NamedTuple

from pydantic import ValidationError

from render.scene import source
from render.scene.about import About, place

HERE = Path(__file__).parent
CHECKOUT = HERE.parents[1]


class Example(NamedTuple):
    """A scene of the gallery: its file, its title, and what its author says about it."""

    path: Path
    title: str
    about: About

    @property
    def name(self) -> str:
        """The word by which it is named: that of its file."""
        return self.path.stem


def scenes() -> Path:
    """Return the folder with the scene files."""
    return _folder("scenes", "scenes")


def films() -> Path:
    """Return the folder with the films, and with the page that shows them."""
    return _folder("films", "assets")


def names() -> list[str]:
    """Return the names of the scenes, in alphabetical order."""
    return sorted(path.stem for path in scenes().glob("*.yaml"))


def examples() -> list[Example]:
    """Return the scenes by lessons, and those without a lesson last. Only as much is read as is told here.

    Raises SceneError for a file that is not YAML.
    """
    found = [_example(path) for path in scenes().glob("*.yaml")]
    return sorted(found, key=lambda each: (*place(each.about.lesson, each.about.part), each.name))


def _folder(own: str, checkout: str) -> Path:
    return HERE / own if (HERE / own).is_dir() else CHECKOUT / checkout


def _example(path: Path) -> Example:
    said = source.read(path).value
    keys = said if isinstance(said, dict) else {}
    try:
        about = About.model_validate(keys.get("about") or {})
    except ValidationError:
        # What is wrong with it, `check` says.
        about = About()
    return Example(path, str(keys.get("title", path.stem)), about)
