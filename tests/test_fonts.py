"""Font files of a scene: what is wrong with them, what is drawn with them, and that nothing else is."""

from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from fontTools.feaLib.builder import addOpenTypeFeaturesFromString
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont, newTable
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, findfont

from render.drawing.stage import ink
from render.drawing.typefaces import SHIPPED, typefaces
from render.errors import FilmError
from render.timeline.moments import Moment
from tests.conftest import ROOT, posix_only, python, scene_of, stage_of
from tests.test_drawing import figure_of, texts_of

PLEX = {face: (ROOT / "render" / "drawing" / "fonts" / name).read_bytes() for face, name in SHIPPED.items()}


def font(face="regular", features="", only=None, fvar=False, **looks_like):
    """A shipped font, changed: a character looks like another one, a digit (`_1`) is of another width."""
    font = TTFont(BytesIO(PLEX[face]), recalcTimestamp=False)
    cmap = font.getBestCmap()
    for character, other in looks_like.items():
        if character[0] == "_":
            font["hmtx"].metrics[cmap[ord(character[1])]] = (other, 0)
        else:
            cmap[ord(character)] = cmap[ord(other)]
    if features:
        addOpenTypeFeaturesFromString(font, features)
    if only is not None:
        subsetter = Subsetter(Options(glyph_names=True))
        subsetter.populate(text=only)
        subsetter.subset(font)
    if fvar:
        font["fvar"] = newTable("fvar")
        font["fvar"].axes, font["fvar"].instances = [], []
    saved = BytesIO()
    font.save(saved)
    return saved.getvalue()


@pytest.fixture
def scene(write, tmp_path):
    """Write a scene with font files: their contents by face."""

    def scene(name="scene.yaml", panels="[fit, loss, rule, code]", **faces):
        paths = {face: tmp_path / f"{Path(name).stem}-{face}.ttf" for face in faces}
        for face, path in paths.items():
            path.write_bytes(faces[face])
        listed = ", ".join(f"{face}: {path.name}" for face, path in paths.items())
        return write(name=name, title="A line, 1,234", panels=panels, fonts=f"{{{listed}}}")

    return scene


def pixels_of(path):
    stage, _ = stage_of(path)
    return stage.frame(Moment(7, 1)).pixels.copy()


def files_of(stage):
    """The contents of the font files that texts are drawn with, by weight and whether they are programs."""
    found = {}
    for text in texts_of(stage):
        wanted = text.get_fontproperties()
        first = FontProperties(family=wanted.get_family()[0], weight=wanted.get_weight())
        mono = "Mono" in wanted.get_family()[1]
        found.setdefault("mono" if mono else "semibold" if wanted.get_weight() == 600 else "regular", set()).add(
            Path(findfont(first, fallback_to_default=False)).read_bytes()
        )
    return found


@pytest.mark.thorough
def test_films_with_fonts_of_one_name_do_not_disturb_each_other(scene):
    plain = scene("plain.yaml")
    before = pixels_of(plain)
    first = {"regular": font(e="x"), "semibold": font("semibold", e="x"), "mono": font("mono", e="x")}
    second = {face: font(face, a="o") for face in first}
    stages = [stage_of(scene(f"{i}.yaml", **faces))[0] for i, faces in enumerate((first, second))]
    for stage, faces in zip(stages, (first, second), strict=True):
        assert files_of(stage) == {face: {content} for face, content in faces.items()}
    assert not (stages[0].frame(Moment(7, 1)).pixels == stages[1].frame(Moment(7, 1)).pixels).all()
    np.testing.assert_array_equal(pixels_of(plain), before)
    changed = pixels_of(scene("0.yaml", **second))
    np.testing.assert_array_equal(changed, stages[1].frame(Moment(7, 1)).pixels)


@pytest.mark.thorough
@pytest.mark.parametrize("panels", ["[fit, loss, rule, code]", "[rule]", "[surface, slice, status]"])
def test_fonts_are_used_as_the_shipped_ones_are_and_these_have_what_they_lack(scene, panels):
    plain = pixels_of(scene("plain.yaml", panels))
    np.testing.assert_array_equal(pixels_of(scene("same.yaml", panels, **PLEX)), plain)
    few = {face: font(face, only="0123456789") for face in ("regular", "semibold")}
    np.testing.assert_array_equal(pixels_of(scene("few.yaml", panels, **few)), plain)


def test_faces_that_are_not_given_are_the_shipped_ones(scene):
    semibold = font("semibold", e="x")
    stage, _ = stage_of(scene(semibold=semibold))
    assert files_of(stage) == {"regular": {PLEX["regular"]}, "semibold": {semibold}, "mono": {PLEX["mono"]}}


def test_mathematics_is_set_in_the_fonts(scene):
    plain = pixels_of(scene("plain.yaml", "[rule]"))
    italic = pixels_of(scene("italic.yaml", "[rule]", italic=font("italic", w="m")))
    rows, columns = np.nonzero((plain != italic).any(axis=2))
    assert len(rows)
    assert rows.min() > 200, "the header has none"
    assert columns.max() < 1200


def test_program_of_wide_characters_stays_in_the_picture(scene):
    wide = TTFont(BytesIO(PLEX["mono"]))
    wide["hmtx"].metrics = {glyph: (900 if width else 0, left) for glyph, (width, left) in wide["hmtx"].metrics.items()}
    saved = BytesIO()
    wide.save(saved)
    stages = [stage_of(scene(**mono, panels="[fit, code]"))[0] for mono in ({}, {"mono": saved.getvalue()})]
    usual, lines = ([t for t in figure_of(stage).axes[1].texts if t.get_text().strip()] for stage in stages)
    assert max(line.get_window_extent().x1 for line in lines) <= 1280
    assert any(line.get_text().endswith("…") for line in lines) or len(lines) > len(usual)


@pytest.mark.parametrize(
    "features",
    ["feature kern { pos one one -200; } kern;", "feature tnum { sub one by two; } tnum;"],
    ids=["ones that are moved together", "digits of one width as an option"],
)
def test_numbers_keep_their_width(scene, features):
    narrow = {"_1": 400} if "tnum" in features else {}
    path = scene(regular=font(features=features, **narrow))
    figure = Figure(figsize=(2, 1), dpi=100)
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    text = figure.text(0.1, 0.5, "", size=30, family=typefaces(scene_of(path).fonts.contents).sans)
    each, lefts = ink(text, canvas.get_renderer()), []
    for number in ("0.11117", "0.22227"):
        text.set_text(number)
        each.look()
        lefts.append(each._placed[-1].left)
    assert lefts[0] == lefts[1]


@pytest.mark.parametrize(
    ("face", "content", "said"),
    [
        ("regular", font(_1=400), 'the digits of "{}" are not all of one width: live numbers would jitter'),
        ("semibold", font(_1=400), 'the digits of "{}" are not all of one width: live numbers would jitter'),
        ("semibold", font(only="abc0123456"), '"{}" has no digits 7 8 9'),
        ("mono", font(), 'the characters of "{}" are not all of one width'),
        ("italic", font(fvar=True), '"{}" is a variable font: only its default weight could be drawn'),
        ("italic", PLEX["italic"][:50_000], '"{}" is not a font, or not a whole one'),
        ("italic", b"", '"{}" is not a font, or not a whole one'),
        ("italic", font(only=""), '"{}" is not a font, or not a whole one'),
    ],
)
def test_font_that_cannot_be_used(scene, render, face, content, said):
    scene(**{face: content})
    code, _, err = render("check", "scene.yaml")
    name = f"scene-{face}.ttf"
    assert code == 2
    assert err.startswith(f"scene.yaml:7:{11 + len(face)}: {said.format(name)}\n  7 | fonts: ")
    assert "^" * len(name) in err
    assert "    = " in err


def test_italic_has_no_numbers_that_could_jitter(scene, render):
    scene(italic=font("italic", _1=400))
    assert render("check", "scene.yaml")[0] == 0


def test_font_that_only_freetype_refuses():
    with pytest.raises(FilmError, match="the mono font cannot be drawn"):
        typefaces({"mono": b"no font"})


def test_check_of_fonts_needs_no_heavy_library(scene):
    code = "import sys; from render.cli import main\ntry: main(sys.argv[1:])\nfinally: print(*sys.modules)"
    done = python("-c", code, "check", scene(**PLEX))
    assert done.returncode == 0
    modules = set(done.stdout.split())
    assert "fontTools" in modules
    assert not {"tensorflow", "matplotlib", "numpy"} & modules


def test_film_is_made_anew_when_a_font_changes_not_when_it_is_touched_or_renamed(scene, render, tmp_path):
    path = scene(panels="[loss]", regular=PLEX["regular"])
    file = tmp_path / "scene-regular.ttf"

    def made():
        code, out, err = render(path, "-f", "png")
        assert (code, err) == (0, "")
        return "made in" in out

    assert made()
    file.touch()
    assert not made()
    file = file.rename(tmp_path / "other.ttf")
    path.write_text(path.read_text().replace("scene-regular", "other"))
    assert not made()
    file.write_bytes(font(e="x"))
    assert made()
    assert not made()


@posix_only
def test_fonts_of_a_scene_are_never_written_over(scene, render, tmp_path):
    scene(regular=PLEX["regular"])
    tmp_path.joinpath("scene.png").symlink_to("scene-regular.ttf")
    code, _, err = render("scene.yaml", "-f", "png", "-o", ".", "--force")
    assert code == 2
    assert err == "error: scene.png is what the scene is made from and is not written over; choose another -o\n"
    assert tmp_path.joinpath("scene-regular.ttf").read_bytes() == PLEX["regular"]


def test_fonts_of_a_course_are_those_of_its_scenes(write, render, tmp_path):
    tmp_path.joinpath("fonts").mkdir()
    tmp_path.joinpath("fonts", "a.ttf").write_bytes(font(e="x"))
    tmp_path.joinpath("course.yaml").write_text("author: A. Turing\nfonts: {regular: fonts/a.ttf}\n")
    tmp_path.joinpath("week").mkdir()
    path = write(name="week/scene.yaml")
    assert scene_of(path).author == "A. Turing"
    assert scene_of(path).fonts.contents == {"regular": font(e="x")}
    assert scene_of(path).files(path.parent) == [tmp_path / "fonts" / "a.ttf"]
    tmp_path.joinpath("fonts", "a.ttf").write_bytes(b"")
    code, _, err = render("check", "week/scene.yaml")
    assert code == 2
    assert "course.yaml:2:18: " in err
    assert "is not a font, or not a whole one" in err
    assert render("check", "course.yaml")[0] == 2
    tmp_path.joinpath("fonts", "a.ttf").write_bytes(font())
    write(name="week/scene.yaml", fonts="{regular: ../../a.ttf}")
    assert "lies outside the course's folder" in render("check", "week/scene.yaml")[2]


def test_characters_that_no_font_has_are_an_error_and_never_boxes(write, render, tmp_path, only_our_fonts):
    write(title="Gradient 梯度 😀", captions="[{at: 1, text: 'naïve ∂ →'}]")
    for words in (["check", "scene.yaml"], ["scene.yaml"]):
        code, out, err = render(*words)
        assert (code, out) == (2, "")
        assert err.startswith('scene.yaml:1:8: no installed font has "度梯"\n')
        assert (
            "= install one that has, such as Noto Sans CJK SC, or name font files that have, under the key fonts" in err
        )
    assert [path.name for path in tmp_path.rglob("*.*")] == ["scene.yaml"]
