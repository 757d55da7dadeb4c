"""What a designer would say of a film: each rule of one that violates it, and of one that does not."""

import json
from shutil import copytree

import numpy as np
import pytest

from render.drawing.proof import Proof
from render.lint import Showing, rules
from render.lint.flashing import LIGHT_STEP, Flashes
from render.lint.stroboscope import stroboscope
from render.scene.script import timeline_of
from render.timeline.moments import Moment, Timeline
from tests.conftest import BASIC, ROOT, python, stage_of, take_of, train_all

SCENE = {"pacing": "{seconds: 4}"}
COURSE = "output: {{size: 640x360, fps: {}}}\n"
"""A course file: smaller frames, and fewer than usual, show the same, but for what flashes."""
FRAMES_PER_SECOND = {"outlived": 10} | dict.fromkeys(["flashing", "pace", "reading time of a beat"], 30)
"""Of those violations that are seen by their frames alone."""
SWINGING = {
    "data": "{kind: points, x: [0, 1, 2], y: [0, 1, 1.5]}",
    "initial": "{w: 3, b: -2}",
    "learning_rate": "0.43",
    "steps": "60",
    "panels": "[{kind: fit, residuals: squares}]",
    "camera": "still",
}
COMPARED = {"learning_rate": None, "compare": "{learning_rate: [0.05, 0.3]}"}
SQUARE = {"output": "{size: square}"}
LONG = "A caption of some length, gone before it is read"

VIOLATIONS = {
    "training": (
        {"learning_rate": "1e-9"},
        {"learning_rate": "0.1"},
        """\
scene.yaml:4:1: training: in 10 steps the line goes 3×10⁻⁶ % of its way; to come close takes about 10 billion steps
  4 | learning_rate: 1e-9
    | ^^^^^^^^^^^^^
    = write learning_rate: 0.3 and steps: 34; the line then comes close; stable below 0.787
""",
    ),
    "text-size": (
        {"output": "{size: 900x720}", "panels": "[fit]", "theme": "dark"},
        {"output": "{size: 720p}", "panels": "[fit]", "theme": "dark"},
        """\
scene.yaml:7:10: text-size: "0.0", like 8 others, is 18.8 pixels high in a picture of 720 lines; the last row reads 20
  7 | output: {size: 900x720}
    |          ^^^^
    = theme: {tick_size: 22}, or a size as wide as 16:9; this one is 900x720
""",
    ),
    "text-size of a crowd": (
        {**SQUARE, "panels": "[fit, loss, surface, parameters]", "layout": "stack", "camera": "still"},
        {**SQUARE, "panels": "[fit, loss, surface, parameters]"},
        """\
scene.yaml:7:10: text-size: "0.0", like 39 others, is 15.5 pixels high in a picture of 720 lines; the last row reads 20
  7 | output: {size: square}
    |          ^^^^
    = all is drawn smaller for want of room: fewer panels, another layout, a shorter title, or a taller size
""",
    ),
    "contrast": (
        {"theme": '{data: "#9AA6B5"}'},
        {"theme": '{data: "#8894A2"}'},
        """\
scene.yaml:7:9: contrast: the contrast of the points to what is behind is 2.47:1, #9AA6B5 on #FFFFFF; 3:1 is the least
  7 | theme: {data: "#9AA6B5"}
    |         ^^^^
    = theme: {data: "#8894A2"} has 3:1
""",
    ),
    "contrast of a small text": (
        {"theme": '{quiet: "#949494"}', "panels": "[fit]"},
        {"theme": '{quiet: "#767676"}', "panels": "[fit]"},
        """\
scene.yaml:7:9: contrast: the contrast of "0.0" to what is behind is 3.03:1, #949494 on #FFFFFF; 4.5:1 is the least
  7 | theme: {quiet: "#949494"}
    |         ^^^^^
    = theme: {quiet: "#767676"} has 4.5:1
""",
    ),
    "colour-blind": (
        {**COMPARED, "theme": '{runs: ["#B05A00", "#5C8000", "#9C4C86", "#1B2430"]}'},
        {**COMPARED, "theme": '{runs: ["#D55E00", "#0072B2", "#9C4C86", "#1B2430"]}'},
        """\
scene.yaml:7:9: colour-blind: rate 0.05 and rate 0.3 look alike to people with protanopia: #B05A00 and #5C8000 are \
7.4 apart in CAM16-UCS; 10 is the least
  7 | theme: {runs: ["#B05A00", "#5C8000", "#9C4C86", "#1B2430"]}
    |         ^^^^
    = theme: {runs: ...}: make one of them lighter and one darker, which all eyes see
""",
    ),
    "reading-time": (
        {"captions": f'[{{at: 0, text: "{LONG}", seconds: 1}}]'},
        {"captions": f'[{{at: 0, text: "{LONG}", seconds: 2.9}}]'},
        f"""\
scene.yaml:7:12: reading-time: "A caption of some length, gone before i…" is shown for 1.0 s; its 48 characters take \
2.8 s, at 17 a second
  7 | captions: [{{at: 0, text: "{LONG}", seconds: 1}}]
    |            {"^" * len(f'{{at: 0, text: "{LONG}", seconds: 1}}')}
    = seconds: 2.9, or leave seconds out: it then stays long enough
""",
    ),
    "reading time of Chinese": (
        {"captions": "[{at: 0, text: 误差从 w 和 b 开始变化, seconds: 1}]"},
        {"captions": "[{at: 0, text: 误差从 w 和 b 开始变化, seconds: 1.3}]"},
        """\
scene.yaml:7:12: reading-time: "误差从 w 和 b 开始变化" is shown for 1.0 s; its 14 characters take 1.2 s, \
at 9 Chinese or 17 other ones a second
  7 | captions: [{at: 0, text: 误差从 w 和 b 开始变化, seconds: 1}]
""",
    ),
    "reading time of a beat": (
        {"slow_motion": "{steps: [0], seconds: 9.3}"},
        {"slow_motion": "{steps: [0], seconds: 9.9}"},
        """\
scene.yaml:7:1: reading-time: "How wrong is it? The mean of the square…" is shown for 2.6 s; its 47 characters take \
2.8 s, at 17 a second
  7 | slow_motion: {steps: [0], seconds: 9.3}
    | ^^^^^^^^^^^
    = slow_motion: {steps: [0], seconds: 9.9}
""",
    ),
    "overlaps": (
        {
            "panels": "[fit, loss, parameters, surface]",
            "layout": "stack",
            "theme": "{tick_size: 64}",
            "camera": "still",
            **SQUARE,
        },
        {"panels": "[fit, loss]", **SQUARE},
        """\
scene.yaml:7:1: overlaps: "−2.5" and "0.0" overlap by 28 pixels for 4.0 s (7 more such places); 1 are not seen
  7 | panels: [fit, loss, parameters, surface]
    | ^^^^^^
    = choose fewer panels, another layout, or a larger size
""",
    ),
    "flashing": (
        {**SWINGING, "pacing": "{kind: every-step}"},
        {**SWINGING, "panels": "[{kind: fit, residuals: bars}]", "pacing": "{kind: every-step}"},
        """\
scene.yaml:6:1: flashing: 15.5 flashes of light in the second before 3.0 s, over 99% of the field of view; more than \
3 over 25% can give seizures
  6 | pacing: {kind: every-step}
    | ^^^^^^
    = bars fill no area: panels: [{kind: fit, residuals: bars}]; or show fewer steps a second
""",
    ),
    "pace": (
        {"pacing": "{seconds: 4, hold_end: 0.5}"},
        {"pacing": "{seconds: 4, hold_end: 0.5}", "output": "{loop: 1}"},
        """\
scene.yaml:6:1: pace: the last step is shown for 0.5 s before the film begins again; 1 s is the least
  6 | pacing: {seconds: 4, hold_end: 0.5}
    | ^^^^^^
    = pacing: {hold_end: 2}, with as many more seconds; or output: {loop: 1}, which stays there
""",
    ),
    "outlived": (
        {"captions": "[{at: 1, text: Far off, pause: 0}]"},
        {"captions": "[{at: 1, text: Far off}]"},
        """\
scene.yaml:7:12: outlived: "Far off" comes at step 1 and stands until step 7; meanwhile the line's way to the best \
one changes by 71%; 10% is the most
  7 | captions: [{at: 1, text: Far off, pause: 0}]
    |            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
    = leave out pause, and the film waits until it has been read; if it stays true, until: 8
""",
    ),
}


def found_by(rule, path):
    """What one rule alone finds."""
    take, recordings = take_of(path), train_all(path)
    return list(rules()[rule](Showing(take, recordings, timeline_of(take.scene, recordings), path.parent)))


@pytest.mark.parametrize("name", VIOLATIONS)
def test_each_rule_warns_and_what_it_says_mends_it(name, write, render):
    broken, mended, said = VIOLATIONS[name]
    write(COURSE.format(FRAMES_PER_SECOND.get(name, 5)), name="course.yaml")
    write(**SCENE | broken)
    rule = said.split(": ")[1]
    code, out, err = render("lint", "scene.yaml", "--strict")
    assert (code, err) == (1, "")
    assert out.count(f": {rule}: ") == out.count(said), out
    assert said in out
    assert out.splitlines()[-1].endswith(" in 1 scene")
    assert not found_by(rule, write(**SCENE | mended))


def test_films_that_are_too_large_for_usual_places(write, render, tmp_path):
    write(COURSE.format(5), name="course.yaml")
    write(**SCENE, output="{formats: [gif, mp4]}")
    (tmp_path / "assets").mkdir()
    for name, size in (("scene.gif", 10_000_001), ("scene.mp4", 10_000_000)):
        with (tmp_path / "assets" / name).open("wb") as film:
            film.truncate(size)
    assert render("lint", "scene.yaml", "--strict") == (
        1,
        """\
scene.yaml:7:1: file-size: assets/scene.gif has 10.0 MB, too much for github; 10.0 MB is the most
  7 | output: {formats: [gif, mp4]}
    | ^^^^^^
    = let quality give way: output: {max_size: 10MB}; or output: {formats: mp4}, which is far smaller
1 warning in 1 scene
""",
        "",
    )
    assert render("lint", "scene.yaml")[0] == 0, "only --strict makes a failure of warnings"
    assert render("lint", "scene.yaml", "-o", "elsewhere")[1] == "scene.yaml is fine for a projector\n"


def test_what_stays_until_a_step_is_true_so_long(write, render):
    write(COURSE.format(10), name="course.yaml")
    write(**SCENE, captions="[{at: 1, text: Far off, until: end}]")
    assert render("lint", "scene.yaml", "--strict")[0] == 0


def test_a_run_that_swings_and_is_shown_on_one_side(write, tmp_path):
    path = write(learning_rate="0.76", steps="60")
    recordings = train_all(path)

    def found(*positions):
        timeline = Timeline([Moment(float(position), 0.1) for position in positions])
        return list(stroboscope(Showing(take_of(path), recordings, timeline, tmp_path)))

    (finding,) = found(*range(21), *range(22, 41, 2), *range(41, 61))
    assert finding.message == (
        "11 frames in a row, from step 20 to 40, show a run that swings on one side only, as if it stood still; 2 are "
        "the most"
    )
    assert (finding.measured, finding.limit) == (11, 2)
    assert not found(*range(0, 60, 3), 60)
    assert not list(stroboscope(Showing(take_of(path), recordings, stage_of(path)[1], tmp_path)))
    # A training that creeps may be shown at any of its steps.
    path = write(learning_rate="0.1", steps="60")
    recordings = train_all(path)
    assert not found(*range(0, 61, 2))


def test_every_rule_is_tested():
    assert {said.split(": ")[1] for _, _, said in VIOLATIONS.values()} | {"file-size", "stroboscope"} == set(rules())


# Those that differ in kind: what has the same panels is drawn alike.
@pytest.mark.thorough
@pytest.mark.parametrize(
    "word", ["backprop", "continue", "hot-dog", "learning-rates", "overfit", "slow-motion", "iris"]
)
def test_shipped_scenes_are_fine_for_a_projector(word, write, render, tmp_path):
    scene = ROOT / "scenes" / f"{word}.yaml"
    write(scene.read_text(encoding="utf-8").replace("fps: 20", "fps: 6"), name=scene.name)
    write(COURSE.format(6), name="course.yaml")
    copytree(ROOT / "scenes" / "data", tmp_path / "data")
    code, out, err = render("lint", scene.name, "--strict", "-o", ROOT / "assets")
    assert (code, out, err) == (0, f"{scene.name} is fine for a projector\n", "")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_shipped_themes_can_be_told_apart_and_read_with_all_runs(theme, write, render):
    compare = "{learning_rate: [0.01, 0.1, 0.5, 0.75]}"
    write(**SCENE, learning_rate=None, compare=compare, theme=theme, panels="[fit, loss, surface]", output="{fps: 6}")
    assert render("lint", "scene.yaml", "--strict")[:2] == (0, "scene.yaml is fine for a projector\n")


def test_report_for_programs(write, render):
    write(COURSE.format(30), name="course.yaml")
    write(**SCENE | {"pacing": "{seconds: 4, hold_end: 0.5}"})
    write("title: t\n", name="broken.yaml")
    code, out, err = render("lint", "scene.yaml", "broken.yaml", "--report", "json", "--strict")
    assert (code, err) == (2, "")
    told = json.loads(out)
    assert (told["exit_code"], told["warnings"]) == (2, 1)
    fine, broken = told["scenes"]
    assert fine["errors"] == broken["warnings"] == []
    (warning,) = fine["warnings"]
    assert {key: warning[key] for key in ("rule", "limit", "path", "line", "column")} == {
        "rule": "pace",
        "limit": 1.0,
        "path": "scene.yaml",
        "line": 6,
        "column": 1,
    }
    assert warning["measured"] == pytest.approx(0.5, abs=1 / 30)
    assert broken["errors"][0]["message"] == 'the key "data" is missing'


@pytest.mark.thorough
def test_films_of_a_sweep_share_their_warnings_and_a_broken_scene_is_as_in_check(write, render):
    write(COURSE.format(6), name="course.yaml")
    write(
        **SCENE
        | {"theme": None, "sweep": "{theme: [light, dark], pacing: [{seconds: 4}, {hold_end: 0.5}]}"}
        | {"pacing": None, "output": "{size: 640x360, fps: 5}"}
    )
    write("title: t\n", name="broken.yaml")
    code, out, err = render("lint", "scene.yaml", "broken.yaml")
    assert (code, err) == (2, render("check", "broken.yaml")[2])
    assert out.startswith("scene.yaml:6:")
    assert "hold_end: 0.5" in out.splitlines()[1]
    assert out.splitlines()[-1] == "1 warning in 1 scene"
    assert render("lint") == (2, "", "error: no scene is named: render lint scenes/basic.yaml\n")


def test_a_known_recording_needs_no_tensorflow(recording, write):
    path = write(f"{BASIC.read_text(encoding='utf-8')}\n{COURSE.format(6)}")
    code = "import sys; from render.cli import main\ntry: main(sys.argv[1:])\nfinally: print(*sys.modules)"
    done = python("-c", code, "lint", path)
    assert done.returncode == 0
    assert "tensorflow" not in done.stdout.split()
    assert recording.steps == 200


def test_small_characters_of_formulas_are_measured(write):
    stage, _ = stage_of(write(panels="[rule]"))
    text = next(text for text in stage.figure.axes[0].texts if text.get_parse_math())
    text.set_text("$w^2$")
    (read,) = [each for each in Proof(stage).texts() if each.said == "$w^2$"]
    assert read.size == pytest.approx(0.7 * text.get_fontsize(), rel=0.01)


def test_a_flash_is_two_turns_that_go_far_enough():
    for far, turned in ((0.2, 7), (0.09, 0)):
        flashes = Flashes((2, 2), LIGHT_STEP, 0.8)
        level = np.full((2, 2), 0.5, np.float32)
        for index in range(8):
            level[0, 0] = 0.5 + far * (index % 2)
            count = flashes.see(index / 10, level).copy()
        assert count.tolist() == [[turned, 0], [0, 0]]
        # The first of them came at 0.1 s.
        assert flashes.see(1.15, level)[0, 0] == max(0, turned - 1)
        assert not flashes.see(2.0, level).any()
