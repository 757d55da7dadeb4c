"""Milliseconds of CPU that a frame of the panels boundary and bowl takes, beside one of fit; each has loss beside it.

Usage: python -m tests.benchmarks.panels [PAIRS]. Recordings are known, every frame moves, and nothing is encoded.
"""

import sys
import tempfile
import time
from functools import partial
from pathlib import Path

from tests.benchmarks import films
from tests.benchmarks.processes import Cost, in_turn, ratio, seconds
from tests.conftest import stage_of

CENTRES = ["[0, 0]", "[2.2, 0.3]", "[0.9, 1.9]", "[-1, 2]", "[-2, 0]"]
"""Of two to five classes."""
DATA = {
    "two classes": "{kind: clusters, centres: [[-1, -0.6], [1, 0.6]], spread: 0.8, points: 100, seed: 5}",
    "two moons": "{kind: moons, noise: 0.2, points: 200, seed: 3}",
    "three classes": f"{{kind: clusters, centres: [{', '.join(CENTRES[:3])}], spread: 0.6, points: 120, seed: 4}}",
    "five classes": f"{{kind: clusters, centres: [{', '.join(CENTRES)}], spread: 0.6, points: 120, seed: 4}}",
}


def boundary(path, data):
    """Write a scene of these `data` at `path`, 201 frames of 1280x720, and return the path."""
    lines = ["title: Bands", f"data: {data}", "panels: [boundary, loss]", "learning_rate: 0.5", "steps: 200"]
    path.write_text("\n".join([*lines, f"pacing: {films.EVERY_STEP}"]), encoding="utf-8")
    return path


def bowl(path):
    """Write a scene of the panel bowl at `path`, of the same length and size, and return the path."""
    text = films.scene(path).read_text(encoding="utf-8")
    path.write_text(f"{text}panels: [bowl, loss]\n", encoding="utf-8")
    return path


def drawing(scene):
    """Return a function that draws all frames of `scene`, and says what one of them cost."""
    stage, timeline = stage_of(scene)

    def draw():
        began = time.process_time()
        frames = sum(1 for _ in stage.frames(timeline))
        return Cost((time.process_time() - began) / frames, 0.0)

    return draw


def main(pairs):
    with tempfile.TemporaryDirectory() as folder:
        scene = partial(Path, folder)
        fit = drawing(films.scene(scene("fit.yaml")))
        others = [drawing(boundary(scene("boundary.yaml"), data)) for data in DATA.values()]
        theirs, *ours = in_turn(pairs, fit, *others, drawing(bowl(scene("bowl.yaml"))))
    for what, costs in zip([*(f"boundary, {what}" for what in DATA), "bowl"], ours, strict=True):
        said = f"{what}: {1000 * seconds(costs):.1f} ms a frame"
        print(f"{said:44} fit {1000 * seconds(theirs):.1f} ms, {ratio(costs, theirs)} times as long, aim 2", flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
