"""Runs enter, their recordings leave: those that were kept, or ones that are trained now and kept."""

import sys
from collections.abc import Callable, Sequence
from functools import partial

from render import cache
from render.errors import FilmError
from render.files import remove_all_lost
from render.progress import tell_nobody
from render.training import store
from render.training.recording import Recording
from render.training.run import Run

RECORDER = "render.training.recorder"


def recall(
    runs: Sequence[Run], progress: Callable[[int, int], None], loading: Callable[[], None] = tell_nobody
) -> tuple[list[Recording], list[str]]:
    """Return the recordings of `runs`, and what their author should know of them.

    `progress` is told the steps done, and of how many, if any have to be; `loading` is called before TensorFlow is
    loaded, which takes seconds. Raises FilmError like `recorder.record`.
    """
    remove_all_lost([cache.folder()])
    notes: list[str] = []
    kept = [_kept(run, notes) for run in runs]
    total = sum(run.steps for run, known in zip(runs, kept, strict=True) if known is None)
    done = 0
    recordings = []
    for run, known in zip(runs, kept, strict=True):
        recording = known
        if recording is None:
            told = partial(_add, progress, done, total)
            told(0)
            if RECORDER not in sys.modules:
                loading()
            recording = _trained(run, notes, told)
            done += run.steps
        if recording.diverged:
            step, who = recording.steps + 1, f" at {run.name}" if run.name else ""
            ends = ", the film ends before it" if len(runs) == 1 else ""
            notes.append(f"the training{who} diverged: the numbers of step {step:,} are not finite{ends}")
        recordings.append(recording)
    return recordings, notes


def _add(progress: Callable[[int, int], None], before: int, total: int, done: int) -> None:
    progress(before + done, total)


def _kept(run: Run, notes: list[str]) -> Recording | None:
    try:
        return store.load(run)
    except store.DamagedError as error:
        notes.append(f"{error}; trained again")
        return None


def _trained(run: Run, notes: list[str], progress: Callable[[int], None]) -> Recording:
    from render.training.recorder import record

    progress(0)
    recording = record(run, progress)
    try:
        store.save(run, recording)
    except (FilmError, OSError) as error:
        notes.append(f"the recording is not kept for the next time: {error}")
    return recording
