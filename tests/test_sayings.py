"""Slow motion says what the picture shows: the words of each beat, and how many squares there are."""

import re

import numpy as np
import pytest
from matplotlib.collections import PolyCollection

from render.drawing.proof import drawn_texts
from render.lint.reading_time import SPEED
from render.scene.script import beats_of
from render.timeline.beats import SHARES
from render.timeline.moments import Moment
from render.training.decimals import gradient_text
from tests.conftest import BASIC, panels_of, scene_of, stage_of, train

PANELS = panels_of(BASIC)
STEPS = [0, 3, 150]
SMALL = "{size: 640x360, fps: 15}"


@pytest.mark.thorough
@pytest.mark.parametrize(
    ("panels", "batch_size"),
    [
        *((f"[{kind}]", None) for kind in PANELS),
        *((f"[{kind}]", "5") for kind in ("rule", "slice", "surface", "terms")),
        ("[fit, surface, {kind: slice, along: w}]", "5"),
        ("[{kind: slice, along: w}, surface]", None),
        ("[{kind: surface, arrows: false}, fit]", None),
    ],
)
def test_words_of_the_gradient_are_those_of_what_is_drawn(panels, batch_size, write):
    path = write(panels=panels, batch_size=batch_size, steps="200", slow_motion=str(STEPS), output="{size: 640x360}")
    recording, (stage, _) = train(path), stage_of(path)
    beats = beats_of(scene_of(path), [recording])
    assert list(beats) == [(step, beat) for step in STEPS for beat in SHARES]
    for step in STEPS:
        stage.frame(Moment(step, 1.0, "gradient"))
        said, slopes = beats[step, "gradient"], recording.gradients[step]
        arrows = [line for axes in stage.figure.axes for line in axes.lines if line.get_markevery() == [1]]
        if "arrow" in said or "downhill" in said.lower():
            gradient = next(line for line in arrows if line.is_dashed())
            assert gradient.get_visible()
            assert np.all(gradient.axes.viewLim.contains(*np.array(gradient.get_data())[:, 0]))
            assert ("batch" in said) == bool(batch_size)
            continue
        if panels == "[network]":
            assert said.endswith(f"mean of {len(recording.run.samples.y)}")
            continue
        if "pulls" in said:
            assert ("batch" in said) == bool(batch_size)
            said = f"Gradient {next(t.get_text() for t in drawn_texts(stage) if 'has to' in t.get_text())[5:]}"
        name, number = re.fullmatch(r".*radient (\S+): (\w) has to (?:rise|fall)", said).group(2, 1)
        column = "wb".index(name)
        assert number == gradient_text([recording])(slopes[column])
        assert ("rise" in said) == (slopes[column] < 0)
        assert ("Batch" in said) == bool(batch_size) or panels == "[terms]"
        if "slice" in panels:
            texts = [text.get_text() for text in drawn_texts(stage)]
            told = f"{number}: {said.partition(': ')[2]}"
            assert [text for text in texts if text.endswith(told) or text == f"slope {number}"]
        elif not arrows and panels != "[terms]":
            assert column == np.abs(slopes).argmax()


@pytest.mark.parametrize("panels", [f"[{kind}]" for kind in PANELS])
def test_line_is_told_of_where_it_is_drawn(panels, write):
    path = write(panels=panels, slow_motion="[0]")
    said = beats_of(scene_of(path), [train(path)])[0, "predict"]
    assert ("line" in said) == (panels == "[fit]")
    path = write(panels=panels, slow_motion="[0]", batch_size="5")
    said = beats_of(scene_of(path), [train(path)])
    assert all("batch" in said[0, beat].lower() or panels == "[network]" for beat in ("predict", "loss", "gradient"))
    # The diagram is of one sample; what comes back is the mean of the batch.
    assert said[0, "gradient"].endswith("mean of 5") == (panels == "[network]")


@pytest.mark.parametrize(
    ("points", "batch_size", "panels"),
    [
        (5, None, "[fit]"),
        (100, 4, "[fit]"),
        (100, 50, "[fit, rule, code]"),
    ],
)
def test_a_count_of_squares_is_that_of_the_squares_or_all_are_meant(points, batch_size, panels, write):
    data = f"{{kind: line, w: 0.1, b: 0.5, points: {points}, noise: 0.05}}"
    path = write(data=data, batch_size=batch_size and str(batch_size), panels=panels, slow_motion="[2]", output=SMALL)
    recording, (stage, timeline) = train(path), stage_of(path)
    axes = stage.figure.axes[0]
    squares = next(each for each in axes.collections if isinstance(each, PolyCollection))
    total = next(text for text in axes.texts if text.get_ha() == "right")
    seen, counts = batch_size or points, set()
    rows = recording.batches[2] if batch_size else slice(None)
    samples = recording.run.samples
    x, y = (values[rows].astype(float) for values in (samples.alone, samples.y))
    whole = np.mean((recording.parameters[2] @ [x, np.ones(len(x))] - y) ** 2)
    for moment in [moment for moment in timeline if moment.beat in {"loss", "gradient"}][::2]:
        stage.frame(moment)
        if not (total.get_visible() and total.get_text()):
            continue
        drawn = len(squares.get_paths())
        numbers = [float(number.replace(",", "")) for number in re.findall(r"\d[\d,.]*", total.get_text())]
        if "all" in total.get_text():
            assert (numbers[0], numbers[-1], drawn) == (seen, 5, 5)
            assert numbers[-2] == pytest.approx(whole, rel=0.03)
        elif total.get_text().startswith("mean"):
            assert (numbers, drawn) == ([pytest.approx(whole, rel=0.03)], 5)
        else:
            assert numbers[:2] == [drawn, seen]
        counts.add(drawn)
    assert max(counts) == min(seen, 5)
    assert (len(counts) > 3) == (seen <= 5)
    assert squares.get_visible() is False


@pytest.mark.parametrize("language", ["en", "de", "es"])
@pytest.mark.parametrize("batch_size", [None, "5"])
def test_words_of_beats_can_be_read_in_slow_motion_as_it_is(language, batch_size, write):
    path = write(panels="[rule]", slow_motion="[0]", language=language, batch_size=batch_size)
    scene = scene_of(path)
    for (_, beat), said in beats_of(scene, [train(path)]).items():
        assert len(said) / SPEED <= SHARES[beat] * scene.slow_motion.seconds, said
