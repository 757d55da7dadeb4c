"""How compared runs do among one another: the level that tells them apart, and from which step on each keeps to it."""

from types import SimpleNamespace

import numpy as np
import pytest

from render.drawing.proof import drawn_texts
from render.languages import Language
from render.training.ranking import ranking
from render.training.standardize import Standardize
from tests.conftest import stage_of, train_all


def ran(loss, *, kind="mse", diverged=False, **metrics):
    values = {name: np.array(each, np.float32) for name, each in metrics.items()}
    return SimpleNamespace(
        loss=np.array(loss, np.float32),
        steps=len(loss) - 1,
        diverged=diverged,
        metrics=values,
        run=SimpleNamespace(loss=kind, standardize=Standardize(), model=SimpleNamespace(minima=())),
    )


@pytest.mark.parametrize(
    ("runs", "level", "steps", "said"),
    [
        # It dips below 0.5 at step 1, and stays there from step 3 on.
        (
            [ran([4, 0.4, 2, 0.3, 0.25]), ran([4, 4, 3, 3, 3])],
            0.5,
            [3, None],
            ["≤ 0.5 from 3 on", "ends above 0.5"],
        ),
        (
            [ran([4, 0.4, 0.09, 0.02]), ran([4, 0.4], diverged=True)],
            0.02,
            [3, None],
            ["3 steps to 0.02", "never to 0.02"],
        ),
        ([ran([0.1, 0.1]), ran([2, 0.1])], 0.1, [0, 1], ["0.1 from the start", "1 step to 0.1"]),
        # Losses of two kinds cannot be compared; what is answered rightly can.
        (
            [ran([9, 1], accuracy=[0.4, 0.99]), ran([5, 2], kind="mae", accuracy=[0.4, 0.97])],
            *(0.99, [1, None], ["1 step to 99 %", "ends below 99 %"]),
        ),
        # Two that need about as many steps to 0.5 are level: what tells them apart is that one alone gets to 0.1.
        ([ran([4] * 21 + [0.4]), ran([4] * 20 + [0.4, 0.1]), ran([4] * 22)], 0.1, [None, 21, None], [None, None, None]),
        # What the film shows is the loss of the samples that are held back.
        ([ran([4, 1], val_loss=[4, 3]), ran([4, 1], val_loss=[4, 1])], 1, [None, 1], ["ends above 1", None]),
    ],
    ids=["stays", "diverges", "starts there", "accuracy", "level", "held back"],
)
def test_runs_are_told_apart_by_the_steps_to_a_round_level(runs, level, steps, said):
    found = ranking(runs)
    assert (found.level, list(found.steps)) == (level, steps)
    for index, text in enumerate(said):
        assert text is None or found.short(index, Language()) == text


@pytest.mark.parametrize(
    "runs", [[ran([4, 1])], [ran([4, 1]), ran([4, 1])], [ran([4, 1]), ran([4, 2], kind="mae")]], ids=str
)
def test_what_cannot_be_told_apart_has_no_ranking(runs):
    assert ranking(runs) is None


def test_each_run_says_when_it_is_there_and_the_winner_has_a_badge(write):
    path = write(compare="{learning_rate: [0.001, 0.1, 0.78]}", learning_rate=None, steps="40")
    (stage, timeline), found = stage_of(path), ranking(train_all(path))
    (winner,) = found.winners
    said = [found.short(index, Language()) for index in range(3)]

    def shown(moment):
        stage.frame(moment)
        return {text.get_text(): text for text in drawn_texts(stage) if text.get_text() in said}

    assert not shown(timeline[0])
    assert set(shown(timeline.at(found.steps[winner]))) == {said[winner]}
    ends = shown(timeline[-1])
    assert set(ends) == set(said)
    for index, text in enumerate(said):
        assert (ends[text].get_bbox_patch() is not None) == (index == winner)
        assert ends[text].get_fontsize() >= 28
