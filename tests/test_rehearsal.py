"""What a training of classes or on a landscape does is known before it: by a bound, and by a rehearsal in NumPy."""

from types import SimpleNamespace

import numpy as np
import pytest

from render.lint.flashing import flashing
from render.scene.outlook import foreseen
from render.training.curvature_bound import curvature_bound
from render.training.rehearsal import rehearsed
from render.training.verdict import verdict
from tests.conftest import ROOT, run_of, scene_of, take_of, train, train_all

PEOPLE = "age,height,sex\n" + "".join(
    f"{20 + 7 * i % 40},{165 + 12 * (i % 2) + i % 5},{'fm'[i % 2]}\n" for i in range(24)
)
RAW = "title: t\ndata: {kind: csv, file: people.csv, x: [age, height], y: sex}\nlearning_rate: 0.1\nsteps: 300\n"
THREE = (
    "title: t\ndata: {kind: clusters, centres: [[0, 0], [2, 0], [1, 2]], points: 60}\nlearning_rate: 0.5\nsteps: 30\n"
)
VALLEY = (ROOT / "scenes" / "momentum.yaml").read_text()


@pytest.fixture
def people(tmp_path):
    tmp_path.joinpath("people.csv").write_text(PEOPLE)


def test_words_in_a_table_choose_model_loss_and_panels(people, write):
    scene = scene_of(write(RAW))
    assert (scene.model.kind, scene.loss.kind) == ("logistic", "cross-entropy")
    assert [panel.kind for panel in scene.panels] == ["boundary", "loss"]
    assert scene_of(write(RAW + "initial: {w2: 1}\n")).initial == {"w2": 1}


@pytest.mark.parametrize("text", [RAW, THREE, THREE + "weight_decay: 0.3\n"], ids=["two", "three", "with a decay"])
def test_below_the_bound_the_loss_never_rises(text, people, write):
    run = run_of(write(text))
    bound = curvature_bound(run.objective)
    x = np.column_stack([run.objective.x, np.ones(len(run.objective.x))])
    largest, decay = np.linalg.eigvalsh(x.T @ x / len(x))[-1], run.weight_decay
    factor = 1 / 4 if run.samples.task.outputs == 1 else 1 / 2
    assert factor * largest <= bound * (1 + 1e-9) <= (factor * largest + decay) * (1 + 2e-9)
    start = tuple(np.random.default_rng(0).normal(size=len(run.initial)))
    seen = rehearsed(run.objective, run.optimizer, start, np.full(200, 0.99 * 2 / bound))
    assert np.diff(seen.losses).max() <= 1e-12


@pytest.mark.parametrize("text", [THREE + "weight_decay: 0.1\n", VALLEY], ids=["classes", "landscape"])
def test_rehearsal_is_the_training(text, write):
    for recording in train_all(write(text)):
        run = recording.run
        seen = rehearsed(run.objective, run.optimizer, run.initial, run.rates[:-1].astype(float))
        assert seen.complete
        assert seen.path == pytest.approx(recording.parameters, rel=1e-3, abs=1e-4)
        assert seen.losses == pytest.approx(run.objective.at(recording.parameters), rel=1e-3, abs=1e-5)


def test_auto_of_classes_is_half_of_what_is_stable_anywhere(write):
    recording = train(write(THREE.replace("0.5", "auto")))
    stable = 2 / curvature_bound(recording.run.objective)
    assert 0.99 * stable / 2 < recording.learning_rate[0] <= stable / 2


SEEN = {
    "classes too large": (
        RAW,
        """\
scene.yaml:3:1: warning: a learning rate of 0.1 is too large for these data: the logistic model swings to and fro to \
the end; below 0.000254 it cannot
  3 | learning_rate: 0.1
    | ^^^^^^^^^^^^^
    = write standardize: true and learning_rate: 0.2; after 300 steps 100 % are right
""",
    ),
    "classes too small": (
        RAW.replace("0.1", "1e-4"),
        """\
scene.yaml:3:1: warning: in 300 steps the logistic model learns next to nothing: its loss goes from 0.693 to 0.692
  3 | learning_rate: 1e-4
    | ^^^^^^^^^^^^^
    = write standardize: true and learning_rate: 0.2; after 300 steps 100 % are right
""",
    ),
    "landscape too large": (
        VALLEY.replace("rate: 0.4", "rate: 0.6"),
        """\
scene.yaml:12:1: warning: a learning rate of 0.6 is too large here: sgd leaves, and f is 3.9×10¹² in the end; at the \
minimum it is stable below 0.5
  12 | learning_rate: 0.6
     | ^^^^^^^^^^^^^
     = write learning_rate: 0.3; sgd then goes 92 % of its way
""",
    ),
    "landscape too small": (
        VALLEY.replace("rate: 0.4", "rate: 0.002"),
        """\
scene.yaml:12:1: warning: after 40 steps sgd still has 95 % of its way to the minimum to go
  12 | learning_rate: 0.002
     | ^^^^^^^^^^^^^
     = write learning_rate: 0.2; sgd then goes 82 % of its way
""",
    ),
}


@pytest.mark.parametrize(("text", "warning"), SEEN.values(), ids=SEEN)
def test_check_has_rehearsed_it(text, warning, people, write, render):
    write(text)
    code, _, err = render("check", "scene.yaml")
    assert (code, err[err.index("scene.yaml") :]) == (0, warning)


@pytest.mark.parametrize("text", [RAW, RAW.replace("0.1", "1e-4")])
def test_what_is_to_be_written_helps(text, people, write):
    (problem,) = foreseen(take_of(write(text)))
    wanted, promised = problem.hint.removeprefix("write ").replace(" and ", "\n").split("; after ")
    recording = train(write(f"{text.replace('learning_rate: ' + text.split('rate: ')[1].split()[0], wanted)}"))
    assert f"{100 * recording.metrics['accuracy'][-1]:.0f} % are right" in promised


def test_no_better_than_guessing(people, write):
    recording = train(write(RAW.replace("0.1", "1e-4")))
    assert verdict(recording).kind == "guessing"
    assert recording.loss[-1] > 0.98 * np.log(2)


@pytest.mark.parametrize(("colors", "found"), [(((241, 202, 171), (171, 208, 230)), 1), (((241, 202, 171),) * 2, 0)])
def test_fields_that_change_their_colour_flicker_without_a_flash(colors, found):
    size = 320, 240
    frames = [(each / 10, np.full((*size[::-1], 4), [*colors[each % 2], 255], np.uint8)) for each in range(30)]
    showing = SimpleNamespace(scene=SimpleNamespace(output=SimpleNamespace(size=size)), frames=lambda: frames)
    said = [finding.message for finding in flashing(showing)]
    assert [message[:26] for message in said] == ["fields change their colour"] * found
