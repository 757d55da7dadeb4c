"""Recordings of which not all weights are kept: those that are, are the true ones, and nothing else is shown."""

import csv
import json
import re
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from render.formats import moment_of
from render.formats.encoders.cels import steps_to_look_at
from render.output import frames
from render.output.description import describe
from render.scene.script import poster_of, timeline_of
from render.timeline.moments import Moment
from render.training import kept, recorder, store
from render.training.kept import kept_steps, kept_until, nearest
from render.training.recording import kept_by_all
from render.training.verdict import verdict
from tests.conftest import run_of, runs_of, scene_of, train

SIZES = [(10, 2), (10_000_000, 2), (952_380, 21), (952_381, 21), (10_000_000, 21), (10_000, 2_410), (1_000_000, 2_410)]
FEW = [(8_298, 2_410), (8_299, 2_410), (100_000, 100_000), (201, 100_000), (5, 30_000_000), (1, 30_000_000)]


@pytest.mark.parametrize(("steps", "weights"), [*SIZES, *FEW])
def test_all_steps_are_kept_or_the_first_ones_and_spaced_ones(steps, weights):
    chosen, room = kept_steps(steps, weights), 20_000_000 // weights
    if steps * weights <= 20_000_000:
        assert chosen.tolist() == list(range(steps + 1))
        return
    first = min(1_000, room // 2)
    assert chosen[:first].tolist() == list(range(first))
    assert {steps - 1, steps} <= set(chosen[-2:].tolist())
    apart = np.diff(chosen)
    assert apart.min() == 1
    assert len(chosen) == pytest.approx(max(room, 4), rel=0.01, abs=2)
    spaced = chosen[np.argmax(apart > 1) : -2]
    if apart.max() > 10:
        quarters = np.log(spaced[np.linspace(0, len(spaced) - 1, 5).astype(int)])
        np.testing.assert_allclose(np.diff(quarters), np.ptp(quarters) / 4, rtol=0.1)


def test_a_training_that_ends_before_keeps_its_last_two_steps():
    assert kept_until(np.array([0, 1, 2, 5, 11, 12]), 8).tolist() == [0, 1, 2, 5, 7, 8]
    assert kept_until(np.arange(13), 8).tolist() == list(range(9))
    assert kept_until(np.arange(13), 0).tolist() == [0]
    assert [nearest(np.array([0, 1, 5, 9]), at) for at in (0, 0.6, 3, 3.1, 9, 20)] == [0, 1, 1, 5, 9, 9]


@pytest.fixture
def room(monkeypatch, tmp_path):
    """Leave room for so many numbers, in a cache of its own."""
    monkeypatch.setenv("RENDER_CACHE", str(tmp_path / "cache"))
    return lambda numbers: monkeypatch.setattr(kept, "MOST_NUMBERS", numbers)


RUNS = [{}, {"batch_size": "4", "loss": "huber"}, {"learning_rate": "0.95"}, {"learning_rate": "1.5"}]


@pytest.mark.parametrize("changed", RUNS, ids=str)
def test_what_is_kept_is_what_was_recorded(changed, write, room, monkeypatch):
    run = run_of(write(steps="700", **changed))
    whole = recorder.record(run)
    assert whole.kept.tolist() == list(range(whole.steps + 1))
    room(80)
    run = replace(run)
    for chunk in (recorder.CHUNK, 7, whole.steps + 1, whole.steps):
        monkeypatch.setattr(recorder, "CHUNK", chunk)
        thin = recorder.record(run)
        assert thin.diverged == whole.diverged == ("learning_rate" in changed)
        assert 35 - 30 * whole.diverged < len(thin.kept) < 45
        assert thin.kept[-2:].tolist() == [whole.steps - 1, whole.steps]
        for name in store.WEIGHTS:
            np.testing.assert_array_equal(getattr(thin, name), getattr(whole, name)[thin.kept])
        np.testing.assert_array_equal(thin.loss, whole.loss)
        np.testing.assert_array_equal(thin.batches, whole.batches)
    store.save(run, thin)
    again = store.load(run)
    for name in (*store.WEIGHTS, "kept", "loss", "batches", "learning_rate", "curvature", "diverged"):
        np.testing.assert_array_equal(getattr(again, name), getattr(thin, name))
    path = store.path_of(run)
    path.write_bytes(path.read_bytes()[:-4])
    with pytest.raises(store.DamagedError):
        store.load(run)
    # With room for all again, it is not what was asked for.
    store.save(run, thin)
    room(20_000_000)
    with pytest.raises(store.DamagedError):
        store.load(replace(run))


def test_chunks_are_smaller_the_more_weights_there_are(write, monkeypatch):
    run, told = run_of(write(steps="100")), []
    monkeypatch.setattr(recorder, "CHUNK_NUMBERS", 7 * 20)
    recorder.record(run, told.append)
    assert told == [19, 39, 59, 79, 99, 100]


def test_between_kept_steps_the_way_is_straight(write, room):
    room(80)
    recording = recorder.record(run_of(write(steps="700")))
    one, two = recording.kept[30:32].tolist()
    assert two - one > 4
    for step in (one, two):
        assert recording.at(step).tolist() == recording.weights_at(step).tolist()
        assert recording.weights_at(step).tolist() == recording.parameters[recording.row(step)].tolist()
    between = recording.at(one + 0.25 * (two - one))
    np.testing.assert_allclose(between, 0.75 * recording.at(one) + 0.25 * recording.at(two), rtol=1e-12)
    assert recording.gradient_at(two - 1).tolist() == recording.gradient_at(one).tolist()
    assert recording.update_at(two - 1).tolist() == recording.update_at(one).tolist()
    assert recording.weights_after(699).tolist() == recording.weights_at(700).tolist()
    assert recording.lowest.tolist() == recording.parameters[recording.loss[recording.kept].argmin()].tolist()


STORY = {
    "steps": "700",
    "panels": "[{kind: fit, trail: true}, parameters, status, rule]",
    "captions": "[{at: 0, text: Start}, {at: 333, text: Later, until: 444}]",
    "slow_motion": "[3]",
    "pacing": "{kind: uniform, seconds: 9}",
    "output": "{poster: 350}",
}


def phases(rates):
    return {"steps": None, "learning_rate": None, "phases": f"[{', '.join(rates)}]"}


@pytest.mark.parametrize("changed", [{}, {"pacing": "slow-start"}, {"pacing": "every-step"}], ids=str)
def test_a_film_shows_only_steps_that_are_kept(changed, write, room):
    two = phases(["{steps: 400, learning_rate: 0.2}", "{steps: 300, learning_rate: 0.1}"])
    path = write(**{**STORY, **two, **changed})
    scene = scene_of(path)
    whole = timeline_of(scene, [recorder.record(run_of(path))])
    room(80)
    recording = recorder.record(run_of(path))
    line, known = timeline_of(scene, [recording]), set(recording.kept.tolist())
    assert len(known) < 45
    assert {m.step for m in line} | {m.step + 1 for m in line if m.position % 1} | {m.explained for m in line} <= known
    assert (line.positions[0], line.positions[-1]) == (0, 700)
    assert (np.diff(line.positions) >= 0).all()
    assert line.duration == pytest.approx(whole.duration)
    assert {m.beat for m in line} == {m.beat for m in whole}
    assert {m.caption for m in line} == {m.caption for m in whole}
    assert all(one._replace(seconds=0) != other._replace(seconds=0) for one, other in pairwise(line))
    assert {*steps_to_look_at([recording], line), poster_of(scene, line, [recording]).step} <= known
    assert moment_of(350, [recording], line).step == recording.nearest(350) != 350


def test_runs_that_are_compared_are_shown_at_steps_that_all_have_kept(write, room):
    room(80)
    path = write(steps=None, compare="{steps: [20, 300, 700]}")
    recordings = [recorder.record(run) for run in runs_of(path)]
    known = kept_by_all(recordings)
    assert (known[0], known[-1]) == (0, 700)
    for recording in recordings:
        assert np.isin(known[known < recording.steps], recording.kept).all()
    assert {m.step for m in timeline_of(scene_of(path), recordings)} <= set(known.tolist())


def test_panels_show_kept_numbers_at_their_steps(write, room):
    room(80)
    path = write(**{**STORY, "slow_motion": None})
    scene, recording = scene_of(path), train(path)
    stage = frames.stage_for(scene, [recording], timeline_of(scene, [recording]))
    at = recording.nearest(350)
    stage.frame(Moment(at, 1))
    past = recording.kept <= at
    curve = next(
        artist
        for artist in stage._artists
        if artist.axes
        and hasattr(artist, "get_data")
        and len(artist.get_xdata()) == past.sum() + 1
        and artist.get_xdata()[-1] == at
    )
    assert list(curve.get_xdata()[:-1]) == recording.kept[past].tolist()
    said = [artist.get_text() for artist in stage._artists if hasattr(artist, "get_text")]
    rows = {int(step.replace(",", "")) for text in said if "\n" in text for step in text.split("\n") if step.isdigit()}
    assert rows
    assert rows <= set(recording.kept.tolist())
    assert max(rows) == at
    new = recording.weights_at(at) - recording.update_at(at)
    for value in (*recording.weights_at(at), *new):
        assert any(f"{abs(value):.4f}"[:5] in text for text in said)


def test_tables_and_texts_tell_of_kept_steps(write, render, tmp_path, room):
    room(80)
    small = {"pacing": "{kind: uniform, seconds: 3}", "output": "{poster: 350, size: 480p, fps: 10}"}
    path = write(**{**STORY, "steps": "2000", "batch_size": "4", "slow_motion": None, **small})
    recording = train(path)
    assert render(path, "-f", "csv", "-f", "html", "-o", "out", "-q") == (0, "", "")
    with (tmp_path / "out" / "scene.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert [int(row["step"]) for row in rows] == recording.kept.tolist()
    for name, values in (("w", recording.parameters[:, 0]), ("loss", recording.loss[recording.kept])):
        assert [np.float32(row[name]) for row in rows] == values.tolist()
    page = (tmp_path / "out" / "scene.html").read_text()
    table = json.loads(re.search(r'id="recording"[^>]*>(.*?)</script>', page, re.DOTALL)[1])
    assert set(table["steps"]) <= set(recording.kept.tolist())
    assert table["runs"][0]["w"] == [float(str(recording.weights_at(step)[0])) for step in table["steps"]]
    told = describe(scene_of(path), [recording]).long
    steps = [int(step.replace(",", "")) for step in re.findall(r"(?:At step|Later” at step) ([\d,]*\d)(?=[:;.])", told)]
    assert len(steps) > 2
    assert set(steps) <= set(recording.kept.tolist())


def test_a_picture_of_a_step_that_is_not_kept_is_that_of_the_nearest_one(write, render, tmp_path, room):
    room(80)
    path = write(steps="700")
    near = train(path).nearest(350)
    said = f"the weights of step 350 are not kept: the picture is that of step {near}"
    code, _, err = render("frame", "scene.yaml", "--step", "350", "-o", "one.png")
    assert (code, err) == (0, f"note: {said}\n")
    assert render("frame", "scene.yaml", "--step", f"{near}", "-o", "two.png")[::2] == (0, "")
    assert (tmp_path / "one.png").read_bytes() == (tmp_path / "two.png").read_bytes()


@pytest.mark.parametrize("changed", [{"learning_rate": "0.3"}, {"learning_rate": "0.787"}, {"learning_rate": "0.001"}])
def test_a_training_ends_the_same_whatever_is_kept(changed, write, room):
    path = write(steps="3000", batch_size="4" if changed["learning_rate"] == "0.3" else None, **changed)
    whole = recorder.record(run_of(path))
    room(400)
    assert verdict(recorder.record(run_of(path))).kind == verdict(whole).kind
