"""Cuts and recordings enter, finished files leave: all or none, each brought down to its limit and looked at again."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import NamedTuple

from render.files import Draft, packed, replacing, size_of, unpack
from render.formats import Facts, Format
from render.output.frames import draw
from render.output.requirements import check_facts
from render.output.size_limit import fit
from render.output.stamp import Stamp
from render.progress import DRAWING, Progress, tell_nobody
from render.scene.cuts import Cut
from render.scene.schema import Scene
from render.scene.script import timeline_of
from render.targets import Snippet, pasted
from render.timeline.moments import Timeline
from render.training.recording import Recording
from render.training.verdict import ending


class File(NamedTuple):
    """A file of a film: whether it was made (or was up to date), and how many seconds it plays, if it does.

    `lost` is what was given up for its size, `paste` is what is to be pasted.
    """

    path: Path
    made: bool
    plays: float = 0.0
    lost: str = ""
    paste: str = ""

    @classmethod
    def fresh(cls, path: Path, cut: Cut) -> "File":
        """Return a file of a `cut` that is up to date."""
        return cls(path, False, paste=pasted(path) if isinstance(cut.format, Snippet) else "")


@dataclass(frozen=True)
class _Drawing:
    """Cuts that show the same: they are drawn once, and files of the same format are written once."""

    scene: Scene
    timeline: Timeline
    stamp: Stamp
    paths: dict[Format, list[Path]] = field(default_factory=dict)

    @property
    def moments(self) -> int:
        """How many moments are drawn for it."""
        frames = {made.frames for made in self.paths}
        return len(self.timeline) if "all" in frames else int("poster" in frames)


def write(
    cuts: Mapping[Path, Cut],
    recordings: Sequence[Recording],
    keep_equal: bool = False,
    progress: Progress = tell_nobody,
) -> dict[Path, File]:
    """Write the files of `cuts`; with `keep_equal`, one that has the same bytes already is left untouched.

    Raises FilmError; then no file changes.
    """
    drawings = _drawings(cuts, recordings)
    total, before = sum(drawing.moments for drawing in drawings), 0
    made: dict[Path, File] = {}
    with ExitStack() as stack:
        drafts = {path: stack.enter_context(replacing(path, keep_equal)) for path in cuts}
        for drawing in drawings:
            files = {drafts[paths[0]].path: format for format, paths in drawing.paths.items()}
            tell = partial(_tell, progress, before, total)
            draw(drawing.scene, recordings, drawing.timeline, files, drawing.stamp.text_for, tell)
            before += drawing.moments
            for paths in drawing.paths.values():
                for file in _finish({path: cuts[path] for path in paths}, drawing, drafts, recordings):
                    made[file.path] = file
    return {path: file._replace(made=drafts[path].replaced) for path, file in made.items()}


def _drawings(cuts: Mapping[Path, Cut], recordings: Sequence[Recording]) -> list[_Drawing]:
    data = recordings[0].run.samples.digest
    drawings: dict[str, _Drawing] = {}
    for path, cut in cuts.items():
        stamp = Stamp.of(cut.scene, data)
        if stamp.digest not in drawings:
            timeline = timeline_of(cut.scene, recordings)
            told = stamp.told(timeline.duration, ending(recordings, cut.scene.language))
            drawings[stamp.digest] = _Drawing(cut.scene, timeline, told)
        drawings[stamp.digest].paths.setdefault(cut.format, []).append(path)
    return list(drawings.values())


def _tell(progress: Progress, before: int, total: int, done: int, _: int) -> None:
    progress(DRAWING, before + done, total)


def _finish(
    cuts: Mapping[Path, Cut], drawing: _Drawing, drafts: Mapping[Path, Draft], recordings: Sequence[Recording]
) -> Iterator[File]:
    """Copy the first of some equal files to the others, bring down those that are too large, and look at each."""
    first, *others = cuts
    for path in others:
        unpack(packed(drafts[first].path), drafts[path].path)
    facts: Facts | None = None
    for path, cut in cuts.items():
        draft, lost, now, known, plays = drafts[path].path, "", cut, facts, drawing.timeline.duration
        if cut.limit is not None and size_of(draft) > cut.limit:

            def again(scene: Scene, format: Format, file: Path, cut: Cut = cut) -> None:
                nonlocal plays
                text = drawing.stamp.below(cut.limit or 0).text_for(cut.format)
                timeline = timeline_of(scene, recordings)
                draw(scene, recordings, timeline, {file: format}, lambda _: text)
                plays = timeline.duration

            now, lost = fit(cut, cut.limit, draft, again)
            known = None
        if cut.target or lost:
            known = known or cut.format.facts(draft)
            check_facts(now, known, path.name, plays)
            facts = facts or (known if not lost else None)
        if isinstance(cut.format, Snippet):
            yield File(path, True, paste=pasted(draft))
            continue
        moves = cut.format.is_film or cut.format.frames == "all"
        yield File(path, True, plays if moves else 0.0, lost)
