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


MOONS = "{kind: moons, points: 140, noise: 0.12, seed: 2}"
APART = "{kind: clusters, centres: [[-2, 0], [2, 0]], spread: 0.5, points: 40, seed: 1}"
OVERLAP = "{kind: clusters, centres: [[-1], [1]], spread: 0.8, points: 60, seed: 2}"
THREE = "{kind: clusters, centres: [[0, 0], [2.2, 0.3], [0.9, 1.9]], spread: 0.6, points: 120, seed: 4}"


@pytest.mark.parametrize(
    ("data", "rate", "steps", "more", "words"),
    [
        (APART, 0.3, 400, {}, "separates; the weights keep growing"),
        (APART, 0.3, 400, {"weight_decay": "0.01"}, "converged: 100 % right"),
        # With a decay of 0.01 no weights are at rest above a rate of 2 / 0.01, however flat the loss is there.
        (APART, 100, 50, {"weight_decay": "0.01"}, "swings to and fro"),
        (APART, 500, 50, {"weight_decay": "0.01"}, "leaves: the rate is too large"),
        (MOONS, 1, 1000, {}, "converged: 86 % right"),
        (MOONS, 0.3, 50, {}, "still on the way: 83 % right"),
        (MOONS, 0.001, 200, {}, "has barely moved: 80 % right"),
        # Its loss goes from 0.37 to 0.42 and back, at last downward.
        (MOONS, 20, 300, {}, "swings to and fro"),
        # Its loss goes from 1.4 to 0.9 and back: that is more than 0.69, but it stays where it is.
        (MOONS, 60, 200, {}, "swings to and fro"),
        (MOONS, 1, 400, {"batch_size": "8"}, "jumps around the minimum: 85 % right"),
        (OVERLAP, 0.3, 150, {}, "almost there: 93 % right"),
        (OVERLAP, 50, 101, {}, "swings: the rate is above 35.9"),
        # Its loss still falls, from 0.144 to 0.138 in the last quarter, by more than it jumps.
        (THREE, 0.5, 500, {"batch_size": "10"}, "still on the way: 94 % right"),
    ],
)
def test_verdict_on_classes(data, rate, steps, more, words, write):
    path = write(data=data, initial=None, learning_rate=str(rate), steps=str(steps), **more)
    assert verdict(train(path)).words(Language()) == words


@pytest.mark.thorough
@pytest.mark.parametrize(
    ("rate", "steps", "words"),
    [(0.01, 20000, "still on the way: 88 % right"), (0.3, 3000, "separates; the weights keep growing")],
)
def test_data_that_can_be_separated_never_converge(rate, steps, words, write):
    """Two samples are close to each other: one of them is wrong for long, while the loss falls ever more slowly."""
    x = [-2.0, -1.5, -1.0, -0.02, 0.02, 1.0, 1.5, 2.0]
    data, rows = (
        "{kind: csv, file: x.csv, x: x, y: side}",
        "".join(f"{v + 3},{'right' if v > 0 else 'left'}\n" for v in x),
    )
    path = write(data=data, model="logistic", initial=None, learning_rate=str(rate), steps=str(steps))
    (path.parent / "x.csv").write_text(f"x,side\n{rows}")
    recording = train(path)
    assert recording.run.objective.best is None
    assert verdict(recording).words(Language()) == words


def test_of_several_runs_one_whose_line_is_there_arrives(write):
    said = verdict(train(write(HOUSES)))
    assert (said.kind, said.verb(Language())) == ("there", "arrives")


@pytest.mark.parametrize(("rate", "known"), [("0.001", False), ("1", True)])
def test_rate_of_classes_is_stable_where_it_was_measured_near_the_minimum(rate, known, write):
    recording = train(write(data=MOONS, initial=None, learning_rate=rate, steps="1000"))
    # The minimum is one for both, and so is what its curvature says.
    assert (recording.largest_stable_rate is not None) == known
    assert recording.curvature > 0


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


@pytest.mark.parametrize("seed", range(40))
def test_verdict_is_what_a_lecturer_sees(seed):
    recording = trained(*random_training(np.random.default_rng(seed)))
    assert verdict(recording).kind in judged(recording)


@pytest.mark.parametrize("seed", range(40))
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
    = or write standardize: true: a learning rate of 0.1 then takes about 17 steps
""",
    ),
    "too small": (
        HOUSES.replace("2e-7", "1e-13"),
        """\
scene.yaml:3:1: warning: in 200 steps the line goes 0.02 % of its way; to come close takes about 4 million steps
  3 | learning_rate: 1e-13
    | ^^^^^^^^^^^^^
    = write learning_rate: 3e-9; the line comes close after about 130 steps; stable below 2.16×10⁻⁷
    = or write standardize: true: a learning rate of 0.1 then takes about 17 steps
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
    = or write standardize: true: a learning rate of 0.1 then takes about 17 steps
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
