"""Recordings on disk: a run enters, its recording leaves if it was kept and is undamaged.

A file is a head and the rows of one array after the other, little-endian and as wide as memory has them. The head holds
a seal of all that follows it, the run's hash, and how many steps there are; those that are kept follow from it.
"""

import math
import struct
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from render import cache
from render.errors import GradreelError
from render.files import contents
from render.seals import UNSEALED, seal_of
from render.training.kept import kept_until
from render.training.metrics import names_of
from render.training.recording import Recording
from render.training.run import Run

WEIGHTS = ("parameters", "gradients", "updates")
"""The arrays of float32 that come first, in their order, a number a weight in each row; then come the optimizer's
slots, loss and metrics."""
ABOUT = struct.Struct("<64sQ?7xd")
"""The run's hash, steps with step 0, whether the training diverged, and the curvature (NaN for none); a length that
leaves the arrays aligned."""
SEAL = len(UNSEALED) + 7
"""Bytes of a seal and the line that it ends."""


class DamagedError(GradreelError):
    """A kept recording cannot be read."""


def path_of(run: Run) -> Path:
    """Return the file that holds the recording of `run`; the first two letters of its hash name its folder."""
    return cache.folder() / cache.RECORDINGS / run.digest[:2] / f"{run.digest}{cache.RECORDING}"


def load(run: Run) -> Recording | None:
    """Return the recording kept for `run`, or None. Raises DamagedError when its file is not what was written.

    The seal tells what has changed; the rest is asked for as well, as any program can write a seal.
    """
    path = path_of(run)
    try:
        return _read(run, contents(path, _length(run, len(run.kept), run.steps + 1)))
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, ValueError) as error:
        raise DamagedError(f"{path} is damaged") from error


def save(run: Run, recording: Recording) -> None:
    """Keep `recording` for `run`. Raises FilmError and OSError when the folder cannot be written."""
    rows = [*(getattr(recording, name) for name in WEIGHTS), recording.slots]
    arrays = [*rows, recording.loss, *recording.metrics.values()]
    parts = [array.astype("<f4", copy=False).tobytes() for array in arrays]
    parts.append(recording.batches.astype("<i4", copy=False).tobytes())
    curvature = math.nan if recording.curvature is None else recording.curvature
    about = ABOUT.pack(run.digest.encode(), recording.steps + 1, recording.diverged, curvature)
    with cache.keeping(path_of(run)) as draft, draft.open("wb") as file:
        file.writelines([_line(seal_of(about, *parts)), about, *parts])


def _line(seal: str) -> bytes:
    return f"{seal:<{SEAL - 1}}\n".encode()


def _length(run: Run, kept: int, steps: int) -> int:
    """Return the bytes of a file of so many `kept` of the `steps`, step 0 counted in."""
    scores = 1 + len(names_of(run.samples))
    numbers = kept * (len(WEIGHTS) + run.optimizer.slots()) * len(run.initial) + steps * (
        scores + (run.batch_size or 0)
    )
    return SEAL + ABOUT.size + 4 * numbers


def _read(run: Run, content: bytes) -> Recording:
    """Return the recording that `content` is. Raises ValueError."""
    if len(content) < _length(run, 1, 1) or content[:SEAL] != _line(seal_of(memoryview(content)[SEAL:])):
        raise ValueError("not what was written")
    digest, steps, diverged, curvature = ABOUT.unpack_from(content, SEAL)
    complete = 1 <= steps <= run.steps + 1 and (diverged or run.patience or steps == run.steps + 1)
    kept = len(kept_until(run.kept, steps - 1)) if complete else 0
    if digest != run.digest.encode() or not complete or len(content) != _length(run, kept, steps):
        raise ValueError("not the recording of this run")
    measures = names_of(run.samples)
    shapes: dict[str, tuple[int, ...]] = dict.fromkeys(WEIGHTS, (kept, len(run.initial)))
    shapes["slots"] = (kept, run.optimizer.slots(), len(run.initial))
    shapes |= dict.fromkeys(["loss", *measures], (steps,))
    arrays, at = {}, SEAL + ABOUT.size
    for name, shape in shapes.items():
        numbers: NDArray[np.float32] = np.frombuffer(content, "<f4", math.prod(shape), at)
        if not np.isfinite(numbers).all():
            raise ValueError(f"{name} is not finite")
        arrays[name] = numbers.reshape(shape)
        at += numbers.nbytes
    batches: NDArray[np.int32] = np.frombuffer(content, "<i4", -1, at) if run.batch_size else np.empty(0, np.int32)
    if batches.size and not 0 <= batches.min() <= batches.max() < len(run.samples.y):
        raise ValueError("there are no such samples")
    metrics = {name: arrays.pop(name) for name in measures}
    return Recording(
        run,
        **arrays,
        metrics=metrics,
        batches=batches.reshape(steps, run.batch_size or 0),
        diverged=diverged,
        curvature=None if math.isnan(curvature) else curvature,
    )
