"""The film in words: its numbers are those of the recording, in every language."""

import re
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from render.languages import Language, cells
from render.languages.files import kinds
from render.output.description import LONGEST_ALT, describe
from render.scene.script import recorded
from render.training.metrics import ACCURACY, VALIDATION_LOSS
from render.training.models.logistic import SIGMA
from tests.conftest import ROOT, scene_of, take_of, train_all

LANGUAGES = kinds()
SHIPPED = sorted((ROOT / "scenes").glob("*.yaml"))


@pytest.fixture
def told(write):
    """Describe the basic scene, changed, and return its recordings and its description."""

    def told(**changed):
        path = write(**changed)
        recordings = train_all(path)
        return recordings, describe(scene_of(path), recordings)

    return told


def numbers(pattern, text):
    """The numbers that stand for each # wherever the pattern is found, as they are written."""
    found = re.finditer(pattern.replace("#", "(−?[0-9.,]*[0-9](?:×10[⁰-⁻¹²³]+)?)"), text)
    return [match.groups() for match in found]


def number(written):
    """A written number, and half of the unit of its last digit."""
    mantissa, _, exponent = written.replace(",", "").replace("\N{MINUS SIGN}", "-").partition("×10")
    power = 10.0 ** int(exponent.translate(str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")) or "0")
    return float(mantissa) * power, 0.5001 * 10.0 ** -len(mantissa.partition(".")[2]) * power


def assert_are(written, values):
    for text, value in zip(written, values, strict=True):
        shown, half = number(text)
        assert shown == pytest.approx(value, abs=half, rel=1e-6)


@pytest.mark.parametrize(
    "changed", [{}, {"learning_rate": "0.85", "steps": "50"}, {"learning_rate": "90", "steps": "99"}]
)
def test_numbers_are_those_of_the_recording(told, changed):
    (recording,), description = told(**changed)
    rows = numbers(r"At step #: w = #, b = #, loss #\.", description.long)
    steps = sorted({round(share * recording.steps) for share in (0.1, 0.5, 1)} - {0})
    assert [row[0] for row in rows] == [str(step) for step in steps]
    for step, (_, *written) in zip(steps, rows, strict=True):
        assert_are(written, [*recording.parameters[step], recording.loss[step]])
    (written,) = numbers(r"starts at w = #, b = #; the loss there is #\.", description.long)
    assert_are(written, [0, -1, recording.loss[0]])
    (written,) = numbers(r"The loss goes from # to #: “", description.alt)
    assert_are(written, recording.loss[[0, -1]])
    ((step, *written),) = numbers(r"at step # it has w = #, b = # \(truth: w = 0\.\d+, b = 0\.\d+\)", description.alt)
    assert step == str(recording.steps)
    assert_are(written, recording.parameters[-1])
    below = np.flatnonzero(recording.loss < recording.loss[0] / 2)
    said = numbers(r"At step # the loss is below half", description.long)
    assert said == [(str(step),) for step in below[:1]]


def test_step_in_slow_motion_is_the_arithmetic_of_the_update(told):
    (recording,), description = told(slow_motion="[0, 3]")
    slow = numbers(r"Step # in slow motion: .*? the loss is #; the gradient is # for w and # for b\.", description.long)
    rows = numbers(r"subtracts # times the gradient: w goes from # to #, b goes from # to #\.", description.long)
    assert [row[0] for row in slow] == ["0", "3"]
    for step, (_, *at_step), (rate, *update) in zip((0, 3), slow, rows, strict=True):
        assert_are(at_step, [recording.loss[step], *recording.gradients[step]])
        assert_are(update, recording.parameters[[step, step + 1]].T.ravel())
        assert_are([rate], [recording.learning_rate[step]])
        (w, _), (new_w, half), (slope, _) = map(number, (update[0], update[1], at_step[1]))
        assert new_w == pytest.approx(w - number(rate)[0] * slope, abs=3 * half)
    assert description.alt.endswith(" In slow motion: step 0; step 3.")


def test_everything_that_is_shown_is_told(told):
    phases = "[{steps: 20, learning_rate: 0.3}, {steps: 5}, {steps: 15, learning_rate: 0.03}]"
    _, description = told(
        title="Jumps",
        learning_rate=None,
        steps=None,
        phases=phases,
        batch_size="4",
        panels="[{kind: fit, residuals: bars}, status]",
        captions="[{at: 2, text: Look}, {at: end, text: There}]",
        author="Ada",
    )
    for said in (
        "Jumps\n\nThe data are 20 points around a known line, the truth: w = 0.100, b = 0.500. x goes ",
        "The picture shows the points, the guess and, dashed, the line that it should reach; earlier guesses, fading; "
        "the residuals as bars; ",
        "From step 0 to step 20 the learning rate is 0.3. From step 20 to step 25 the learning rate is 0.3. "
        "From step 25 to step 40 the learning rate is 0.03. Each step sees 4 of the 20 points.",
        "Captions: “Look” at step 2; “There” at step 40. At the foot: Ada.",
    ):
        assert said in description.long
    _, description = told(data="{kind: points, x: [0, 1, 2], y: [1, 2, 4]}", initial="{w: 1, b: 0}")
    assert "3 points. No truth is known; the best line stands for it: w = 1.500, b = 0.833." in description.long
    assert description.alt.startswith("A line starts at w = 1.000, b = 0.000 and learns")
    assert "(least squares: w = 1.500, b = 0.833)" in description.alt


def test_comparison_is_told_run_by_run(told):
    recordings, description = told(learning_rate=None, compare="{learning_rate: [0.001, 0.1, 0.85]}", steps="40")
    for recording, verb in zip(recordings, ("crawls", "descends", "leaves"), strict=True):
        ends = f"{recording.run.name} {verb}"
        (written,) = numbers(rf"{ends}, loss #", description.alt)
        assert_are(written, recording.loss[-1:])
        (paragraph,) = [text for text in description.long.split("\n\n") if text.startswith(f"{recording.run.name}: ")]
        assert f"In the end the film says: “{ends}”." in paragraph
    assert "stable below a rate of 0.7" in description.long


CLASSES = "{kind: clusters, centres: [[-1], [1]], spread: 0.8, points: 40, seed: 2}"


def test_classes_are_told(told):
    (recording,), description = told(
        data=CLASSES, initial=None, validation="0.25", batch_size="5", weight_decay="0.01", slow_motion="[2]"
    )
    samples = recording.run.samples
    first, second = (int((samples.y == number).sum()) for number in (0, 1))
    for said in (
        f"The data are 30 samples of 2 classes: A ({first} samples); B ({second} samples). "
        "10 more are held back: nothing is learned from them. x goes from ",
        f"The model is p = {SIGMA}(w x + b). What is made small is the loss and the size of the weights: "
        "cross-entropy, and 0.01 times half the sum of their squares, biases left out. The picture shows the samples ",
        "Each step sees 5 of the 30 samples.",
        "Step 2 in slow motion: the model gives each sample of the batch a probability; the loss of all samples is ",
    ):
        assert said in description.long
    assert not re.search("guess|truth|points", description.long)
    (written,) = numbers(r"At first # % of the answers are right, in the end # %", description.long)
    assert_are(written, 100 * recording.metrics[ACCURACY][[0, -1]])
    held = recording.metrics[VALIDATION_LOSS]
    (written,) = numbers(r"loss of the samples held back goes from # to #\.", description.long)
    assert_are(written, held[[0, -1]])
    assert ("It is smallest at step" in description.long) == (round(min(held), 2) < round(held[-1], 2))


@pytest.mark.parametrize(
    ("changed", "alt", "of_all", "of_second"),
    [
        (
            {"compare": "{loss: [mse, {kind: huber, delta: 0.2}]}"},
            r"mse \w+, mean squared error #; huber \w+, Huber loss #\.",
            "No truth is known. x goes",
            "huber: What is made small is the loss: Huber loss. ",
        ),
        (
            {"compare": "{model: [line, {kind: polynomial, degree: 2}]}"},
            r"line \w+, loss #; polynomial \w+, loss #\.",
            "What is made small is the loss: mean squared error.",
            "polynomial: The model is y = w₀ + w₁ x + w₂ x². ",
        ),
        (
            {"compare": "{degree: [3, 1]}", "model": "polynomial", "panels": "[fit, slice]"},
            r"degree 3 \w+, loss #; degree 1 \w+, loss #\.",
            "the loss along w1, its slope, and the steps taken",
            "degree 1: The model is y = w₀ + w₁ x. ",
        ),
        (
            {"compare": "{weight_decay: [0, 0.1]}"},
            r"decay 0 \w+, loss #; decay 0.1 \w+, loss #\.",
            "No truth is known. x goes",
            "decay 0.1: What is made small is the loss and the size of the weights: mean squared error, and 0.1 times ",
        ),
    ],
    ids=["loss", "model", "degree", "weight_decay"],
)
def test_what_runs_differ_in_is_told_of_each(told, changed, alt, of_all, of_second):
    data = "{kind: points, x: [-1, -0.5, 0, 0.5, 1], y: [1, 0.5, 0.1, 0.6, 1.2]}"
    recordings, description = told(data=data, initial=None, **changed)
    (written,) = numbers(alt, description.alt)
    assert_are(written, [recording.loss[-1] for recording in recordings])
    _, setting, _, second, *_ = description.long.split("\n\n")
    assert of_all in setting
    assert second.startswith(of_second)
    assert of_second.partition(": ")[2] not in setting


def test_overflow_is_told(told):
    (recording,), description = told(learning_rate="90", steps="99", captions="[{at: 50, text: Never}]")
    assert f"“overflows at step {recording.steps + 1}: the rate is above 0." in description.alt
    assert "Never" not in description.long


@pytest.mark.thorough
@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_shipped_scenes_are_told_in_a_language(path):
    # Each in one, so that each language tells of several.
    kind = LANGUAGES[SHIPPED.index(path) % len(LANGUAGES)]
    take = take_of(path)
    scene = take.scene.model_copy(update={"language": Language(kind=kind)})
    recordings, _ = recorded(replace(take, scene=scene))
    description = describe(scene, recordings)
    assert cells(description.alt) <= LONGEST_ALT
    for text in description:
        assert not re.search(r"[{}]|None|  |\bnan\b|\binf\b", text)
    assert description.long.startswith(f"{scene.title}\n\n")
    stops = "。" if kind == "zh" else "."
    assert all(paragraph.endswith(stops) for paragraph in description.long.split("\n\n")[1:])


def test_text_in_place_of_the_picture_is_short_whatever_is_compared(told):
    initial = ", ".join(f"{{w: -{900 + i}.125, b: {900 + i}.25}}" for i in range(4))
    _, description = told(initial=None, compare=f"{{initial: [{initial}]}}")
    assert len(description.alt) <= LONGEST_ALT
    _, description = told(slow_motion="[0, 1, 2, 3, 4, 5, 6, 7, 8, 9]", language="de")
    assert len(description.alt) <= LONGEST_ALT
    assert "Zeitlupe" not in description.alt


def test_png_says_in_which_language_it_is_told(write, render, tmp_path):
    write(language="de", name="german.yaml")
    assert render("german.yaml", "-f", "png")[0] == 0
    with Image.open(tmp_path / "assets" / "german.png") as image:
        assert image.text["Description"].startswith("Eine Gerade beginnt bei w = 0.000, b = −1.000")
        assert image.text["Description"].lang == "de"
