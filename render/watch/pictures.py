"""Films as they are wanted enter, the pictures that there are of them leave, each under a key that names its bytes."""

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from render.course.contact_sheet import SHOWN, FilmFile
from render.formats import Format
from render.formats.png import Png
from render.output.plan import Plan
from render.output.stamp import Stamp
from render.scene.cuts import Cut
from render.scene.look import every_format
from render.watch.board import Picture
from render.watch.watched import Wanted

MOST_STILLS = 500
"""Stills that are kept; older ones are drawn again if they are wanted again."""


class Pictures:
    """The films in the folder `out`, and the stills in a folder that is ours."""

    def __init__(self, out: Path, folder: Path) -> None:
        self._out, self.folder = out, folder
        self._stills: dict[str, Picture] = {}
        self._paths: dict[str, Path] = {}

    def path_of(self, key: str) -> Path | None:
        """Return the file with the picture `key`, if there was such a one."""
        return self._paths.get(key)

    def best(self, wanted: Wanted) -> tuple[Picture | None, bool]:
        """Return the best picture of a film, and whether it shows what is wanted now."""
        plan = wanted.plan
        files = {path: cut.format for path, cut in plan.files.items()} if plan else _usual(self._out / wanted.name)
        ranked = [path for kind in SHOWN for path in files if path.suffix == f".{kind}"]
        films = {path: picture for path in ranked if (picture := self._picture(path, files[path]))}
        if plan:
            for path, picture in films.items():
                if path not in plan.stale:
                    return picture, True
            if plan.digest in self._stills:
                return self._stills[plan.digest], True
        return next(iter(films.values()), None), False

    def still_of(self, plan: Plan) -> Plan:
        """Return the plan of the poster of the film of `plan`."""
        path = self.folder / f"{plan.digest}.png"
        return replace(plan, files={path: Cut(plan.take.scene, Png())}, stale={path: "shown"}, force=True)

    def keep_still(self, plan: Plan) -> Picture | None:
        """Return the still that was made for `plan`, and keep it."""
        (path,) = self.still_of(plan).files
        picture = self._picture(path, Png())
        if picture:
            self._stills[plan.digest] = picture
        if len(self._stills) > MOST_STILLS:
            oldest = self._stills.pop(next(iter(self._stills)))
            self._paths.pop(oldest.key).unlink(missing_ok=True)
        return picture

    def _picture(self, path: Path, made: Format) -> Picture | None:
        """Return the picture in the file at `path`, if it is one that gradreel made."""
        stamp = Stamp.at(path, made)
        if not stamp:
            return None
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        key = f"{digest[:24]}{path.suffix}"
        self._paths[key] = path
        if path.parent == self.folder:
            return Picture(key, still=True, ending=stamp.ending)
        facts = FilmFile(path.name, path.stat().st_size, seconds=stamp.seconds if made.is_film else 0.0).facts
        return Picture(key, str(path), facts, stamp.ending)


def _usual(film: Path) -> Mapping[Path, Format]:
    """Return the files that a `film` may have, which is named without a suffix."""
    return {film.with_name(made.name(film.name)): made for made in every_format()}
