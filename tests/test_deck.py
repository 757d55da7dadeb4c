"""Decks, read back from the file: a slide a film, its title, film, words and timing, and what a template decides."""

import re
import shutil
import subprocess
from io import BytesIO
from zipfile import ZipFile

import pytest
from PIL import Image

from render import __version__
from render.installation import install
from tests.conftest import HANG, python

pptx = pytest.importorskip("pptx")

from pptx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE  # noqa: E402
from pptx.util import Inches  # noqa: E402

from render.deck import films  # noqa: E402
from render.deck.layouts import layout_for_films  # noqa: E402
from render.deck.space import Area, place  # noqa: E402
from render.formats.mp4 import Mp4  # noqa: E402

FAST = {"pacing": "{seconds: 0.5}", "output": "{size: 480p, fps: 10}"}
TOLD = FAST | {
    "title": "Beat by beat",
    "about": "{teaches: A step has four beats., ask: Does w rise or fall?}",
    "theme": "dark",
    "author": "Ada",
    "output": "{size: 480p, fps: 15, loop: 3}",
    "slow_motion": "{steps: [2], seconds: 2}",
    "captions": '[{at: 8, text: "There & here", seconds: 0.5}]',
}


def box(shape):
    return Area(shape.left, shape.top, shape.left + shape.width, shape.top + shape.height)


def apart(a, b):
    return a.right <= b.left or b.right <= a.left or a.bottom <= b.top or b.bottom <= a.top


def film_of(slide):
    (film,) = (shape for shape in slide.shapes if not shape.is_placeholder)
    return film


def related(slide, film, query):
    (key,) = film._element.xpath(query)
    return slide.part.related_part(key).blob


@pytest.fixture
def company(tmp_path):
    """Write a template of a company: 4:3, a logo in the corner of its master, and a slide that says how to use it."""

    def company(name="company.pptx", change=lambda deck: None):
        deck = pptx.Presentation()
        slide = deck.slides.add_slide(deck.slide_layouts[0])
        slide.shapes.title.text = "How to use this template"
        logo = slide.shapes.add_shape(1, Inches(8), Inches(5), Inches(1.8), Inches(1.2))
        deck.slide_masters[0].shapes._spTree.append(logo._element)
        # An outline view keeps a relation to the slides that are folded in it.
        deck.part.part_related_by(RELATIONSHIP_TYPE.VIEW_PROPS).relate_to(slide.part, RELATIONSHIP_TYPE.SLIDE)
        change(deck)
        deck.save(tmp_path / name)
        return box(logo)

    return company


def untitle(layouts):
    for layout in layouts:
        for title in layout.element.xpath(".//p:sp[.//p:ph[contains(@type, 'itle')]]"):
            title.getparent().remove(title)


def retyped(path, kind):
    """Call the main part of a presentation something else."""
    with ZipFile(path) as file:
        parts = {name: file.read(name) for name in file.namelist()}
    types = parts["[Content_Types].xml"]
    parts["[Content_Types].xml"] = types.replace(CONTENT_TYPE.PML_PRESENTATION_MAIN.encode(), kind.encode())
    with ZipFile(path, "w") as file:
        for name, part in parts.items():
            file.writestr(name, part)


def test_slides_hold_title_film_and_words(write, render, tmp_path):
    write(name="told.yaml", **TOLD)
    write(name="plain.yaml", **FAST)
    code, out, err = render("deck", "told.yaml", "plain.yaml", "-o", "lecture.pptx", "-j", "1")
    assert (code, err) == (0, "")
    assert out.startswith("lecture.pptx  2 slides  ")
    assert [path.name for path in tmp_path.iterdir() if path.suffix != ".yaml"] == ["lecture.pptx"]
    whole = (tmp_path / "lecture.pptx").read_bytes()
    deck = pptx.Presentation(BytesIO(whole))
    assert (deck.slide_width, deck.slide_height) == (12_192_000, 6_858_000)
    told, plain = deck.slides
    assert [slide.shapes.title.text for slide in deck.slides] == ["Beat by beat", "A line"]

    # The film has the title in its picture and fills the slide, whose own title stands above, for outlines and readers.
    render("told.yaml", "-f", "mp4,png")
    film = film_of(told)
    video = related(told, film, ".//p:ext//@r:embed")
    assert video == (tmp_path / "assets" / "told.mp4").read_bytes()
    assert video == related(told, film, ".//a:videoFile/@r:link")
    assert related(told, film, ".//a:blip/@r:embed") == (tmp_path / "assets" / "told.png").read_bytes()
    (said,) = film._element.xpath("p:nvPicPr/p:cNvPr")
    alt = said.get("descr")
    assert alt.startswith(
        "A line starts at w = 0.000, b = −1.000 and learns by gradient descent; at step 10 it has w = "
    )
    assert alt.endswith("In slow motion: step 2.")
    assert said.get("title") == "Beat by beat"

    assert film.width / film.height == pytest.approx(854 / 480, rel=1e-3)
    assert (film.left, film.width, box(told.shapes.title).bottom <= 0) == (0, deck.slide_width, True)
    assert apart(box(film), box(told.shapes.title))
    assert abs(film.left + film.width / 2 - deck.slide_width / 2) <= 1

    # It plays when the slide appears: at the begin of the main sequence, after the effect before, which is none.
    lasts = Mp4().facts(tmp_path / "assets" / "told.mp4").seconds
    for slide, repeats, seconds in ((told, "3000", lasts), (plain, "indefinite", 0.5)):

        def timed(query, slide=slide):
            return slide.element.xpath(f"p:timing//{query}")

        effect = "p:cTn[@nodeType='mainSeq']//p:cTn[@nodeType='afterEffect']//p:cmd"
        assert timed("p:cTn[@nodeType='mainSeq']//p:cond[@evt='onBegin']/p:tn/@val") == ["2"]
        assert timed(f"{effect}/@cmd") == ["playFrom(0.0)"]
        (milliseconds,) = timed(f"{effect}/p:cBhvr/p:cTn/@dur")
        assert int(milliseconds) / 1000 == pytest.approx(seconds, abs=1 / 30)
        assert timed("p:video/p:cMediaNode/p:cTn/@repeatCount") == [repeats]
        assert {int(key) for key in timed("p:spTgt/@spid")} == {film_of(slide).shape_id}
        keys = timed("p:cTn/@id")
        assert keys == [str(number) for number in range(1, len(keys) + 1)]

    notes = told.notes_slide.notes_text_frame.text.splitlines()
    told_first = ["Teaches: A step has four beats.", "Ask first: Does w rise or fall?"]
    assert notes[:7:2] == [*told_first, "Beat by beat", alt]
    assert plain.notes_slide.notes_text_frame.text.startswith("A line\n")
    assert "0:00, step 2 in slow motion: The line gives each x a y" in notes
    assert any(
        re.fullmatch(r"0:01, step 2 in slow motion: Gradient \S+: [wb] has to (rise|fall)", line) for line in notes
    )
    assert "0:02, step 8: There & here" in notes
    assert [line for line in notes if line.endswith("the film ends: still on the way")]
    assert [line for line in notes if line.startswith("The data are 20 points around a known line, the truth: w = ")]
    core = deck.core_properties
    assert (core.title, core.author, core.comments) == ("lecture", "Ada", f"made with gradreel {__version__}")

    # A dark film on a dark slide, a light one on a light slide: the deck has the colours of its first film.
    assert (
        b'<a:lt1><a:srgbClr val="10161F"/>' in deck.slide_masters[0].part.part_related_by(RELATIONSHIP_TYPE.THEME).blob
    )
    assert str(plain.background.fill.fore_color.rgb) == "FFFFFF"


def test_same_scenes_give_the_same_deck(write, render, tmp_path):
    write(**FAST)
    render("deck", "scene.yaml")
    deck = tmp_path / "scene.pptx"
    before, when = deck.read_bytes(), deck.stat().st_mtime_ns
    assert render("deck", "scene.yaml")[1].endswith("  up to date\n")
    assert deck.stat().st_mtime_ns == when
    assert "made in" in render("deck", "scene.yaml", "--force")[1]
    assert deck.read_bytes() == before


def test_deck_that_was_changed_by_hand_is_left_alone(write, render, tmp_path):
    write(**FAST)
    render("deck", "scene.yaml", "-q")
    path = tmp_path / "scene.pptx"
    deck = pptx.Presentation(path)
    deck.slides[0].notes_slide.notes_text_frame.text = "my own words"
    deck.save(path)
    said = "scene.pptx was made or changed by hand and is left as it is; choose another -o, or say --force"
    assert render("deck", "scene.yaml") == (2, "", f"error: {said}\n")
    assert render("deck", "scene.yaml", "--force", "-q") == (0, "", "")
    assert "my own words" not in pptx.Presentation(path).slides[0].notes_slide.notes_text_frame.text


@pytest.mark.parametrize("name", ["company.pptx", "company.potx"])
def test_template_decides_size_layout_and_place(name, write, render, company, tmp_path):
    title = "A title so long that nobody could ever read it from the last row if it were as large as others are"
    write(**FAST | {"title": title})
    logo = company(name)
    if name.endswith(".potx"):
        retyped(tmp_path / name, CONTENT_TYPE.PML_TEMPLATE_MAIN)
    code, out, err = render("deck", "scene.yaml", "--template", name, "-o", "lecture.pptx")
    assert (code, out[:22]) == (0, "lecture.pptx  1 slide ")
    assert err == f"note: the slides of {name} are left out (1): a template gives its masters and layouts\n"
    deck = pptx.Presentation(tmp_path / "lecture.pptx")
    assert (deck.slide_width, deck.slide_height) == (Inches(10), Inches(7.5))
    (slide,) = deck.slides
    assert slide.slide_layout.name == "Title Only"
    assert [shape.text for shape in slide.placeholders] == [title]
    assert apart(box(film_of(slide)), logo)
    assert apart(box(film_of(slide)), box(slide.shapes.title))
    assert film_of(slide).width > 0.7 * deck.slide_width
    assert int(slide.shapes.title.element.xpath(".//a:normAutofit/@fontScale")[0]) < 100_000
    with ZipFile(tmp_path / "lecture.pptx") as file:
        assert [name for name in file.namelist() if name.startswith("ppt/slides/slide")] == ["ppt/slides/slide1.xml"]
        assert b"How to use" not in b"".join(map(file.read, file.namelist()))


def test_layout_with_a_title_and_the_fewest_other_things():
    deck = pptx.Presentation()
    only = next(layout for layout in deck.slide_layouts if layout.name == "Title Only")
    assert layout_for_films(deck) is only
    only.element.cSld.set("name", "Nur Titel")
    assert layout_for_films(deck).name == "Nur Titel"
    for layout in deck.slide_layouts:
        layout.element.attrib.pop("type", None)
    assert layout_for_films(deck).name == "Nur Titel"
    deck.slide_layouts.remove(only)
    assert layout_for_films(deck).name in {"Title and Content", "Section Header", "Title and Vertical Text"}
    untitle(list(deck.slide_layouts)[:-1])
    assert layout_for_films(deck).name == "Vertical Title and Text"


def test_gif_is_a_picture_that_moves(write, render, tmp_path):
    write(**FAST)
    assert render("deck", "scene.yaml", "--animation", "gif", "-q") == (0, "", "")
    (slide,) = pptx.Presentation(tmp_path / "scene.pptx").slides
    film = film_of(slide)
    assert film.image.content_type == "image/gif"
    assert Image.open(BytesIO(film.image.blob)).n_frames > 2
    assert film._element.xpath("p:nvPicPr/p:cNvPr/@descr")[0].startswith("A line starts at w = 0.000, b = −1.000 ")
    assert not slide.element.xpath("p:timing")


def test_all_problems_are_told_and_no_deck_is_made(write, render, tmp_path):
    write(name="a.yaml", **FAST)
    write(name="b.yaml", **FAST | {"title": None})
    write(name="c.yaml", **FAST | {"steps": "many"})
    code, out, err = render("deck", "a.yaml", "b.yaml", "c.yaml", "-o", "lecture.pptx")
    assert (code, out) == (2, "")
    assert 'b.yaml: the key "title" is missing\n' in err
    assert 'c.yaml:5:8: steps must be a whole number, not "many"' in err
    assert not (tmp_path / "lecture.pptx").exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "no scene is named"),
        (["scene.yaml", "-o", "a.pdf"], "a.pdf does not end in .pptx, a deck is a PowerPoint file"),
        (["scene.yaml", "-o", "scene.yaml/a.pptx"], "scene.yaml is a file, not a folder for a.pptx"),
        (["scene.yaml", "--template", "no.pptx"], "cannot read the template no.pptx: No such file or directory"),
        (["scene.yaml", "--template", "scene.yaml"], "scene.yaml is not a PowerPoint file, or is damaged"),
        (["scene.yaml", "--template", "sheet.pptx"], "sheet.pptx is not a PowerPoint file, or is damaged"),
        (
            ["scene.yaml", "--template", "secret.pptx"],
            "secret.pptx has a password, or is older than PowerPoint 2007; save it as .pptx without one",
        ),
        (
            ["scene.yaml", "--template", "macros.pptm"],
            "macros.pptm holds macros, which a .pptx cannot; save it as .pptx or .potx",
        ),
        (
            ["scene.yaml", "--template", "untitled.pptx"],
            "no layout of untitled.pptx has a title; add one that is called Title Only",
        ),
        (
            ["scene.yaml", "--template", "company.pptx", "-o", "company.pptx"],
            "company.pptx is the template and is not written over; choose another -o",
        ),
        (
            ["scene.yaml", "--template", "company.pptx", "-o", "linked.pptx"],
            "linked.pptx is the template and is not written over; choose another -o",
        ),
    ],
)
def test_wrong_usage(arguments, said, write, render, company, tmp_path):
    write(**FAST)
    (tmp_path / "secret.pptx").write_bytes(bytes.fromhex("D0CF11E0A1B11AE1") + bytes(512))
    company()
    (tmp_path / "linked.pptx").hardlink_to(tmp_path / "company.pptx")
    company("macros.pptm")
    retyped(tmp_path / "macros.pptm", CONTENT_TYPE.PML_PRES_MACRO_MAIN)
    company("sheet.pptx")
    retyped(tmp_path / "sheet.pptx", CONTENT_TYPE.SML_SHEET_MAIN)
    company("untitled.pptx", lambda deck: untitle(deck.slide_layouts))
    before = {path.name for path in tmp_path.iterdir()}
    assert render("deck", *arguments) == (2, "", f"error: {said}\n")
    assert {path.name for path in tmp_path.iterdir()} == before


def test_missing_extra_is_named(write):
    code = "import sys; sys.modules['pptx'] = None; from render.cli import main; main(sys.argv[1:])"
    done = python("-c", code, "deck", write(**FAST))
    assert (done.returncode, done.stdout) == (2, "")
    said = f"error: deck needs pptx, which the extra slides installs\nnext: {install('slides')}\n"
    assert done.stderr == said


@pytest.mark.parametrize(
    ("picture", "taken", "best"),
    [
        ((16, 9), [], (0, 0, 1600, 900)),
        ((1, 1), [], (350, 0, 1250, 900)),
        # Below a title; in the middle of the page.
        ((16, 9), [(0, 0, 1600, 180)], (160, 180, 1440, 900)),
        # A logo in the corner moves it no further than it has to.
        ((16, 9), [(0, 0, 1600, 180), (1500, 800, 1600, 900)], (160, 180, 1440, 900)),
        ((16, 9), [(0, 0, 1600, 180), (1400, 800, 1600, 900)], (120, 180, 1400, 900)),
        # A title at the side, a line at the foot.
        ((1, 1), [(0, 0, 500, 900)], (500, 0, 1400, 900)),
        ((2, 1), [(100, 800, 1500, 800)], (0, 0, 1600, 800)),
        # Nothing is free.
        ((16, 9), [(0, 0, 1600, 900)], (0, 0, 1600, 900)),
    ],
)
def test_film_is_as_large_as_what_is_free(picture, taken, best):
    assert place(picture, Area(0, 0, 1600, 900), [Area(*each) for each in taken]) == best


def test_print_shows_the_poster(write, render, tmp_path):
    soffice = shutil.which("soffice")
    if not (soffice and shutil.which("pdftoppm")):
        pytest.skip("needs LibreOffice and pdftoppm")
    write(**FAST)
    render("deck", "scene.yaml", "-q")
    render("scene.yaml", "-f", "png", "-q")
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    for command in (
        [soffice, profile, "--headless", "--convert-to", "pdf", "scene.pptx"],
        ["pdftoppm", "-png", "-r", "72", "-singlefile", "scene.pdf", "page"],
    ):
        subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, timeout=HANG)
        if not (tmp_path / "scene.pdf").exists():
            pytest.skip("needs LibreOffice with Impress")
    page = Image.open(tmp_path / "page.png").convert("RGB")
    film = film_of(pptx.Presentation(tmp_path / "scene.pptx").slides[0])
    edges = [round(72 * edge / 914_400) for edge in box(film)]
    shown = page.crop(edges)
    colors = shown.getcolors(shown.width * shown.height)
    assert max(colors)[1] == (255, 255, 255)
    # The guess and the truth, in their own colours.
    for color in ((213, 94, 0), (0, 158, 115)):
        assert sum(n for n, seen in colors if all(abs(a - b) < 24 for a, b in zip(color, seen, strict=True))) > 50


def test_slides_of_a_folder_come_by_lessons(write, tmp_path):
    about = {"a": "{lesson: 10 Classes}", "b": None, "c": "{lesson: 2 Lines, part: 2}", "d": "{lesson: 2 Lines}"}
    scenes = [write(name=f"{name}.yaml", about=said) for name, said in about.items()]
    for by_lessons, order in ((False, "abcd"), (True, "dcab")):
        plans, failures = films.prepare(scenes, tmp_path, "gif", styled=False, by_lessons=by_lessons)
        assert not failures
        assert [plan.take.name for plan in plans] == list(order)
