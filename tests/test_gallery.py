"""The gallery: what each of its scenes says about itself, how it is listed, and what a course does with it."""

import webbrowser
from itertools import pairwise

import pytest

from render import gallery
from render.commands.gallery import _listed
from render.gallery import Example
from render.scene.about import About, place
from tests.conftest import ROOT

SCENES = sorted((ROOT / "scenes").glob("*.yaml"))
LESSON = [
    *("basic", "slow-motion", "code", "too-small", "too-large"),
    *("learning-rates", "continue", "smaller-rate", "surface", "from-csv"),
]
"""Those that show the lesson that this project began with."""
MOST_LINES, LEAST_SCENES, LESSONS = 20, 32, 15


def test_scenes_say_what_they_teach_in_few_lines():
    examples = gallery.examples()
    assert sorted(each.path for each in examples) == SCENES
    assert len(examples) >= LEAST_SCENES
    assert {*LESSON} <= {each.name for each in examples}
    for each in examples:
        assert len(each.path.read_text(encoding="utf-8").splitlines()) <= MOST_LINES, each.name
        assert each.about.teaches.endswith("."), each.name
        assert each.about.ask.endswith("?"), each.name
    for said in ("title", "about.teaches", "about.ask"):
        texts = [each.title if said == "title" else getattr(each.about, said.partition(".")[2]) for each in examples]
        assert len(set(texts)) == len(texts), said


def test_scenes_are_the_course_in_its_order():
    examples = gallery.examples()
    lessons = list(dict.fromkeys(each.about.lesson for each in examples))
    assert [int(lesson.partition(" ")[0]) for lesson in lessons] == list(range(1, LESSONS + 1))
    for before, after in pairwise(examples):
        same = before.about.lesson == after.about.lesson
        assert after.about.part == (before.about.part + 1 if same else 1), after.name


def test_listing_has_a_line_for_each_scene(render):
    code, out, err = render("gallery")
    assert (code, err) == (0, "")
    lines = out.splitlines()
    assert lines[0] == "1 The learning rate"
    for each in gallery.examples():
        assert f"  {each.name:18}  {each.about.teaches}" in lines


@pytest.mark.parametrize(("columns", "beside"), [(100, True), (60, True), (40, False)])
def test_listing_fits_a_terminal(columns, beside):
    about = About(lesson="2 A line", teaches="Some words " * 12)
    examples = [Example(ROOT / f"{name}.yaml", "A title", about) for name in ("basic", "a-long-name-of-a-scene")]
    lines = list(_listed(examples, columns))
    assert max(map(len, lines)) <= columns
    assert any(line.startswith("  basic  ") for line in lines) == beside
    words = " ".join(line.strip() for line in lines)
    assert words.count("Some words") == 24


def test_one_scene_is_printed_to_start_from(render):
    code, out, err = render("gallery", "momentum")
    text = (ROOT / "scenes" / "momentum.yaml").read_text(encoding="utf-8").rstrip()
    about = next(each.about for each in gallery.examples() if each.name == "momentum")
    assert (code, err) == (0, "")
    assert out == (
        f"12 Momentum and Adam\n{about.teaches}\nAsk first: {about.ask}\n\n{text}\n\n"
        "next: render new my.yaml --from momentum\n"
    )
    said = 'error: there is no scene "momentun": did you mean "momentum"?\n'
    assert render("gallery", "momentun") == (2, "", said)


def test_open_shows_the_page(render, monkeypatch):
    asked = []
    monkeypatch.setenv("DISPLAY", ":0")
    monkeypatch.setattr(webbrowser, "open", lambda address: bool(asked.append(address)) or True)
    assert render("gallery", "--open") == (0, "", "")
    page = ROOT / "assets" / "index.html"
    assert asked == [page.as_uri()]
    monkeypatch.setattr(webbrowser, "open", lambda address: False)
    assert render("gallery", "--open") == (0, "", f"note: no browser could be started; open {page}\n")


def test_installed_package_has_the_gallery_in_it(monkeypatch, tmp_path, render):
    assert (gallery.scenes(), gallery.films()) == (ROOT / "scenes", ROOT / "assets")
    monkeypatch.setattr(gallery, "HERE", tmp_path)
    for folder in ("scenes", "films"):
        (tmp_path / folder).mkdir()
    (tmp_path / "scenes" / "first.yaml").write_text("title: The first\nabout: {part: none}\n")
    assert (gallery.scenes(), gallery.films()) == (tmp_path / "scenes", tmp_path / "films")
    assert gallery.examples() == [Example(tmp_path / "scenes" / "first.yaml", "The first", About())]
    assert "\n  first  The first\n" in render("gallery")[1]
    said = f"error: the page of the films is missing: {tmp_path / 'films' / 'index.html'}\n"
    assert render("gallery", "--open") == (1, "", said)


def test_lessons_are_ordered_as_people_do_it():
    names = ["2 A line", "10 Classes", "1 Rates", "b", "A", "2 A bowl"]
    assert sorted(names, key=lambda name: place(name, 1)) == ["1 Rates", "2 A bowl", "2 A line", "10 Classes", "A", "b"]


def test_speakers_read_first_what_to_ask(write, render, tmp_path):
    write(
        about='{teaches: "Rates & <steps>.", ask: Will it arrive?}',
        language="de",
        pacing="{seconds: 0.4}",
        output="{size: 480x270, fps: 10}",
    )
    assert render("scene.yaml", "--for", "reveal,quarto", "-o", "out", "-q") == (0, "", "")
    slide = (tmp_path / "out" / "reveal" / "scene.html").read_text(encoding="utf-8")
    said = "<p>Lehrt: Rates &amp; &lt;steps&gt;.</p><p>Vorher fragen: Will it arrive?</p>"
    assert f'<aside class="notes">{said}<p>' in slide
    blocks = (tmp_path / "out" / "quarto" / "scene.qmd").read_text(encoding="utf-8")
    assert "::: {.notes}\nLehrt\\: Rates \\& \\<steps\\>.\n\nVorher fragen\\: Will it arrive?\n\n" in blocks
