"""The film's time: every pacing reaches the last step, in the time it was asked for, and never goes back."""

from itertools import pairwise
from random import Random

import numpy as np
import pytest

from render.scene.caption_times import comes, reaches
from render.scene.script import timeline_of
from render.scene.storytelling import step_of
from render.timeline.beats import BEATS, SHARES
from render.timeline.captions import Caption, captioned
from render.timeline.moments import Moment, gliding
from render.timeline.slow_motion import slowed
from tests.conftest import scene_of, train_all
from tests.test_structure import FAMILIES

BEATS_SAID = {(step, beat): f"{beat} of step {step}" for step in (0, 1, 3) for beat in BEATS}
PACINGS = FAMILIES["render.timeline.pacings"].members
CASES = [(kind, steps, fps) for kind in PACINGS for steps in (1, 2, 7, 200, 1000) for fps in (1, 24, 30, 60)]


def timeline(kind, steps, fps, **options):
    return PACINGS[kind](**options).timeline([steps], fps)


@pytest.mark.parametrize(("kind", "steps", "fps"), CASES)
def test_from_the_first_step_to_the_last_and_never_back(kind, steps, fps):
    line = timeline(kind, steps, fps)
    assert line.positions[0] == 0
    assert line.positions[-1] == steps
    assert (np.diff(line.positions) > 0).all()
    assert (line.seconds > 0).all()
    assert len(line) == len(list(line)) == len(line.seconds)
    assert [moment.step for moment in line] == np.floor(line.positions).tolist()


@pytest.mark.parametrize("kind", ["uniform", "slow-start"])
@pytest.mark.parametrize("seconds", [0.5, 2.0, 8.0, 12.34])
@pytest.mark.parametrize("steps", [1, 200, 2_000_000])
def test_lasts_as_long_as_it_says(kind, seconds, steps):
    line = timeline(kind, steps, 30, seconds=seconds)
    assert line.duration == pytest.approx(seconds, abs=1e-9)
    assert len(line) <= seconds * 30 + 2


def test_holds_are_kept():
    line = timeline("slow-start", 200, 30, hold_start=1.5, hold_end=2.5)
    assert line.seconds[0] == pytest.approx(1.5)
    assert line.seconds[-1] == pytest.approx(2.5 + 1 / 30)
    line = timeline("every-step", 200, 30, hold_start=0.0, hold_end=0.0)
    assert (len(line), line.duration) == (201, pytest.approx(201 / 30))
    assert timeline("every-step", 200, 30).duration == pytest.approx(1 + 199 / 30 + 2)
    assert timeline("every-step", 200, 30, seconds=20.0).duration == pytest.approx(20)


def test_slow_start_gives_early_steps_more_time():
    line = timeline("slow-start", 200, 30)
    reached = [line.seconds[line.positions < step].sum() for step in range(201)]
    durations = np.diff(reached)[1:-1]
    assert reached[1] - 1 > 0.25
    assert (np.diff(durations) <= 1.01 / 30).all()
    assert durations[0] > 20 * durations[-50:].mean()


def test_slow_steps_are_glided_to_and_fast_ones_are_whole():
    slow = timeline("uniform", 3, 30).positions
    assert (slow % 1 > 0).mean() > 0.9
    fraction = slow[(slow > 1) & (slow < 2)] - 1
    speed = np.diff(fraction)
    assert speed[0] < speed[len(speed) // 2] / 3 > speed[-1]
    assert (timeline("uniform", 5000, 30).positions % 1 == 0).all()


@pytest.mark.parametrize("kind", ["uniform", "slow-start"])
def test_each_slow_step_has_its_frame_and_fast_ones_are_an_odd_number_apart(kind):
    random = Random(kind)
    for _ in range(500):
        phases = [max(1, int(10 ** random.uniform(0, 5))) for _ in range(random.choice([1, 1, 2, 3, 8]))]
        fps, seconds = random.choice([1, 5, 10, 24, 30, 60]), random.choice([0.3, 1.0, 8.0, 12.34, 40.0])
        pacing, case = PACINGS[kind](seconds=seconds), (phases, fps, seconds)
        positions = pacing.timeline(phases, fps).positions
        strides = np.diff(positions)
        assert (positions[0], positions[-1]) == (0, sum(phases)), case
        assert (strides > 0).all(), case
        whole = (positions[1:] % 1 == 0) & (positions[:-1] % 1 == 0)
        assert (strides[whole] % 2 == 1).all(), case
        assert (strides[~whole] < 1).all(), case
        begin = 0
        for steps, (first, last) in zip(phases, pairwise(pacing._frames(phases, fps)), strict=True):
            count = last - first
            frames = np.array([count * pacing.time(step, steps, begin) for step in range(min(count, steps) + 1)])
            slow = begin + np.flatnonzero(np.diff(frames) >= 1)
            assert {begin, *slow, begin + steps} <= set(positions), case
            begin += steps


@pytest.mark.parametrize("look", ["fps: 30", "fps: 24", "fps: 10", "fps: 5"])
@pytest.mark.parametrize("steps", [40, 200, 2001])
@pytest.mark.parametrize("pacing", ["{seconds: 11}", "{seconds: 5}", "{kind: uniform, seconds: 6}"])
def test_a_run_that_swings_is_seen_on_either_side_in_turn(pacing, steps, look, write):
    more = {"captions": "[{at: 31, text: Look}]", "slow_motion": "{steps: [12, 33], seconds: 2}"}
    path = write(learning_rate="0.76", steps=steps, pacing=pacing, output=f"{{{look}}}", **more)
    (recording,), scene = train_all(path), scene_of(path)
    _, directions = np.linalg.eigh(recording.run.objective.quadratic.hessian)
    parameters = np.array([recording.at(m.position) for m in timeline_of(scene, [recording])])
    error = (parameters - recording.run.objective.best) @ directions[:, -1]
    positions = timeline_of(scene, [recording]).positions
    frames = np.flatnonzero((positions % 1 == 0) & (positions < 100))
    shown = frames[np.flatnonzero(np.diff(positions[frames], prepend=-1))]
    assert len(shown) > 8
    assert (error[shown][1:] * error[shown][:-1] < 0).all()


def test_each_phase_begins_slowly_and_gets_its_share():
    line = PACINGS["slow-start"](seconds=10.0).timeline([200, 200], 30)
    starts = np.cumsum(line.seconds) - line.seconds
    reached = {step: starts[np.argmax(line.positions >= step)] for step in (1, 200, 201, 400)}
    assert reached[400] - reached[200] == pytest.approx((10 - 1 - 2) / 2, abs=0.04)
    assert reached[201] - reached[200] > 0.2
    # A phase that is longer than all before it goes on at the pace that the film has.
    line = PACINGS["slow-start"](seconds=10.0).timeline([200, 1_999_800], 30)
    (edge,) = np.flatnonzero(line.positions == 200)
    before, after = line.positions[edge] - line.positions[edge - 4], line.positions[edge + 4] - line.positions[edge]
    assert before < after < 3 * before


@pytest.mark.parametrize(("kind", "steps", "fps"), CASES)
def test_pacing_says_when_it_reaches_a_step(kind, steps, fps):
    line = timeline(kind, steps, fps)
    starts = np.cumsum(line.seconds) - line.seconds
    for step in {0, 1, steps // 3, steps - 1, steps}:
        first = starts[np.argmax(line.positions >= step)]
        assert PACINGS[kind]().reaches(step, [steps], fps) == pytest.approx(first, abs=2.01 / fps), step


@pytest.mark.parametrize("kind", PACINGS)
@pytest.mark.parametrize("steps", [[0], [0, 1], [3], [137], [0, 1, 50, 199]])
def test_slow_motion_shows_every_beat_of_its_steps_and_no_other(kind, steps):
    plain = timeline(kind, 200, 30)
    slow = slowed(plain, steps, 6.0, 30)
    assert (np.diff(slow.positions) >= 0).all()
    assert slow.positions[-1] == 200
    shown = [(moment.explained, moment.beat) for moment in slow if moment.beat]
    assert list(dict.fromkeys(shown)) == [(step, beat) for step in steps for beat in BEATS]
    for step in steps:
        beats = [moment for moment in slow if moment.beat and moment.part and moment.explained == step]
        assert all(moment.position == step for moment in beats if moment.beat != "update")
        assert beats[-1].position == step + 1
        assert sum(moment.seconds for moment in beats) == pytest.approx(6.0, abs=0.05)
    assert slow[0]._replace(beat="", part=1.0) == plain[0]


def test_things_that_wait_for_a_beat_know_how_far_it_has_come():
    moment = Moment(3.0, 1.0, "gradient", 0.25)
    assert [moment.progress(beat) for beat in BEATS] == [1.0, 1.0, 0.25, 0.0]
    assert Moment(3.5, 1.0).progress("update") == 1.0


def shown(line):
    """Each caption with when it comes, when it is gone, and its highest opacity."""
    ends = np.cumsum(line.seconds)
    texts = {}
    for moment, end in zip(line, ends, strict=True):
        if moment.caption:
            begin, _, most = texts.get(moment.caption, (end - moment.seconds, end, 0.0))
            texts[moment.caption] = (begin, end, max(most, moment.opacity))
    return texts


@pytest.mark.parametrize("kind", PACINGS)
def test_captions_come_at_their_step_fade_and_go(kind):
    plain = timeline(kind, 200, 30)
    line = captioned(plain, [Caption(0, "", "first", 2.0), Caption(150, "", "second", 1.5)], BEATS_SAID, 30)
    assert line.duration == pytest.approx(plain.duration)
    assert (line.seconds > 0).all()
    texts = shown(line)
    for text, step, seconds in (("first", 0, 2.0), ("second", 150, 1.5)):
        begin, end, most = texts[text]
        starts = np.cumsum(plain.seconds) - plain.seconds
        assert begin == pytest.approx(starts[np.argmax(plain.positions >= step)], abs=0.04)
        assert end - begin == pytest.approx(seconds, abs=0.04)
        assert most == 1.0
    first, second = ([m.opacity for m in line if m.caption == text] for text in ("first", "second"))
    assert first[0] == 1.0, "what a film begins with is there at once"
    assert second[0] < 0.1
    assert first[-1] < 0.2
    assert len({opacity for opacity in second if 0 < opacity < 1}) >= 8
    assert {moment.position for moment in line} == {moment.position for moment in plain}


@pytest.mark.parametrize("kind", PACINGS)
def test_film_waits_at_a_caption_that_asks_for_it(kind):
    plain = timeline(kind, 2000, 30) if kind != "every-step" else timeline(kind, 200, 30)
    line = captioned(plain, [Caption(137, "", "Look!", 3.0, 2.5)], BEATS_SAID, 30)
    assert line.duration == pytest.approx(plain.duration + 2.5, abs=1.01 / 30)
    assert sum(m.seconds for m in line if m.position == 137) == pytest.approx(2.5)
    assert set(np.diff(plain.positions) % 2) == set(np.diff(line.positions)[np.diff(line.positions) > 0] % 2)
    assert shown(line)["Look!"][1] - shown(line)["Look!"][0] == pytest.approx(3.0, abs=0.04)
    assert (np.diff(line.positions) >= 0).all()


def test_caption_at_a_beat_comes_in_its_own_step():
    slow = slowed(timeline("slow-start", 200, 30), [0, 1], 6.0, 30)
    texts = shown(captioned(slow, [Caption(1, "update", "Here", 1.5)], BEATS_SAID, 30))
    starts = np.cumsum(slow.seconds) - slow.seconds
    first = next(s for m, s in zip(slow, starts, strict=True) if m.beat == "update" and m.explained == 1 and m.part)
    assert texts["Here"][0] == pytest.approx(first, abs=0.04)


def test_words_of_beats_are_those_of_their_step():
    slow = slowed(timeline("slow-start", 200, 30), [0, 1], 6.0, 30)
    assert list(shown(captioned(slow, [], BEATS_SAID, 30))) == [
        BEATS_SAID[step, beat] for step in (0, 1) for beat in BEATS
    ]


def test_numbers_glide_on_ways_that_take_half_a_second_and_in_slow_motion():
    for seconds, few in ((6.0, True), (1.0, False)):
        line = gliding(timeline("uniform", 5, 30, seconds=seconds))
        assert {moment.glides for moment in line if moment.position % 1} == {few}
        assert not any(moment.glides for moment in line if not moment.position % 1)
    slow = gliding(slowed(timeline("slow-start", 200, 30), [3], 2.0, 30))
    assert {moment.explained for moment in slow if moment.glides} == {3}


def test_captions_of_steps_that_were_not_reached_are_left_out():
    plain = timeline("slow-start", 20, 30)
    late = [Caption(21, "", "Never", 2.0, 3.0), Caption(5, "loss", "Never", 2.0)]
    assert captioned(plain, late, BEATS_SAID, 30) is plain


def test_last_caption_can_be_read_to_its_end():
    plain = timeline("slow-start", 200, 30, hold_end=0.5)
    line = captioned(plain, [Caption(200, "", "The end", 2.5)], BEATS_SAID, 30)
    begin, end, _ = shown(line)["The end"]
    assert end - begin == pytest.approx(2.5)
    assert line.duration == pytest.approx(end)
    assert line[-1].opacity == 1.0


def test_beats_are_told_unless_the_author_does():
    slow = slowed(timeline("slow-start", 200, 30), [0], 8.0, 30)
    told = shown(captioned(slow, [], BEATS_SAID, 30))
    said = [BEATS_SAID[0, beat] for beat in BEATS]
    assert list(told) == said
    own = shown(captioned(slow, [Caption(0, "gradient", "My words", 1.2)], BEATS_SAID, 30))
    assert list(own) == ["My words" if text == "gradient of step 0" else text for text in said]
    begins = [begin for begin, _, _ in own.values()]
    assert begins == pytest.approx([begin for begin, _, _ in told.values()], abs=0.04)


def test_scene_knows_when_its_beats_come(write):
    for pacing in ("slow-start", "uniform", "every-step"):
        scene = scene_of(write(pacing=pacing, slow_motion="{steps: [0, 1, 7], seconds: 5}", steps="60"))
        line = scene.pacing.timeline([60], 30)
        slow = slowed(line, scene.slow_motion.steps, scene.slow_motion.seconds, 30)
        starts = np.cumsum(slow.seconds) - slow.seconds
        for step, beat in [(0, ""), (0, "loss"), (1, "predict"), (7, "update"), (30, ""), (60, "")]:
            first = next(
                s for m, s in zip(slow, starts, strict=True) if m.position >= step and (not beat or m.beat == beat)
            )
            assert reaches(scene, step, beat) == pytest.approx(first, abs=0.15), (pacing, step, beat)


CAPTIONS = {
    "slow-start": "{at: 0, text: It begins}, {at: 2, text: It runs}, {at: 137, text: Fast}, {at: end, text: End}",
    "uniform": "{at: 100, text: Once}, {at: 101, text: And once more, seconds: 3}, {at: 160, text: On, pause: 0}",
    "every-step": "{at: 50, text: Stays, until: 90}, {at: 120, text: Twelve dozen or less}, {at: 190, text: Yes}",
}


@pytest.mark.parametrize("slow", [None, "{steps: [0, 1, 137], seconds: 5}"])
@pytest.mark.parametrize("kind", CAPTIONS)
def test_film_waits_until_captions_are_read_and_the_check_knows_when_they_come(kind, slow, write):
    told = {"captions": f"[{CAPTIONS[kind]}]", "slow_motion": slow, "camera": "{at: 30}"}
    path = write(steps="200", pacing=kind, **told)
    scene, recordings = scene_of(path), train_all(path)
    line = timeline_of(scene, recordings)
    texts = shown(line)
    assert list(texts)[-1] in (scene.captions[-1].text, "Learning rate times gradient")
    for caption in scene.captions:
        begin, end, _ = texts[caption.text]
        step = step_of(caption.at, scene.last_step)
        assert comes(scene, step) == pytest.approx(begin, abs=0.15), caption.text
        there = [moment for moment in line if moment.caption == caption.text]
        assert there[0].step == step
        if caption.at == "end":
            assert (end, there[-1].opacity) == (pytest.approx(line.duration), 1.0)
        elif caption.until:
            assert comes(scene, caption.until) == pytest.approx(end, abs=0.15)
        else:
            assert end - begin == pytest.approx(caption.stays, abs=0.04)
            assert caption.pause == 0 or {moment.step for moment in there} == {step}


def test_a_beat_rests_until_its_caption_is_read():
    slow = slowed(timeline("slow-start", 200, 30), [3], 4.0, 30)
    line = captioned(slow, [Caption(3, "gradient", "Words", 3.0, 3.0)], BEATS_SAID, 30)
    beat = [moment for moment in line if moment.beat == "gradient"]
    assert sum(moment.seconds for moment in beat) == pytest.approx(3.0, abs=0.01)
    assert {moment.caption for moment in beat} == {"Words"}
    assert line.duration == pytest.approx(slow.duration + 3.0 - SHARES["gradient"] * 4.0, abs=0.04)


def test_what_stays_until_the_end_is_there_in_the_end():
    plain = timeline("slow-start", 200, 30)
    line = captioned(plain, [Caption(20, "", "Words", 1.0, 0.0, np.inf)], BEATS_SAID, 30)
    assert line.duration == pytest.approx(plain.duration)
    assert (line[-1].caption, line[-1].opacity) == ("Words", 1.0)
