"""What moves of the camera cost: bytes, frames and CPU of each film that has some, beside the same film kept still.

Usage: python -m tests.benchmarks.camera [SCENE ...]; without, all shipped scenes. Recordings are known.
"""

import resource
import sys
import tempfile
from pathlib import Path

from render.scene.script import timeline_of
from tests.benchmarks.processes import RENDER, run
from tests.conftest import ROOT, scene_of, train_all


def cpu():
    """Return the CPU seconds of all processes that have been waited for."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def made(scene, folder, kind):
    """Make the film of `scene` as a file of a `kind`; return its bytes and the CPU seconds that it took."""
    command = [*RENDER, scene, "-f", kind, "-o", folder, "-q", "--force"]
    run(*command)
    before = cpu()
    run(*command)
    return (Path(folder) / f"{scene.stem}.{kind}").stat().st_size, cpu() - before


def main(scenes):
    for path in scenes:
        shots = timeline_of(scene_of(path), train_all(path)).shots
        if not shots:
            continue
        text = path.read_text(encoding="utf-8")
        kept = path.with_name(f"{path.stem}-still.yaml")
        kept.write_text(f"{text}\ncamera: still\n", encoding="utf-8")
        try:
            with tempfile.TemporaryDirectory() as folder:
                for kind in ("gif", "mp4", "html"):
                    (size, time), (size_still, time_still) = (made(each, folder, kind) for each in (path, kept))
                    said = f"{size / 1000:6.0f} kB, {size / size_still:.2f} times that of a still one"
                    cost = f"CPU {time:.2f} s, {time / time_still:.2f} times"
                    print(f"{path.stem:16} {kind:5} {said}; {cost}", flush=True)
        finally:
            kept.unlink()


if __name__ == "__main__":
    main([Path(each) for each in sys.argv[1:]] or sorted((ROOT / "scenes").glob("*.yaml")))
