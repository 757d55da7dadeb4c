"""Recordings on disk: a run enters, its recording leaves if it was kept and is undamaged."""

import zipfile
import zlib
from pathlib import Path

import numpy as np

from render import cache
from render.errors import GradreelError
from render.files import replacing
from render.training.recording import Recording
from render.training.run import Run

SHAPES = {"parameters": (2,), "gradients": (2,), "loss": (), "learning_rate": ()}
"""The arrays of float32 that are kept, and the shape of a row of each."""


class DamagedError(GradreelError):
    """A kept recording cannot be read."""


def path_of(run: Run) -> Path:
    """Return the file that holds the recording of `run`; the first two letters of its hash name its folder."""
    return cache.folder() / cache.RECORDINGS / run.digest[:2] / f"{run.digest}.npz"


def load(run: Run) -> Recording | None:
    """Return the recording kept for `run`, or None. Raises DamagedError when its file is not what was written.

    The container's checksums (CRC-32) tell a flipped bit; shapes and types tell a file that was never ours.
    """
    path = path_of(run)
    try:
        file = path.open("rb")
    except OSError:
        return None
    try:
        with file, np.load(file, allow_pickle=False) as arrays:
            diverged = bool(arrays["diverged"])
            kept = {name: arrays[name] for name in SHAPES}
            batches = arrays["batches"]
    except (OSError, EOFError, KeyError, ValueError, TypeError, zipfile.BadZipFile, zlib.error) as error:
        raise DamagedError(f"{path} is damaged") from error
    rows = len(kept["loss"]) if kept["loss"].ndim else 0
    complete = 1 <= rows <= run.steps + 1 and (diverged or rows == run.steps + 1)
    if not complete or any(a.dtype != np.float32 or a.shape != (rows, *SHAPES[n]) for n, a in kept.items()):
        raise DamagedError(f"{path} is damaged")
    if batches.dtype != np.int32 or batches.shape != (rows, run.batch_size or 0):
        raise DamagedError(f"{path} is damaged")
    return Recording(run, **kept, batches=batches, diverged=diverged)


def save(run: Run, recording: Recording) -> None:
    """Keep `recording` for `run`. Raises FilmError when the folder cannot be written."""
    arrays = {name: getattr(recording, name) for name in SHAPES}
    with replacing(path_of(run), beside=cache.folder()) as draft, draft.path.open("wb") as file:
        np.savez(file, diverged=recording.diverged, batches=recording.batches, **arrays)
