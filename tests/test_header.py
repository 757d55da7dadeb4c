"""What stands above the picture and beside its lines: endings, numbers that glide, names that do not jump."""

import numpy as np
import pytest

from render.drawing.proof import drawn_texts
from render.drawing.wrapping import balanced
from render.training.decimals import loss_text, weight_texts
from render.training.verdict import verdict
from tests.conftest import BASIC, scene_of, stage_of, train, train_all

FEW = "{size: 640x360, fps: 12}"
"""Small frames, and fewer than usual: as many as are looked at."""


def texts_of(stage):
    return {text.get_text(): text for text in drawn_texts(stage) if text.get_text() and text.get_visible()}


@pytest.mark.parametrize(
    ("compare", "changed", "ending"),
    [
        ("{initial: [{w: 0, b: -1}, {w: 2, b: 0}]}", {"initial": None, "steps": "40"}, "still on the way"),
        ("{initial: [{w: 0, b: -1}, {w: 0.1, b: 0.5}]}", {"initial": None, "steps": "200"}, None),
        ("{steps: [2, 400]}", {"steps": None}, None),
        ("{seed: [1, 2]}", {"batch_size": "5", "steps": "60", "learning_rate": "0.3"}, None),
        ("{batch_size: [2, 20]}", {"steps": "60"}, None),
        ("{learning_rate: [0.1, 0.2]}", {"learning_rate": None}, "stable below"),
    ],
)
def test_a_comparison_ends_with_the_verdict_that_its_runs_share(compare, changed, ending, write):
    path = write(compare=compare, **changed)
    stage, timeline = stage_of(path)
    recordings, words = train_all(path), scene_of(path).language
    stage.frame(timeline[0])
    (before,) = [said for said in texts_of(stage) if said.startswith("y = w x + b")]
    stage.frame(timeline[-1])
    shared = {verdict(recording).words(words) for recording in recordings}
    texts = texts_of(stage)
    if ending == "stable below":
        assert any(said.startswith(ending) for said in texts)
    elif len(shared) == 1:
        assert texts[shared.pop()].get_weight() == 600
        assert before not in texts
    else:
        assert texts[before].get_weight() != 600
    assert ending is None or any(said.startswith(ending) for said in texts)


@pytest.mark.parametrize(("language", "word"), [("en", "loss"), ("de", "Verlust")])
@pytest.mark.parametrize("layout", ["auto", "columns"])
def test_loss_is_beside_its_number_at_every_moment(language, word, layout, write):
    path = write(
        compare="{learning_rate: [0.001, 0.1, 0.75, 0.85]}",
        learning_rate=None,
        steps="30",
        language=language,
        layout=layout,
        panels="[fit]",
    )
    (stage, timeline), numbers = stage_of(path), loss_text(recordings := train_all(path))
    for index in (0, len(timeline) // 2, len(timeline) - 1):
        stage.frame(moment := timeline[index])
        boxes = [text.get_window_extent() for text in drawn_texts(stage) if text.get_text() == word]
        assert len(boxes) == 4
        texts = [text for text in drawn_texts(stage) if text.get_visible()]
        for recording, box in zip(recordings, boxes, strict=True):
            said = numbers(recording.loss[moment.step])
            lefts = [box.x0 - text.get_window_extent().x1 for text in texts if text.get_text() == said]
            assert any(0 < left < 90 * stage.canvas.unit for left in lefts)


@pytest.mark.parametrize(
    "changed", [{"steps": "5", "pacing": "{seconds: 8}"}, {"slow_motion": "{steps: [3], seconds: 6}"}]
)
def test_numbers_glide_with_a_line_that_takes_its_time(changed, write):
    path = write(**changed, output=FEW)
    recording, (stage, timeline) = train(path), stage_of(path)
    (number, _), loss = weight_texts([recording]), loss_text([recording])
    samples, gliding, whole = recording.run.samples, 0, set()
    for moment in timeline:
        stage.frame(moment)
        said = {text.lstrip("\N{MINUS SIGN}") for text in texts_of(stage)}
        now, height = np.array(recording.parameters[moment.step], float), recording.loss[moment.step]
        if moment.glides:
            (line,) = [a for a in stage.figure.axes[0].lines if a.get_zorder() == 4]
            (left, right), (low, high) = line.get_data()
            w = (high - low) / (right - left)
            now = np.array([w, low - w * left])
            height = np.mean((now[0] * samples.alone + now[1] - samples.y.astype(float)) ** 2)
            gliding += 1
        elif moment.position == moment.step:
            whole.add(moment.step)
        assert str(moment.step) in said
        for value in now:
            assert number(value).lstrip("\N{MINUS SIGN}") in said
        assert loss(height) in said
    assert gliding > 10
    assert {4, 5} & whole


def way_of_the_name(path):
    """At each moment: the heights of the line's right end and of its name in pixels, whether names overlap, and the
    view of the camera."""
    stage, timeline = stage_of(path)
    axes = stage.figure.axes[0]
    (line,) = [artist for artist in axes.lines if artist.get_zorder() == 4]
    stage.frame(timeline[0])
    texts = {text.get_text().rstrip(" ↑↓"): text for text in axes.texts}
    name, truth = texts["guess"], texts.get("truth") or texts["least\nsquares"]
    for moment in timeline:
        stage.frame(moment)
        end = axes.transData.transform((line.get_xdata()[-1], line.get_ydata()[-1]))[1]
        inside = np.clip(end, axes.bbox.y0, axes.bbox.y1)
        at = axes.transAxes.transform(name.get_position())[1]
        seen = name.get_visible() and (name.get_alpha() or 0) > 0
        box, other = name.get_window_extent(), truth.get_window_extent()
        yield inside, at, seen, min(box.y1, other.y1) - max(box.y0, other.y0), moment.view


@pytest.mark.thorough
@pytest.mark.parametrize(
    "changed",
    [
        None,
        {"data": "{kind: points, x: [0, 1, 2], y: [1, 2, 4]}", "steps": "60"},
        {"initial": "{w: 2, b: 1}", "steps": "40", "learning_rate": "0.3"},
        {"steps": "40", "learning_rate": "0.75"},
        {"steps": "60", "learning_rate": "0.2", "batch_size": "2"},
        {"steps": "5", "slow_motion": "{steps: [1], seconds: 5}"},
    ],
)
def test_a_name_moves_no_farther_than_its_line_and_covers_no_other(changed, write):
    path = write(**changed, output=FEW) if changed else write(f"{BASIC.read_text(encoding='utf-8')}\noutput: {FEW}\n")
    ends, names, seen, overlaps, views = map(np.array, zip(*way_of_the_name(path), strict=True))
    rests = np.diff(views) == 0
    assert (np.abs(np.diff(names)) <= np.abs(np.diff(ends)) + 0.5)[rests].all()
    assert overlaps[seen].max(initial=-1.0) <= 2.0
    assert seen[0]
    assert seen[-1]
    assert seen.mean() > 0.6


def test_what_stands_beside_a_count_follows_its_digits(write):
    stage, timeline = stage_of(write(steps="200"))
    gaps, places = [], set()
    for step in (0, 9, 10, 99, 100, 200):
        stage.frame(timeline.at(step))
        texts = texts_of(stage)
        gaps.append(texts["of 200"].get_window_extent().x0 - texts[str(step)].get_window_extent().x1)
        places.add(round(texts["of 200"].get_window_extent().x0))
    assert max(gaps) - min(gaps) < 4
    assert len(places) == 3


@pytest.mark.parametrize(
    ("text", "columns", "lines"),
    [
        ("A line that learns its data by descent", 34, ["A line that learns", "its data by descent"]),
        ("W" * 9, 6, ["W" * 5, "W" * 4]),
        ("short", 30, ["short"]),
    ],
)
def test_lines_of_a_title_are_of_about_the_same_length(text, columns, lines):
    assert balanced(text, columns) == lines


def test_captions_that_never_come_take_no_room(write):
    bare = stage_of(write(learning_rate="50", steps="100"))[0]
    late = stage_of(write(learning_rate="50", steps="100", captions="[{at: 90, text: Nobody sees this}]"))[0]
    assert [axes.bbox.y0 for axes in late.figure.axes] == [axes.bbox.y0 for axes in bare.figure.axes]
