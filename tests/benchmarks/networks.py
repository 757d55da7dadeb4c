"""What 2,410 weights cost: the training, its recording, and a minute of film from it.

Usage: python -m tests.benchmarks.networks [TIMES]. Nothing else should run meanwhile.
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.benchmarks.processes import RENDER, in_turn, run, seconds

SCENE = """
title: 2,410 weights
data: {kind: set, name: digits}
validation: 0.2
model: {kind: network, hidden: 32, activation: relu}
learning_rate: 0.3
batch_size: 32
steps: 2000
panels: [examples, {kind: metrics, steps: log}]
pacing: {seconds: 58}
output: {formats: mp4, fps: 30}
"""
TRAINING = """
import json, resource, sys, time
from pathlib import Path
from render.scene import loader
from render.scene.script import runs_of
from render.training.metrics import VALIDATION_ACCURACY
from render.training.recorder import record
take = loader.takes(Path(sys.argv[1]))[0]
(run,) = runs_of(take.scene, take.samples())
spent = []
for _ in range(2):
    began = time.perf_counter()
    made = record(run)
    spent.append(time.perf_counter() - began)
size = made.parameters.nbytes + made.gradients.nbytes + made.updates.nbytes + made.loss.nbytes
right = float(made.metrics[VALIDATION_ACCURACY][-1])
print(json.dumps([*spent, size / 1e6, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3, right]))
"""


def main(times):
    with tempfile.TemporaryDirectory() as folder:
        scene = Path(folder, "many.yaml")
        scene.write_text(SCENE, encoding="utf-8")
        for _ in range(times):
            said = subprocess.run([sys.executable, "-c", TRAINING, scene], check=True, capture_output=True, text=True)
            first, again, size, memory, right = json.loads(said.stdout)
            print(
                f"2,000 steps: {first:.2f} s with compiling (aim 2.5), {again:.2f} s compiled; "
                f"recording {size:.0f} MB, process {memory:.0f} MB; {right:.2%} of what was held back right",
                flush=True,
            )
        (costs,) = in_turn(times, lambda: run(*RENDER, scene, "-o", folder, "-q", "--force"))
        peak = max(cost.megabytes for cost in costs)
        print(f"a minute of MP4 from the known recording: {seconds(costs):.1f} s, {peak:.0f} MB")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 3)
