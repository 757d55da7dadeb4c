"""Learning rates that change: which step gets which, what is said of them, and `auto`, which chooses one."""

import re

import numpy as np
import pytest

from render.drawing.proof import drawn_texts
from render.family import Family
from render.languages import Language
from render.output.description import describe
from render.scene.advice import advice, chosen
from render.scene.outlook import foreseen
from render.scene.rates import paces, schedule_of
from render.training.curvature import curvature_at, gradient_of
from render.training.decimals import rate_text
from render.training.stability import THERE, Descent, Moments
from render.training.verdict import verdict
from tests.conftest import panels_of, run_of, runs_of, scene_of, stage_of, take_of, train, train_all

MEMBERS = Family("render.training.schedules").members
OPTIONS = {
    "constant": {"rate": 0.4},
    "cosine": {"from": 0.4, "to": 0.01},
    "exponential": {"from": 0.4, "to": 0.01},
    "linear": {"from": 0.4, "to": 0.01},
    "step": {"from": 0.4, "every": 7, "factor": 0.5},
}
STEPS, WARMUP = 60, 9
COSINE = "{kind: cosine, from: 0.4, warmup: 5}"


def test_each_step_has_the_rate_that_keras_gives_it():
    import tensorflow as tf

    theirs, left = tf.keras.optimizers.schedules, STEPS - WARMUP
    after = {
        "constant": theirs.PolynomialDecay(0.4, left, 0.4),
        "cosine": theirs.CosineDecay(0.4, left, alpha=0.01 / 0.4),
        "exponential": theirs.ExponentialDecay(0.4, left, 0.01 / 0.4),
        "linear": theirs.PolynomialDecay(0.4, left, 0.01),
        "step": theirs.ExponentialDecay(0.4, 7, 0.5, staircase=True),
    }
    assert set(after) == set(OPTIONS) == set(MEMBERS)
    for kind, keras in after.items():
        schedule = MEMBERS[kind].model_validate({**OPTIONS[kind], "warmup": WARMUP})
        rates = schedule.rates(STEPS)
        np.testing.assert_allclose(rates[WARMUP:], [float(keras(k)) for k in range(left)], rtol=2e-6)
        np.testing.assert_allclose(rates[: WARMUP + 1], np.linspace(0.04, 0.4, WARMUP + 1), rtol=1e-12)
        bare = MEMBERS[kind].model_validate(OPTIONS[kind])
        np.testing.assert_array_equal(bare.rates(left), rates[WARMUP:])
        assert bare.changes is (kind != "constant")
    # As Keras's own does it, which begins with the rate that a first step of ours has.
    warm = theirs.CosineDecay(0.04, left, alpha=0.01 / 0.4, warmup_target=0.4, warmup_steps=WARMUP)
    ours = MEMBERS["cosine"].model_validate({**OPTIONS["cosine"], "warmup": WARMUP}).rates(STEPS)
    np.testing.assert_allclose(ours, [float(warm(k)) for k in range(STEPS)], rtol=2e-6)


@pytest.mark.parametrize("to", [{}, {"to": 0}])
@pytest.mark.parametrize("kind", ["cosine", "linear"])
def test_what_goes_to_0_never_gets_there(kind, to):
    for steps in (1, 2, 10_000_000):
        assert MEMBERS[kind].model_validate({"from": 0.1, **to}).rates(steps).min() > 0


def test_runs_use_and_keep_these_rates(write):
    run = run_of(write(learning_rate=COSINE, steps="40"))
    rates = MEMBERS["cosine"].model_validate({"from": 0.4, "warmup": 5}).rates(40)
    np.testing.assert_array_equal(run.rates, np.float32([*rates, rates[-1]]))
    plain, mapped = (run_of(write(learning_rate=rate)) for rate in ("0.1", "{kind: constant, rate: 0.1}"))
    assert plain.digest == mapped.digest != run_of(write(learning_rate="{rate: 0.1, warmup: 1}")).digest
    recording = train(write(learning_rate=COSINE, steps="40"))
    x, y = recording.run.samples.x[:, 0].astype(float), recording.run.samples.y.astype(float)
    w, b = 0.0, -1.0
    for rate in rates:
        off = w * x + b - y
        w, b = w - rate * 2 * (off * x).mean(), b - rate * 2 * off.mean()
    np.testing.assert_allclose(recording.parameters[-1], [w, b], rtol=1e-5)


@pytest.mark.parametrize(
    ("values", "names"),
    [
        ("[0.1, 0.2]", ["rate 0.1", "rate 0.2"]),
        ("[0.1, auto]", ["rate 0.1", "auto 0.393"]),
        ("[0.5, {kind: cosine, from: 0.5}]", ["constant 0.5", "cosine"]),
        ("[0.5, {rate: 0.5, warmup: 9}]", ["no warmup", "warmup of 9"]),
        ("[{kind: linear, from: 1}, {kind: linear, from: 1, to: 0.1}]", ["to 0", "to 0.1"]),
        (
            "[0.5, {kind: step, from: 1, every: 3, factor: 0.5}, {kind: step, from: 1, every: 4, factor: 0.5}]",
            ["constant 0.5", "steps, every 3 steps", "steps, every 4 steps"],
        ),
    ],
)
def test_runs_are_named_by_what_differs(values, names, write):
    path = write(learning_rate=None, compare=f"{{learning_rate: {values}}}", steps="20")
    assert [run.name for run in runs_of(path)] == names


def test_auto_is_half_of_the_largest_stable_rate_and_says_so(write, render):
    path = write(learning_rate="auto", steps="100", panels="[fit, rule]")
    recording = train(path)
    x = recording.run.samples.x[:, 0].astype(float)
    features = np.stack([x, np.ones_like(x)], axis=1)
    largest = 2 / np.linalg.eigvalsh(2 * features.T @ features / len(x)).max()
    rate = float(recording.learning_rate[0])
    assert 0.99 * largest / 2 < rate <= largest / 2
    assert rate_text(recording, 0) == f"{rate:.3f}"
    stage, timeline = stage_of(path)
    stage.frame(timeline[0])
    said = f"rate {rate:.3f}, half of the largest stable"
    assert any(said in text.get_text() for text in drawn_texts(stage))
    assert "That is half of the largest stable one." in describe(scene_of(path), [recording]).long
    assert train(write(learning_rate=f"{rate:.3f}", steps="100")).run.digest == recording.run.digest
    assert [*chosen([recording])] == [f"learning_rate: auto is {rate:.3f}, half of the largest stable rate"]
    code, out, err = render("code", "scene.yaml")
    assert (code, err) == (0, "")
    assert f"learning_rate = {rate:.3f}\n" in out


def test_live_rates_do_not_jitter(write):
    """In the header and in the rule they have the same width at all steps, and are those of the recording."""
    path = write(learning_rate=COSINE, steps="200", panels="[fit, rule]", slow_motion="[100]")
    recording = train(path)
    texts = [rate_text(recording, step) for step in range(201)]
    assert {len(text) for text in texts} == {len("0.400")}
    np.testing.assert_allclose([float(text) for text in texts], recording.learning_rate, atol=0.0005)
    stage, timeline = stage_of(path)
    widths = set()
    for step in (0, 40, 150):
        stage.frame(timeline.at(step))
        (rule,) = [text for text in drawn_texts(stage) if text.get_text().endswith(f"learning rate {texts[step]}")]
        widths.add(round(rule.get_window_extent().width, 3))
        assert sum(text.get_text() == texts[step] for text in drawn_texts(stage)) == 2
    assert len(widths) == 1


@pytest.mark.parametrize("scale", ["linear", "log"])
def test_panel_of_the_rate_shows_every_step_before_it_comes(scale, write):
    assert "rate" in panels_of(write())
    path = write(learning_rate=COSINE, steps="30", panels=f"[{{kind: rate, scale: {scale}}}]")
    stage, timeline = stage_of(path)
    rates = train(path).learning_rate
    (axes,) = stage.figure.axes[-1:]
    low, high = axes.get_ylim()
    assert low <= rates.min() <= rates.max() <= high
    (ahead,) = [line for line in axes.lines if line.get_alpha() and len(line.get_xdata()) == 31]
    np.testing.assert_array_equal(ahead.get_ydata(), rates.astype(float))
    for step in (12, 30):
        stage.frame(timeline.at(step))
        (head,) = [line for line in axes.lines if len(line.get_xdata()) == 1]
        assert head.get_xydata().tolist() == [[step, float(rates[step])]]


def test_parts_of_a_schedule_foresee_what_it_does(write):
    """The closed form of a descent with the means of parts is that of all steps."""
    path = write(learning_rate="{kind: cosine, from: 0.7, warmup: 500}", steps="5000")
    rates, moments = run_of(path).rates[:-1].astype(float), Moments.of([0.0, 1, 2, 3], [0.0, 1, 1, 2])
    from render.training.models.line import Line

    descent = Descent(Line().mean_squared_error(moments), [0.0, 0.0])
    parts = paces(5000, scene_of(path).learning_rate, 1.0)
    assert sum(steps for steps, _ in parts) == 5000
    assert len(parts) == 1000
    scaled = [(steps, 0.01 * rate) for steps, rate in parts]
    assert descent.left(scaled) == pytest.approx(descent.left([(1, 0.01 * rate) for rate in rates]), rel=1e-3)
    assert paces(7, "auto", 1.0) == [(7, 0.5)]
    assert paces(7, 0.1, 1.0) == [(7, 0.1)]
    assert schedule_of(0.1).rates(2).tolist() == [0.1, 0.1]


def test_what_a_schedule_does_is_told_in_words_and_notes(write):
    path = write(learning_rate=COSINE, steps="40")
    told = describe(scene_of(path), train_all(path)).long
    assert "From step 0 to step 5 the learning rate rises from 0.067 to 0.400, its warmup." in told
    assert "From step 5 to step 40 the learning rate goes from 0.400 to 0.001 (cosine)." in told
    assert isinstance(scene_of(path).language, Language)


def test_a_rate_that_fades_is_not_taken_for_an_arrival(write):
    """What stops as its rate is next to 0 is still on its way; what jumped and comes to rest does not jump."""
    network = {"data": "{kind: curve, points: 30}", "model": "network", "initial": None, "steps": "60"}
    fading = train(write(**{**network, "learning_rate": "{kind: exponential, from: 0.1, to: 1e-6}"}))
    assert verdict(fading).kind in {"underway", "almost"}
    jumps = {"compare": "{learning_rate: [0.5, {kind: cosine, from: 0.5}]}", "learning_rate": None, "batch_size": "4"}
    line = {"data": "{kind: line, w: 0.1, b: 0.5, points: 100, x: [0, 1], noise: 0.2, seed: 31}", "seed": "5"}
    compared = train_all(write(**jumps, **line, initial="{w: 0.8, b: 0.9}", steps="400"))
    assert [verdict(each).kind for each in compared] == ["jumping", "converged"]


ADVISED = {
    "a network that overflows": {
        "data": "{kind: curve, points: 30}",
        "model": "{kind: network, hidden: 16, activation: tanh}",
        "learning_rate": "5",
    },
    "a network of large inputs": {
        "data": "{kind: line, w: 0.001, b: 0, x: [1000, 2000], points: 30}",
        "model": "{kind: network, hidden: []}",
        "learning_rate": "1e-5",
    },
    "batches that overflow below the limit of all samples": {
        "data": "{kind: line, w: 1, b: 0, x: [0, 10], points: 60}",
        "batch_size": "1",
        "learning_rate": "0.028",
        "initial": "{w: -1, b: 2}",
    },
    "a network that barely moves": {
        "data": "{kind: curve, points: 30}",
        "model": "{kind: network, hidden: 16, activation: tanh}",
        "learning_rate": "1e-6",
    },
}


@pytest.mark.parametrize("changed", ADVISED.values(), ids=ADVISED)
def test_advice_that_is_followed_helps(changed, write):
    changed = {"initial": None, "steps": "200", **changed}
    recording = train(write(**changed))
    (said,) = advice([recording])
    better = said.split("learning_rate: ")[1].split(" ")[0]
    helped = train(write(**{**changed, "learning_rate": better}))
    if "barely moved" in said:
        assert verdict(recording).kind == "crawling"
        assert verdict(helped).kind in {"underway", "almost", "converged"}
        assert float(better) > float(changed["learning_rate"])
    else:
        assert verdict(recording).kind in {"diverged", "leaving"}
        assert helped.settles
    assert ("standardize: true, for x lies far from 0, around 1500" in said) is ("1000" in changed["data"])
    assert not [*advice([helped])]


def test_curvature_of_a_network_is_that_of_its_whole_hessian(write):
    run = run_of(write(data="{kind: moons, points: 20}", model="{kind: network, hidden: 3}", initial=None))
    theta, near = np.array(run.initial, float), 1e-4
    rows = [
        (gradient_of(run)(theta + near * e) - gradient_of(run)(theta - near * e)) / (2 * near)
        for e in np.eye(len(theta))
    ]
    assert curvature_at(run, theta) == pytest.approx(np.linalg.eigvalsh(np.array(rows)).max(), rel=1e-3)


def test_steps_that_are_promised_of_standardized_inputs_are_those_of_a_training_on_them(write):
    path = write(data="{kind: line, w: 100, b: 50000, x: [1000, 4500], noise: 3000, points: 60}", steps="200")
    ((problem,), samples) = foreseen(take_of(path)), run_of(path).samples
    promised = r"standardize: true: a learning rate of (\S+) then takes about (\d+) steps"
    rate, steps = re.search(promised, problem.hint).groups()
    x = (samples.x[:, 0] - samples.x.mean()) / samples.x.std()
    features, theta = np.stack([x, np.ones_like(x)], axis=1).astype(float), np.zeros(2)
    best = np.linalg.lstsq(features, samples.y.astype(float), rcond=None)[0]
    left = []
    for _ in range(int(steps)):
        left.append(np.linalg.norm(features @ (theta - best)) / np.linalg.norm(features @ best))
        theta -= float(rate) * 2 * features.T @ (features @ theta - samples.y) / len(x)
    assert np.linalg.norm(features @ (theta - best)) / np.linalg.norm(features @ best) <= THERE < left[-1]
