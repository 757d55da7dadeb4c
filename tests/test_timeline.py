"""The film's time: every pacing reaches the last step, in the time it was asked for, and never goes back."""

import numpy as np
import pytest

from tests.test_structure import FAMILIES

PACINGS = FAMILIES["render.timeline.pacings"].members
CASES = [(kind, steps, fps) for kind in PACINGS for steps in (1, 2, 7, 200, 1000) for fps in (1, 24, 30, 60)]


def timeline(kind, steps, fps, **options):
    return PACINGS[kind](**options).timeline(steps, fps)


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
