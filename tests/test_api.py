"""Films in Python: loaded, changed, asked, shown and saved."""

import re
from html import unescape
from io import BytesIO

import numpy as np
import pytest
from PIL import Image

import render as gradreel
from render.errors import SceneError, UsageError
from tests.conftest import train

FAST = {"pacing": "{seconds: 0.5}", "output": "{size: 480p}"}


def test_film_answers_and_is_saved(write, tmp_path):
    path = write(**FAST)
    film = gradreel.load(path)
    (recording,) = film.recordings
    np.testing.assert_array_equal(recording.loss, train(path).loss)
    assert film.title == "A line"
    assert film.scene.steps == 10
    assert film.alt
    assert len(film.description) >= len(film.alt)
    assert "GradientTape" in film.code
    for name in ("a.gif", "a.csv", "a.svg"):
        assert film.save(tmp_path / name).stat().st_size > 100
    assert film.still(3).size == (854, 480)
    with pytest.raises(UsageError, match="there is no step 11"):
        film.still(11)
    for step, said in ((-1, "there is no step -1"), (1.5, "a step is a whole number, not 1.5")):
        with pytest.raises(UsageError, match=said):
            film.still(step)
    see_through = gradreel.load(path, theme={"background": "transparent"}, output={"formats": ["png"]})
    with pytest.raises(UsageError, match="gif cannot have a transparent background"):
        see_through.save(tmp_path / "b.gif")
    assert "text/html" not in see_through._repr_mimebundle_()
    with pytest.raises(UsageError, match=re.escape('a.gff has no suffix of a film: did you mean ".gif"?')):
        film.save("a.gff")


def test_film_shows_itself_in_a_notebook(write):
    shown = gradreel.load(write(**FAST))._repr_mimebundle_()
    assert set(shown) == {"text/html", "image/png", "text/plain"}
    with Image.open(BytesIO(shown["image/png"])) as picture:
        assert picture.size == (854, 480)
    page = unescape(re.search(r'srcdoc="([^"]*)"', shown["text/html"])[1])
    assert page.startswith("<!doctype html>")


def test_changes_count_more_than_the_file(write):
    path = write(**FAST)
    film = gradreel.load(path, learning_rate=0.5, theme="dark", output={"formats": ["gif"]}, compare=None)
    assert (film.scene.learning_rate, film.scene.theme.kind) == (0.5, "dark")
    assert film.scene.output.size == (854, 480)
    assert film.recordings[0].learning_rate[0] == np.float32(0.5)
    with pytest.raises(SceneError) as error:
        gradreel.load(path, lerning_rate=1.0, steps=0)
    assert str(error.value).splitlines() == [
        f"{path}: steps must be at least 1, not 0",
        f'{path}: unknown key "lerning_rate"',
        '   = did you mean "learning_rate"?',
    ]


def test_film_of_a_sweep_is_named(write):
    path = write(**FAST | {"learning_rate": None}, sweep="{learning_rate: [0.1, 0.2]}")
    assert gradreel.load(path, film="scene-0.2").scene.learning_rate == 0.2
    said = f"{path} sweeps 2 films: name one, film='scene-0.1'; known here: scene-0.1, scene-0.2"
    with pytest.raises(UsageError, match=re.escape(said)):
        gradreel.load(path)
