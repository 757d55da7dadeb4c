"""NPZ: all numbers of the recordings, for NumPy: `numpy.load` reads them without anything of ours."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from render.formats import Format, Reel
from render.seals import UNSEALED

if TYPE_CHECKING:
    from render.drawing.frame import Frame
    from render.training.recording import Recording
    from render.training.samples import Samples


class Npz(Format):
    """All of a recording and its samples, for NumPy: `numpy.load("basic.npz")["w"]` has the weight at each step.

    Arrays by their names, those of a run behind its number where there are several: 1/loss. Most are float32.

    `step` (K,) are the steps whose weights are kept, the last one being S. Of each of the `variables` there is what it
    was at these steps, (K, ...): W1, its gradient grad_W1, and the update that follows, update_W1. Of every step,
    (S + 1,), there are loss, metrics and learning_rate, and with mini-batches the indices of their samples, batches
    (S + 1, size). The samples are x (N, D) and y (N,), x_val and y_val those that are held back; origin_x (D,) and
    origin_y were subtracted from the author's numbers. Texts are title, runs, variables, inputs, target and classes.
    """

    kind: Literal["npz"] = "npz"
    suffix: ClassVar[str] = ".npz"
    frames: ClassVar[Literal["none"]] = "none"
    alpha: ClassVar[bool | None] = None
    replaced: ClassVar[int] = len(UNSEALED)

    def stamp(self, path: Path) -> str | None:
        """Return the first line of the archive's comment."""
        from zipfile import BadZipFile, ZipFile

        try:
            with ZipFile(path) as archive:
                return archive.comment.decode().partition("\n")[0] or None
        except (OSError, BadZipFile, ValueError):
            return None

    def end(self, seal: str) -> bytes:
        """Return the last line of the archive's comment, with which a ZIP file ends."""
        return seal.encode()

    @contextmanager
    def write(self, path: Path, reel: Reel) -> "Iterator[Callable[[Frame], None]]":
        """Write all arrays; their times are those of an archive without any, so that its bytes are the same again."""
        from zipfile import ZipFile

        import numpy as np

        recordings, samples = reel.recordings, reel.recordings[0].run.samples
        arrays = {
            "title": reel.title,
            "runs": [recording.run.name for recording in recordings],
            **_of_samples(samples, ""),
            "origin_x": [quantity.origin for quantity in samples.inputs],
            "origin_y": samples.target.origin,
            "inputs": [quantity.name for quantity in samples.inputs],
            "target": samples.target.name,
        }
        if samples.classes:
            arrays["classes"] = samples.classes
        if samples.validation:
            arrays |= _of_samples(samples.validation, "_val")
        for number, recording in enumerate(recordings):
            own = f"{number}/" if len(recordings) > 1 else ""
            arrays |= {f"{own}{name}": values for name, values in _of_run(recording).items()}
        with path.open("wb") as file:
            np.savez(file, allow_pickle=False, **arrays)
        with ZipFile(path, "a") as archive:
            archive.comment = f"{reel.stamp}\n{UNSEALED}".encode()
        yield lambda frame: None


def _of_samples(samples: "Samples", ending: str) -> dict[str, Any]:
    return {f"x{ending}": samples.x, f"y{ending}": samples.y}


def _of_run(recording: "Recording") -> dict[str, Any]:
    """Return the arrays of a run, by their names."""
    run = recording.run
    variables = run.model.variables(run.samples.task)
    arrays: dict[str, Any] = {"variables": [variable.name for variable in variables], "step": recording.kept}
    each = {"": recording.parameters, "grad_": recording.gradients, "update_": recording.updates}
    for prefix, values in each.items():
        first = 0
        for variable in variables:
            own, first = values[:, first : first + variable.size], first + variable.size
            arrays[prefix + variable.name] = own.reshape(len(own), *variable.shape)
    for name, scaling in (("x", run.objective.inputs), ("y", run.objective.targets)):
        if getattr(run.standardize, name) and scaling:
            arrays |= {f"{name}_mean": scaling.middle, f"{name}_std": scaling.unit}
    arrays |= {"loss": recording.loss, **recording.metrics, "learning_rate": recording.learning_rate}
    return arrays | ({"batches": recording.batches} if run.batch_size else {})
