"""Who adds a panel, a model or a loss writes one file, its texts included: in a copy of the package, each is added."""

import json
import os
import shutil
import subprocess
import sys

import imageio.v3 as iio
import pytest
from PIL import Image

from tests.conftest import ROOT

MODEL = '''\
"""A curve that saturates."""

from typing import Any, ClassVar, Literal

from render.numbers import literal
from render.training.models import Model, ModelTexts, Typed


class BendTexts(ModelTexts, speaker="model.bend"):
    """Of a bend."""

    predict_here = "Predict: each x is bent"
    told_start = "A bend starts at {start}; at step {step} it has {weights} ({reference})."


class Bend(Model):
    """y = up tanh(steep x)."""

    kind: Literal["bend"] = "bend"
    texts: ClassVar[type[ModelTexts]] = BendTexts
    scaled: ClassVar[bool] = True

    def names(self, task: Any) -> tuple[str, ...]:
        """Return both."""
        return "up", "steep"

    def predict(self, xp: Any, theta: Any, x: Any) -> Any:
        """Return up tanh(steep x)."""
        return theta[0] * xp.tanh(theta[1] * x[:, 0])

    def formula(self, samples: Any) -> str:
        """Return it."""
        return "y = up tanh(steep x)"

    def typed(self, initial: Any, samples: Any, seed: Any = None) -> Typed:
        """Return two variables."""
        names = self.names(samples.task)
        variables = [f"{name} = tf.Variable({literal(value)})" for name, value in zip(names, initial, strict=True)]
        return Typed(names, variables, "up * tf.tanh(steep * {x})")
'''
LOSS = '''\
"""The logarithm of the hyperbolic cosine."""

from typing import Any, Literal

from render.languages import Language, Texts
from render.training.losses import Loss


class LogCoshTexts(Texts, speaker="loss.log-cosh"):
    """The loss axis."""

    name = "log cosh of residuals"


class LogCosh(Loss):
    """log cosh r."""

    kind: Literal["log-cosh"] = "log-cosh"

    def name(self, words: Language) -> str:
        """Return its name."""
        return words.of(LogCoshTexts).name

    def typed(self, y: str, prediction: str, task: Any) -> str:
        """Return the mean."""
        return f"tf.reduce_mean(tf.math.log(tf.cosh({y} - {prediction})))"

    def each(self, xp: Any, y: Any, prediction: Any) -> Any:
        """Return log cosh r."""
        return xp.log(xp.cosh(y - prediction))
'''
PANEL = '''\
"""The present step, large."""

from typing import Any, Literal

from render.drawing.panels import Moving, Panel, Runs
from render.languages import Language, Texts


class CounterTexts(Texts, speaker="counter"):
    """Above the number."""

    above = "updates so far"
    told = "how many updates there were"


class Counter(Panel):
    """The number of the step."""

    kind: Literal["counter"] = "counter"

    def told(self, words: Language, subject: Any) -> list[str]:
        """Return what is to be seen."""
        return [words.of(CounterTexts).told]

    def draw(self, axes: Any, runs: Runs, theme: Any) -> Moving:
        """Draw one text."""
        axes.set_axis_off()
        axes.set_title(runs.words.of(CounterTexts).above)
        number = axes.text(0.5, 0.5, "", color=theme.text, size=theme.title_size, transform=axes.transAxes)

        def show(moment: Any) -> None:
            number.set_text(str(runs.alone.reached(moment.position)))

        return Moving([number], show)
'''
FILES = {
    "training/models/bend.py": MODEL,
    "training/losses/log_cosh.py": LOSS,
    "drawing/panels/counter.py": PANEL,
}
SCENE = """\
title: Members
data: {kind: curve, shape: step, points: 12, noise: 0.1}
model: bend
initial: {up: 0.5, steep: 1}
loss: log-cosh
learning_rate: 0.2
steps: 4
language: LANGUAGE
panels: [PANELS]
slow_motion: {steps: [1], seconds: 2}
pacing: {seconds: 1, hold_start: 0, hold_end: 0}
output: {size: 640x360, fps: 5}
"""
KNOWN = ["fit, loss, code, slice", "rule, parameters, status, surface"]


@pytest.fixture(scope="module")
def added(tmp_path_factory):
    """Run a command of the package with more members, in a folder with a scene of them."""
    folder = tmp_path_factory.mktemp("members")
    # With what is compiled of it, which is known by the time and the size of its source.
    shutil.copytree(ROOT / "render", folder / "lib" / "render")
    for name, source in FILES.items():
        (folder / "lib" / "render" / name).write_text(source)
    (folder / "work").mkdir()

    def added(*arguments, panels="fit, loss, counter", language="en"):
        scene = SCENE.replace("PANELS", panels).replace("LANGUAGE", language)
        (folder / "work" / "scene.yaml").write_text(scene)
        command = [sys.executable, "-m", "render", *map(str, arguments)]
        environment = {**os.environ, "PYTHONPATH": str(folder / "lib")}
        done = subprocess.run(
            command, cwd=folder / "work", env=environment, capture_output=True, text=True, check=False
        )
        return done.returncode, done.stdout, done.stderr

    added.folder = folder / "work"
    return added


def test_a_film_of_new_members_is_made_and_told(added):
    assert added("check", "scene.yaml") == (0, "scene.yaml is fine: 12 points, 4 steps\n", "")
    assert added("scene.yaml", "-f", "gif", "-f", "png", "-o", "out")[::2] == (0, "")
    frames = iio.imread(added.folder / "out" / "scene.gif")
    assert frames.shape[1:] == (360, 640, 3)
    assert len(frames) > 5
    with Image.open(added.folder / "out" / "scene.png") as image:
        told = image.text["Description"]
    assert told.startswith("A bend starts at up = 0.500, steep = 1.000; at step 4 it has up = ")
    code, program, err = added("code", "scene.yaml")
    assert (code, err) == (0, "")
    assert "y_pred = up * tf.tanh(steep * z)" in program or "y_pred = up * tf.tanh(steep * x)" in program


def test_new_members_are_known_where_all_are(added):
    code, out, err = added("schema")
    assert (code, err) == (0, "")
    schema = json.loads(out)
    assert {"models.bend", "losses.log-cosh", "panels.counter"} <= set(schema["$defs"])
    assert "model.bend.predict_here" in added("explain", "language.texts")[1]
    assert added("explain", "counter")[1].startswith("panels.counter\n")
    assert '"bned"' in added("check", "scene.yaml", panels="fit, bned")[2]


def test_texts_of_new_members_fall_back_to_english(added):
    assert added("scene.yaml", "-f", "gif", "-f", "png", "-f", "vtt", "-f", "svg", "-o", "de", language="de")[0] == 0
    with Image.open(added.folder / "de" / "scene.png") as image:
        told = image.text["Description"]
    assert told.startswith("A bend starts at up = 0.500, steep = 1.000; at step 4 it has")
    subtitles = (added.folder / "de" / "scene.vtt").read_text(encoding="utf-8")
    assert "Predict: each x is bent" in subtitles
    assert "Gradient" in subtitles
    picture = (added.folder / "de" / "scene.svg").read_text(encoding="utf-8")
    for said in ("updates so far", "log cosh of residuals", "Schritt"):
        assert said in picture


@pytest.mark.thorough
def test_every_panel_shows_a_model_whose_best_weights_are_not_known(added):
    for panels in KNOWN:
        code, _, err = added("frame", "scene.yaml", "--step", "3", "-o", "frame.png", panels=panels)
        assert (code, err) == (0, ""), panels
