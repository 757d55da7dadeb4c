"""What is said of a training is what is seen of it: verdicts, and warnings before it begins, against NumPy."""

from dataclasses import replace

import numpy as np
import pytest

from render.languages import Language
from render.scene.outlook import foreseen
from render.training.losses.mse import MeanSquaredError
from render.training.models.line import Line
from render.training.objective import Objective
from render.training.optimizers.sgd import Sgd
from render.training.recording import Recording
from render.training.run import Phase, Run
from render.training.samples import Samples
from render.training.schedules.constant import Constant
from render.training.stability import Descent, curves, largest_stable_rate
from render.training.verdict import verdict
from tests.conftest import BASIC, ROOT, take_of, train

LESSON = "{kind: line, w: 0.1, b: 0.5, points: 100, x: [0, 1]}"


@pytest.mark.parametrize(
    ("changed", "kind", "words"),
    [
        ({"learning_rate": "0.1", "steps": "2000"}, "converged", "converged"),
        ({"learning_rate": "0.1", "steps": "200"}, "almost", "almost there"),
        ({"learning_rate": "1e-5", "steps": "200"}, "crawling", "has barely moved"),
        ({"learning_rate": "0.1", "steps": "40"}, "underway", "still on the way"),
        ({"learning_rate": "0.75", "steps": "20"}, "oscillating", "swings: the rate is close to 0.788"),
        ({"learning_rate": "0.75", "steps": "2000"}, "converged", "converged"),
        ({"learning_rate": "0.85", "steps": "200"}, "leaving", "leaves: the rate is above 0.788"),
        ({"learning_rate": "1.5", "steps": "2000"}, "diverged", None),
        (
            {"learning_rate": "0.3", "steps": "400", "batch_size": "4", "data": f"{LESSON[:-1]}, noise: 0.3}}"},
            "jumping",
            None,
        ),
    ],
)
def test_verdict_on_the_lessons_data(changed, kind, words, write):
    said = verdict(train(write(**{"data": LESSON, **changed})))
    assert said.kind == kind
    assert words in (None, said.words(Language()))
    assert said.largest_stable_rate == pytest.approx(0.789, abs=5e-4)


MOONS = "{kind: moons, points: 80, noise: 0.2, seed: 2}"
APART = "{kind: clusters, centres: [[-3, 0], [3, 0]], points: 40, seed: 1}"


@pytest.mark.parametrize(
    ("changed", "kind", "words"),
    [
        ({"data": APART, "learning_rate": "0.3"}, "separates", "separates; the weights keep growing"),
        ({"data": APART, "learning_rate": "0.3", "weight_decay": "0.1"}, "converged", "converged: 100 % right"),
        ({"learning_rate": "1", "steps": "2000"}, "converged", "converged: 89 % right"),
        ({"learning_rate": "1", "steps": "60"}, "underway", "still on the way: 88 % right"),
        ({"learning_rate": "1", "steps": "160"}, "almost", None),
        ({"learning_rate": "0.0005", "steps": "60"}, "crawling", "has barely moved: 79 % right"),
        ({"learning_rate": "30", "steps": "60"}, "oscillating", None),
        (
            {"learning_rate": "0.3", "steps": "600", "batch_size": "4"},
            "jumping",
            "jumps around the minimum: 89 % right",
        ),
        ({"learning_rate": "1e6", "steps": "60", "initial": "{w1: 100}"}, "leaving", None),
    ],
)
def test_verdict_on_classes(changed, kind, words, write):
    recording = train(write(**{"data": MOONS, "initial": "{}", "steps": "100", **changed}))
    said = verdict(recording)
    assert said.kind == kind
    assert words in (None, said.words(Language()))
    # What has no minimum has no largest stable rate.
    assert (said.largest_stable_rate is None) == (kind == "separates")


def test_batch_of_all_points_does_not_jump(write):
    recording = train(write(data=LESSON, steps="2000", batch_size="100"))
    assert verdict(recording).kind == "converged"


def trained(x, y, start, rate, steps):
    """The recording of a training in float64, of which nothing is rounded."""
    phases = (Phase(steps, Constant.model_construct(rate=rate)),)
    run = Run(Samples.of(x, y), Line(), start, phases, MeanSquaredError(), Sgd())
    x, y = run.samples.alone.astype(float), run.samples.y.astype(float)
    rows, (w, b) = [], start
    for _ in range(steps + 1):
        error = w * x + b - y
        rows.append((w, b, 2 * np.mean(error * x), 2 * np.mean(error), np.mean(error**2)))
        w, b = w - rate * rows[-1][2], b - rate * rows[-1][3]
    rows = np.array(rows)
    known = np.isfinite(rows).all(axis=1) & (rows[:, 4] < 1e38)
    end = len(rows) if known.all() else int(known.argmin())
    batches, slopes = np.empty((end, 0), np.int32), rows[:end, 2:4]
    return Recording(run, rows[:end, :2], slopes, rate * slopes, rows[:end, 4], batches, end < len(rows))


def judged(recording):
    """What a lecturer says who sees the lines: by the predictions of all points, nothing else."""
    samples = recording.run.samples
    x, y = samples.alone.astype(float), samples.y.astype(float)
    best = np.polyfit(x, y, 1)
    lines = [w * x + b - np.polyval(best, x) for w, b in recording.parameters]
    size = [np.sqrt(np.mean(line**2)) for line in lines]
    left, moved = size[-1] / size[0], np.sqrt(np.mean((lines[-1] - lines[0]) ** 2)) / size[0]
    far = np.abs(recording.parameters - best)
    to_go = far[-1] / far.max(axis=0)
    if recording.diverged or left > 1.02:
        return {"diverged", "leaving"}
    if left > 0.01 and np.mean(lines[-2] * lines[-1]) < 0:
        return {"oscillating", "leaving"}
    if left <= 0.01 and to_go.max() <= 0.05:
        return {"converged"}
    if left <= 0.05:
        # A line that is near, but tilts the wrong way, is still on its way.
        near = {"almost"} if to_go.max() <= 0.2 else {"there"} if left <= 0.02 else {"underway"}
        return near if left <= 0.02 or left > 0.03 else near | {"there"}
    return {"crawling"} if moved < 0.1 else {"underway"} if moved > 0.2 else {"crawling", "underway"}


def random_training(random):
    size, away = 10 ** random.uniform(-1, 1.5), random.choice([0, 0, 0.5, 2])
    x = size * (random.uniform(0, 1, 30) + away)
    tall = 10 ** random.uniform(-3, 5)
    y = tall * (
        random.uniform(-2, 2) * x / size + random.uniform(-1, 1) + random.choice([0.01, 0.2]) * random.normal(size=30)
    )
    start = tall * random.normal(size=2) * random.choice([0, 1])
    stable = largest_stable_rate(
        curves(Objective(Samples.of(x, y), Line(), MeanSquaredError()).quadratic.hessian)[0].curvature
    )
    rate = stable * random.choice([1e-6, 1e-3, 0.1, 0.5, 0.95, 0.999, 1.01, 1.3])
    return x, y, tuple(start), rate, int(10 ** random.uniform(0.5, 3))


@pytest.mark.parametrize("seed", range(60))
def test_verdict_is_what_a_lecturer_sees(seed):
    recording = trained(*random_training(np.random.default_rng(seed)))
    assert verdict(recording).kind in judged(recording)


@pytest.mark.parametrize("seed", range(60))
def test_metres_and_millimetres_end_alike(seed):
    """Predictions are the same, so is what is seen: only the numbers of w and b, and of x and y, are others."""
    x, y, start, rate, steps = random_training(np.random.default_rng(seed))
    recording = trained(x, y, start, rate, steps)
    said = verdict(recording)
    taller = trained(x, 1000 * y, (1000 * start[0], 1000 * start[1]), rate, steps)
    assert (verdict(taller).kind, verdict(taller).moving) == (said.kind, said.moving)
    # The rate that suits w in another unit of x does not suit b: it is what was recorded that is told in millimetres.
    slower = (Phase(steps, Constant.model_construct(rate=rate * 1e-6)),)
    run = replace(recording.run, samples=Samples.of(1000 * x, y), phases=slower)
    wider = replace(recording, run=run, parameters=recording.parameters / [1000, 1])
    if said.kind not in {"leaving", "diverged"}:
        assert (verdict(wider).kind, verdict(wider).moving) == (said.kind, said.moving)


def test_line_may_be_there_while_a_weight_has_far_to_go(write):
    recording = train(write(HOUSES))
    said = verdict(recording)
    assert (said.kind, said.moving) == ("there", "b")
    assert said.words(Language()) == "the line is there; b still moves"


@pytest.mark.parametrize("seed", range(20))
def test_forecast_is_what_the_training_does(seed):
    x, y, start, rate, steps = random_training(np.random.default_rng(seed))
    recording = trained(x, y, start, rate, steps)
    quadratic = recording.run.objective.quadratic
    descent = Descent(quadratic, start)
    loss = recording.loss - quadratic.least
    assert descent.excess == pytest.approx(loss[0], rel=1e-6)
    if not recording.diverged:
        left = max(loss[-1] / loss[0], 1e-12)
        assert max(descent.left([(steps, rate)]), 1e-12) == pytest.approx(left, rel=1e-3, abs=1e-9)
        half = descent.left([(steps // 2, rate), (steps - steps // 2, rate)])
        assert half == pytest.approx(descent.left([(steps, rate)]), rel=1e-9)
        needed = descent.steps(rate, left * 1.0001)
        assert needed <= steps * 1.002 + 1 or left == 1e-12 or (left >= 1 and np.isinf(needed))


def test_line_knows_its_moments_without_numpy():
    take = take_of(BASIC)
    exact, quick = take.samples().moments, take.scene.data.moments(take.folder)
    assert quick[:2] == pytest.approx(exact[:2], rel=1e-6)
    assert quick[2:] == pytest.approx(exact[2:], abs=0.01)


HOUSES = """\
title: House prices
data: {kind: points, x: [2104, 1600, 2400, 1416, 3000, 1985], y: [399900, 329900, 369000, 232000, 539900, 299900]}
learning_rate: 2e-7
steps: 200
"""
WARNED = {
    "too large": (
        HOUSES.replace("2e-7", "0.1"),
        """\
scene.yaml:3:1: warning: a learning rate of 0.1 is too large for these data: above 2.16×10⁻⁷ the line swings ever wider
  3 | learning_rate: 0.1
    | ^^^^^^^^^^^^^
    = write learning_rate: 3e-9; the line comes close after about 130 steps; stable below 2.16×10⁻⁷
""",
    ),
    "too small": (
        HOUSES.replace("2e-7", "1e-13"),
        """\
scene.yaml:3:1: warning: in 200 steps the line goes 0.02 % of its way; to come close takes about 4 million steps
  3 | learning_rate: 1e-13
    | ^^^^^^^^^^^^^
    = write learning_rate: 3e-9; the line comes close after about 130 steps; stable below 2.16×10⁻⁷
""",
    ),
    "far from 0": (
        "title: t\ndata: {kind: points, x: [1960, 1970, 1980, 1990], y: [316.9, 325.7, 338.8, 354.4]}\n"
        "phases: [{steps: 100, learning_rate: 1e-7}, {steps: 100}]\n",
        """\
scene.yaml:3:23: warning: after 200 steps 3.6 % of the line's way is left; to come close takes about 58 billion steps
  3 | phases: [{steps: 100, learning_rate: 1e-7}, {steps: 100}]
    |                       ^^^^^^^^^^^^^
    = stable below 2.56×10⁻⁷, and no rate there is fast enough, for x lies far from 0, around 2000
""",
    ),
    "nothing to learn": (
        "title: t\ndata: {kind: line, w: 0, b: 0.5, noise: 1}\ninitial: {b: 0.5}\nlearning_rate: 0.1\nsteps: 20\n",
        """\
scene.yaml:3:1: warning: the line starts where it is to end: nothing will be seen to happen
  3 | initial: {b: 0.5}
    | ^^^^^^^
    = start elsewhere: initial: {w: 0, b: -2}
""",
    ),
}


@pytest.mark.parametrize(("text", "warning"), WARNED.values(), ids=WARNED)
def test_check_sees_the_training_coming(text, warning, write, render):
    path = write(text)
    code, out, err = render("check", "scene.yaml")
    assert (code, err) == (0, warning)
    assert out.startswith("scene.yaml is fine: ")
    assert render("check", "scene.yaml", "-q") == (0, "", "")
    assert len(foreseen(take_of(path))) == 1


@pytest.mark.parametrize("scene", sorted((ROOT / "scenes").glob("*.yaml")), ids=lambda path: path.stem)
def test_shipped_trainings_are_what_their_scenes_want(scene):
    assert foreseen(take_of(scene)) == []


def test_rates_that_are_printed_work(write, render):
    """The limit is below the limit, and what is to be written makes the film that was promised."""
    path = write(HOUSES.replace("2e-7", "0.1"))
    (problem,) = foreseen(take_of(path))
    promised = problem.hint.split("; ")
    assert verdict(train(write(HOUSES.replace("2e-7", promised[0].split(": ")[1])))).kind in {"there", "almost"}
    for rate, settles in (("2.16e-7", True), ("2.18e-7", False)):
        recording = train(write(HOUSES.replace("2e-7", rate).replace("steps: 200", "steps: 20000")))
        assert recording.settles == settles
