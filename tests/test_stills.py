"""Vector stills: what their texts say, their pages, and that they are the pictures of the film."""

import re
import zlib
from collections import Counter
from types import SimpleNamespace
from xml.etree import ElementTree

import numpy as np
import pytest
from PIL import Image

from render.api import load
from render.formats.pdf import Pdf
from render.formats.png import Png
from render.formats.svg import Svg
from render.output.stamp import Stamp
from render.scene.script import poster_of, timeline_of
from render.timeline.moments import Moment, Timeline
from render.training.metrics import VALIDATION_LOSS
from render.training.turning import turning_step
from tests.conftest import BASIC, scene_of, stage_of, train
from tests.test_drawing import PANELS, VARIANTS, stage, texts_of  # noqa: F401 (a fixture)

SVG = "{http://www.w3.org/2000/svg}"


def texts_in(svg):
    """The texts of SVG, without formulas, which are set character by character."""
    root = ElementTree.fromstring(svg)
    return [text.text for text in root.iter(f"{SVG}text") if text.text]


def pages_of(path):
    """The texts of each page of a PDF; characters are numbered by their Unicode, ISO 32000-1, 9.10.3."""
    streams = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", path.read_bytes(), re.DOTALL)
    pages = [page for page in map(zlib.decompress, streams) if b"TJ" in page]
    said = [re.findall(rb"\[(.*?)\]\s+TJ", page, re.DOTALL) for page in pages]
    return [[b"".join(re.findall(rb"\((.*?)\)", text)).decode("utf-16-be") for text in page] for page in said]


@pytest.mark.thorough
@pytest.mark.parametrize(("panel", "options"), VARIANTS, ids=str)
def test_svg_has_the_texts_of_the_picture(stage, panel, options):  # noqa: F811
    it, drawn = (stage(panels=[PANELS[panel](**options)], size=(640, 360)) for _ in range(2))
    vectors = it.vectors()
    ground, used = vectors.background(), set()
    for moment in (Moment(7.5, 1), Moment(0, 1, "loss", 0.5), Moment(200, 1)):
        drawn.frame(moment)
        expected = [t.get_text().split("\n") for t in texts_of(drawn) if not t.get_parse_math()]
        markup = f'<svg xmlns="{SVG[1:-1]}">{ground}{"".join(vectors.show(moment))}</svg>'
        assert Counter(texts_in(markup)) == Counter(line for lines in expected for line in lines if line.strip())
        used |= set(re.findall(r'(?:href="|url\()#(\w+)', markup))
    assert used == set(re.findall(r'id="(\w+)"', vectors.shared()))


def test_only_what_changed_is_drawn_anew(stage):  # noqa: F811
    vectors, fresh = stage().vectors(), stage().vectors()
    vectors.background()
    fresh.background()
    for position in (0, 3, 3, 7.5, 60):
        shown = vectors.show(Moment(position, 1))
    assert shown == fresh.show(Moment(60, 1))


def test_svg_shows_the_numbers_of_its_step_and_brings_its_typefaces(recording, render, tmp_path):
    code, _, err = render("frame", BASIC, "--step", 40, "-o", "still.svg")
    assert (code, err) == (0, "")
    svg = (tmp_path / "still.svg").read_text(encoding="utf-8")
    w, b = recording.parameters[40]
    assert {"40", f"{w:.3f}", f"{b:.3f}", f"{recording.loss[40]:.4f}"} <= set(texts_in(svg))
    root = ElementTree.fromstring(svg)
    assert root.get("role") == "img"
    assert root.get("aria-label").startswith("A line starts at w = 0.000, b = −1.000 ")
    assert root.find(f"{SVG}title").text == "A line learns its data"
    asked = {(t.get("font-family").split(",")[0], t.get("font-weight") or "400") for t in root.iter(f"{SVG}text")}
    brought = re.findall(r'font-family:"([^"]+)";font-weight:(\d+)', root.find(f"{SVG}style").text)
    assert asked == {*brought} == {("IBM Plex Sans", "400"), ("IBM Plex Sans", "600")}
    assert "http" not in svg.replace(SVG[1:-1], "")


def test_pdf_has_a_page_for_each_step(recording, render, tmp_path):
    code, out, err = render("frame", BASIC, "--step", 0, "--step", 40, "-o", "still.pdf")
    assert (code, err) == (0, "")
    assert out.startswith("still.pdf")
    pages = pages_of(tmp_path / "still.pdf")
    assert len(pages) == Pdf().facts(tmp_path / "still.pdf").frames == 2
    for page, step in zip(pages, (0, 40), strict=True):
        assert {f"{step}", f"{recording.loss[step]:.4f}", f"{recording.parameters[step, 0]:.3f}"} <= set(page)


def test_course_makes_stills_and_knows_which_are_fresh(write, render, tmp_path):
    output = "{{formats: [{{kind: svg, step: 3}}, svg, {{kind: pdf, steps: {}}}], size: 480p}}"
    write(output=output.format("[0, 3]"))
    assert render("scene.yaml", "-o", "out", "-q")[0] == 0
    assert {path.name for path in (tmp_path / "out").iterdir()} == {"scene-3.svg", "scene.svg", "scene.pdf"}
    assert {"3", "10"} <= {text for path in tmp_path.glob("out/*.svg") for text in texts_in(path.read_text())}
    assert Svg().facts(tmp_path / "out" / "scene.svg").size == (854, 480)
    assert render("scene.yaml", "-o", "out", "--dry-run")[0] == 0
    write(output=output.format("[0, 4]"))
    code, out, _ = render("scene.yaml", "-o", "out", "--dry-run")
    assert code == 1
    assert "scene.pdf" in out
    assert "scene.pdf  option changed: steps [0, 4], was [0, 3]" in out
    assert "scene-3.svg" not in out


def test_still_of_a_step_that_a_training_did_not_reach(write, render):
    path = write(learning_rate="0.95", steps="500", output="{formats: [{kind: svg, step: 499}]}")
    last = train(path).steps
    code, _, err = render("frame", "scene.yaml", "--step", "499", "-o", "a.svg")
    assert code == 1
    assert err.endswith(f"there is no step 499: the training diverged, its last step is {last}\n")
    # Who wrote the scene could not know that.
    assert render("scene.yaml", "-o", "out", "-q")[0] == 0
    assert str(last) in texts_in((path.parent / "out" / "scene-499.svg").read_text())


POSTER = {"captions": "[{at: 4, text: Here it is}]", "pacing": "{seconds: 0.5}"}


def test_poster_stands_for_the_film_in_every_still(write, render, tmp_path):
    path = write(
        **POSTER, output="{size: 480p, fps: 10, poster: 4, formats: [png, svg, html, pdf, {kind: svg, step: 4}]}"
    )
    assert render("scene.yaml", "-q") == (0, "", "")
    folder = tmp_path / "assets"
    plain, poster = (texts_in((folder / name).read_text("utf-8")) for name in ("scene-4.svg", "scene.svg"))
    assert sorted([*plain, "Here it is"]) == sorted(poster)
    (page,) = pages_of(folder / "scene.pdf")
    assert "Here it is" in page
    it, timeline = stage_of(path)
    with Image.open(folder / "scene.png") as picture:
        assert (np.asarray(picture.convert("RGBA")) == it.still(timeline.at(4)).pixels).all()
    player = (folder / "scene.html").read_text("utf-8")
    assert ">Here it is<" in player.partition("<noscript>")[0]
    film = load(path)
    assert film.still() == film.still(4) != film.still(10)


def test_targets_show_the_poster_where_the_film_does_not_play(write, render, tmp_path):
    write(**POSTER, output="{size: 480p, fps: 10, poster: 4, formats: [png, frames], targets: [beamer, keynote]}")
    assert render("scene.yaml", "-q") == (0, "", "")
    folder = tmp_path / "assets"
    number = re.search(r"poster=(\d+),", (folder / "beamer" / "scene.tex").read_text("utf-8"))[1]
    with Image.open(folder / "scene.png") as poster, Image.open(folder / f"scene-frames/frame-{number:>04}.png") as one:
        # What moves is drawn over the frame before: edges may differ a little.
        assert np.abs(np.asarray(poster.convert("RGB"), int) - np.asarray(one.convert("RGB"), int)).max() <= 2
    stamp = Stamp.read(Png().stamp(folder / "scene.png"))
    at = float(re.search(r"drag to ([\d.]+) s", (folder / "keynote" / "scene.md").read_text("utf-8"))[1])
    assert 0 < at < stamp.seconds


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (
            ["--step", "1", "--step", "2", "-o", "a.svg"],
            "a.svg holds one step, not 2: name a .pdf, which has a page for each",
        ),
        (["--step", "1", "--step", "11", "-o", "a.pdf"], "there is no step 11: scene.yaml goes from 0 to 10"),
    ],
)
def test_command_says_what_is_wrong_with_a_still(arguments, said, write, render):
    write()
    assert render("frame", "scene.yaml", *arguments) == (2, "", f"error: {said}\n")


def test_scene_says_where_a_step_is_beyond_the_last(write, render):
    write(output="{formats: [{kind: svg, step: 11}, {kind: pdf, steps: [0, 12]}, pdf]}")
    code, _, err = render("check", "scene.yaml")
    assert code == 2
    assert "scene.yaml:6:38: there is no step 11: the last one is 10\n" in err
    assert "there is no step 12: the last one is 10\n" in err
    assert "another one of the formats makes a NAME.pdf, too\n" in err


def test_triptych_shows_the_first_step_the_turn_and_the_last(write, render, tmp_path):
    kinds = ", ".join(f"{{kind: triptych, file: {file}}}" for file in ("png", "svg", "pdf"))
    path = write(steps="40", output=f"{{formats: [{kinds}], size: 480p}}")
    assert render("scene.yaml", "-o", "out", "-q")[0] == 0
    out = tmp_path / "out"
    svg = (out / "scene.triptych.svg").read_text(encoding="utf-8")
    loss = train(path).loss
    turn = int(np.argmax(np.log(loss[0] / loss) >= np.log(loss[0] / loss.min()) / 2))
    shown = {f"{loss[step]:.3f}" for step in (0, turn, 40)} | {"0", f"{turn}", "40"}
    assert 0 < turn < 40
    for texts in (texts_in(svg), *pages_of(out / "scene.triptych.pdf")):
        assert shown <= {*texts}
        assert texts.count("A line") == 1
    # On 180 mm of paper, in points.
    width = Svg().facts(out / "scene.triptych.svg").size[0]
    assert min(map(float, re.findall(r'font-size="([\d.]+)"', svg))) / width * 180 / 25.4 * 72 > 6
    with Image.open(out / "scene.triptych.png") as picture:
        assert picture.width == 2 * width


def run_like(loss, starts=(0,), **metrics):
    kept = np.arange(len(loss))
    run = SimpleNamespace(starts=starts, samples=SimpleNamespace(classes=()))
    return SimpleNamespace(loss=loss, run=run, metrics=metrics, steps=len(loss) - 1, kept=kept)


def test_turning_point():
    """Half of the way of the loss's logarithm, up or down; but slow motion, phases and overfitting have their own."""
    plain, slow = Timeline([Moment(0.0, 1.0)]), Timeline([Moment(4.0, 1.0, beat="update")])
    falls, rises = np.exp(-np.arange(11.0)), np.exp(2 * np.arange(11.0) ** 2 / 10)
    held = {VALIDATION_LOSS: np.abs(np.arange(11.0) - 3) + 1}
    assert turning_step([run_like(falls)], plain) == 5
    assert turning_step([run_like(falls), run_like(rises)], plain) == 7
    assert turning_step([run_like(np.where(falls > 0.1, falls, 0.0))], plain) == 3
    assert turning_step([run_like(falls, (0, 8))], plain) == 8
    assert turning_step([run_like(falls, **held)], plain) == 3
    assert turning_step([run_like(falls, (0, 8))], slow) == 4


def test_poster_is_the_turn_unless_the_end_tells_the_lesson(recording):
    scene = scene_of(BASIC)
    timeline, turn = timeline_of(scene, [recording]), turning_step([recording], timeline_of(scene, [recording]))
    assert poster_of(scene, timeline, [recording]).step == turn == 7
    ends = Timeline([*timeline, timeline[-1]._replace(caption="Almost there", opacity=1.0)])
    assert poster_of(scene, ends, [recording]).step == 200
    assert poster_of(scene, timeline, [recording] * 2).step == 200
    said = scene.model_copy(update={"output": scene.output.model_copy(update={"poster": "end"})})
    assert poster_of(said, timeline, [recording]).step == 200
