"""Texts of an author: what is refused or folded where they enter, and how each language of output keeps them."""

import pptx
import pytest
from markdown_it import MarkdownIt
from pydantic_core import PydanticCustomError

from render.deck.powerpoint import _write
from render.formats.csv import _cell
from render.formats.srt import _plain
from render.output.stamp import Stamp
from render.targets import attribute, markdown
from render.targets.beamer import escaped
from render.targets.quarto import quoted
from render.texts import _line


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("one\n\ntwo\tthree ", "one two three"),
        ("a\u2028b\u2029c", "a b c"),
        ("no\u00a0break", "no\u00a0break"),
        ("\u200b\u00a0", ""),
        ("\u2067ab\u2069", "\u2067ab\u2069"),
    ],
)
def test_text_is_one_line(text, line):
    assert _line(text) == line


@pytest.mark.parametrize(
    "text", ["a\0", "\x1b[31m", "\x85", "\ud800", "\uffff", "\U0001ffff", "\u202ea", "\u2066a", "\u2069"]
)
def test_text_that_no_file_can_hold_is_refused(text):
    with pytest.raises(PydanticCustomError, match=r"character U\+[0-9A-F]{4,5} "):
        _line(text)


@pytest.mark.parametrize(
    ("write", "text", "written"),
    [
        (markdown, "::: {.a}", r"\:\:\: \{.a\}"),
        (markdown, "1. a", r"1\. a"),
        (markdown, "- a -- b", r"\- a \-- b"),
        (markdown, "it's ... www.a.org", r"it\'s .\.\. www\.a.org"),
        (escaped, "`a' -- ,, ''", r"\textasciigrave{}a' -{}- ,{}, '{}'"),
        (quoted, '\\ "{{< a >}} &amp;', r'"\\ \"\{\{\< a \>\}\} \&amp;"'),
        (attribute, '"{{ x }}', '"&quot;&#123;&#123; x &#125;&#125;"'),
        (_plain, "{y:i}a\\Nb &amp; <i>", "{\u2060y:i}a\\\u2060Nb &\u2060amp; <\u2060i>"),
        (_cell, '=cmd "a"', '"\'=cmd ""a"""'),
    ],
)
def test_text_is_kept_in_its_place(write, text, written):
    assert write(text) == written


@pytest.mark.parametrize("text", ["# a", "> a", "a) b", "(i) b", "+ a", "---", "`a` *b* <b> [c](d) &amp; http://e"])
def test_markdown_shows_a_text_as_it_is(text):
    assert MarkdownIt().render(markdown(text)) == (
        "<p>" + text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;") + "</p>\n"
    )


def test_stamp_neither_ends_a_comment_nor_is_looked_into():
    title = "--> <!-- {{ x }} {% y %} --!>"
    text = Stamp("1", "d", {"title": title, "b": -1}).text
    assert not any(each in text for each in ("--", "<", ">", "{{", "{%"))
    assert Stamp.read(text).scene == {"title": title, "b": -1}


def test_deck_keeps_what_looks_like_an_escape():
    deck = pptx.Presentation()
    frame = deck.slides.add_slide(deck.slide_layouts[5]).shapes.title.text_frame
    _write(frame, "a _x0041_x0042_\nb")
    assert frame.text == "a _x0041_x0042_\nb"
    assert [run.text for run in frame.paragraphs[0].runs] == ["a _", "x0041_", "x0042_"]
