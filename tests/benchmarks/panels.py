"""Milliseconds of CPU that a frame of a panel takes, beside one of fit; each has the panel loss beside it.

Usage: python -m tests.benchmarks.panels [PAIRS [PANEL ...]]. Recordings are known, every frame moves, and nothing is
encoded.
"""

import sys
import tempfile
import time
from pathlib import Path

from tests.benchmarks import films
from tests.benchmarks.processes import Cost, in_turn, ratio, seconds
from tests.conftest import stage_of

CENTRES = ["[0, 0]", "[2.2, 0.3]", "[0.9, 1.9]", "[-1, 2]", "[-2, 0]"]
"""Of two to five classes."""
TWO = "data: {kind: clusters, centres: [[-1, -0.6], [1, 0.6]], spread: 0.8, points: 100, seed: 5}"
CLUSTERS = "data: {{kind: clusters, centres: [{}], spread: 0.6, points: 120, seed: 4}}"
MOONS = "data: {kind: moons, noise: 0.2, points: 200, seed: 3}"
SPIRAL = "data: {kind: spiral, arms: 3, points: 150, seed: 2}"
DIGITS = "data: {kind: set, name: digits}\nvalidation: 0.2\nbatch_size: 32"
SCENES = {
    "boundary, two classes": TWO,
    "boundary, two moons": MOONS,
    "boundary, three classes": CLUSTERS.format(", ".join(CENTRES[:3])),
    "boundary, five classes": CLUSTERS.format(", ".join(CENTRES)),
    "boundary, network 2-16-16-3": f"{SPIRAL}\nmodel: {{kind: network, hidden: [16, 16]}}",
    "bowl, a line": "data: {kind: line, w: 0.1, b: 0.5, noise: 0.05, seed: 31}\ninitial: {b: -1}",
    "network, 2-4-1": f"{MOONS}\nmodel: {{kind: network, hidden: 4}}",
    "network, 64-32-10": f"{DIGITS}\nmodel: {{kind: network, hidden: 32}}",
    "weights, 10 pictures": f"{DIGITS}\nmodel: logistic",
    "weights, 64 pictures": f"{DIGITS}\nmodel: {{kind: network, hidden: [64, 32]}}",
    "examples, 64-32-10": f"{DIGITS}\nmodel: {{kind: network, hidden: 32}}",
    "confusion, 64-32-10": f"{DIGITS}\nmodel: {{kind: network, hidden: 32}}",
    "units, 2-4-1": f"{MOONS}\nmodel: {{kind: network, hidden: 4}}",
    "units, 2-16-16-3": f"{SPIRAL}\nmodel: {{kind: network, hidden: [16, 16]}}",
}
"""The panel, what it shows, and the lines that say of what."""


def scene(path, panel, lines):
    """Write a scene with these `lines` at `path`, 201 frames of 1280x720, and return the path."""
    usual = ["title: A panel", f"panels: [{panel}, loss]", "learning_rate: 0.2", "steps: 200"]
    path.write_text("\n".join([*usual, lines, f"pacing: {films.EVERY_STEP}"]), encoding="utf-8")
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


def main(pairs, panels):
    with tempfile.TemporaryDirectory() as folder:
        fit = drawing(films.scene(Path(folder, "fit.yaml")))
        for what, lines in SCENES.items():
            panel = what.split(",")[0]
            if panels and panel not in panels:
                continue
            ours, theirs = in_turn(pairs, drawing(scene(Path(folder, "panel.yaml"), panel, lines)), fit)
            said = f"{what}: {1000 * seconds(ours):.1f} ms a frame"
            print(f"{said:48} fit {1000 * seconds(theirs):.1f} ms, {ratio(ours, theirs)} times as long", flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5, sys.argv[2:])
