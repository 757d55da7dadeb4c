"""A run enters, its recording leaves: the one that was kept, or one that is trained now and kept."""

from collections.abc import Callable

from render.errors import FilmError
from render.training import store
from render.training.recording import Recording
from render.training.run import Run


def recall(run: Run, progress: Callable[[int], None]) -> tuple[Recording, list[str]]:
    """Return the recording of `run`, and what its author should know of it.

    `progress` is told the steps done, if any have to be. Raises FilmError like `recorder.record`.
    """
    notes = []
    try:
        recording = store.load(run)
    except store.DamagedError as error:
        notes.append(f"{error}; trained again")
        recording = None
    if recording is None:
        progress(0)
        from render.training.recorder import record

        recording = record(run, progress)
        try:
            store.save(run, recording)
        except (FilmError, OSError) as error:
            notes.append(f"the recording is not kept for the next time: {error}")
    if recording.diverged:
        step = recording.steps + 1
        notes.append(f"the training diverged: the numbers of step {step:,} are not finite, the film ends before it")
    return recording, notes
