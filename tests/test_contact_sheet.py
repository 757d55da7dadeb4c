"""The contact sheet: what its text says, and what it does in a real browser, opened from disk."""

import shutil
import subprocess
from dataclasses import replace
from html.parser import HTMLParser
from time import monotonic, sleep

import imageio_ffmpeg
import pytest

from render.course.contact_sheet import Entry, FilmFile, contact_sheet, embedding_lines
from tests.conftest import HANG, ROOT

ODD = """<script>alert("1")</script> & 'two' ]( *`_"""
GIF = FilmFile("basic.gif", 512_310, 1280, 720, 8.0)


def film(name="basic.gif", title="A line learns its data", rate="0.1"):
    return Entry(title, [GIF._replace(name=name)], {"learning rate": rate, "steps": "200"}, "scenes/basic.yaml")


class Page(HTMLParser):
    """The page as a browser reads it: its tags with their attributes, and its texts."""

    def __init__(self, html):
        super().__init__()
        self.tags, self.texts = [], []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.texts.append(data)

    def all(self, tag):
        return [attributes for name, attributes in self.tags if name == tag]


def test_everything_that_somebody_wrote_is_text_and_never_markup():
    odd = Entry(ODD, [GIF._replace(name=f"{ODD.replace('/', '')}.gif")], {ODD: ODD}, ODD)
    page, plain = Page(contact_sheet([odd])), Page(contact_sheet([Entry("A", [GIF], {"b": "c"}, "d")]))
    assert [tag for tag, _ in page.tags] == [tag for tag, _ in plain.tags]
    assert page.texts.count(ODD) == 4
    assert page.all("img")[0]["alt"] == ODD
    assert (
        page.all("img")[0]["src"]
        == "%3Cscript%3Ealert%28%221%22%29%3Cscript%3E%20%26%20%27two%27%20%5D%28%20%2A%60_.gif"
    )


def test_names_that_are_no_text_are_found_by_their_bytes():
    page = contact_sheet([film("caf\udce9 100%.gif")])
    assert 'src="caf%E9%20100%25.gif"' in page
    page.encode("utf-8")


def test_same_films_give_the_same_page_and_no_film_gives_one_too():
    assert contact_sheet([film(), film("b.gif")]) == contact_sheet((film(), film("b.gif")))
    assert "No films yet" in contact_sheet([])


def test_films_stand_in_their_lessons():
    told = {"ten": ("10 Classes", 1), "later": ("2 A line", 2), "none": ("", 1), "first": ("2 A line", 1)}
    entries = [replace(film(title=title), lesson=lesson, part=part) for title, (lesson, part) in told.items()]
    entries[0] = replace(entries[0], teaches=f"{ODD} It teaches.", ask=f"{ODD} Will it?")
    page = Page(contact_sheet(entries))
    wanted = ["2 A line", "first", "later", "10 Classes", "ten", f"{ODD} It teaches.", f" {ODD} Will it?"]
    wanted += ["More films", "none"]
    assert [text for text in page.texts if text in wanted][3:] == wanted
    assert [link["href"] for link in page.all("a")[:3]] == ["#lesson-1", "#lesson-2", "#lesson-3"]
    assert (len(page.all("h2")), len(page.all("h3"))) == (3, 4)
    plain = Page(contact_sheet([replace(entry, lesson="") for entry in entries]))
    assert (len(plain.all("h2")), len(plain.all("h3")), len(plain.all("nav"))) == (4, 0, 0)
    assert [text for text in plain.texts if text in told] == ["ten", "none", "first", "later"]


@pytest.mark.parametrize(
    ("name", "html", "markdown"),
    [
        (
            "a b.gif",
            '<img src="a%20b.gif" width="1280" height="720" alt="&lt;b&gt; &amp; &quot;[it&#x27;s]&quot;">',
            None,
        ),
        ("still.png", None, r"""![\<b\> \& \"\[it\'s\]\"](still.png)"""),
        (
            "a.MP4",
            '<video src="a.MP4" width="1280" height="720" aria-label="&lt;b&gt; &amp; &quot;[it&#x27;s]&quot;" '
            "autoplay loop muted playsinline></video>",
            None,
        ),
    ],
)
def test_embedding_lines(name, html, markdown):
    lines = embedding_lines('<b> &\n"[it\'s]"', GIF._replace(name=name))
    assert html in (None, lines["html"])
    assert markdown in (None, lines["markdown"])


def test_the_file_that_is_shown_moves_if_any_does():
    files = {kind: GIF._replace(name=f"basic.{kind}") for kind in ("csv", "png", "mp4", "gif")}
    for kinds, tag, shown in (
        (("csv", "png", "mp4", "gif"), "img", "basic.gif"),
        (("csv", "png", "mp4"), "video", "basic.mp4"),
        (("csv", "png"), "img", "basic.png"),
    ):
        page = Page(contact_sheet([Entry("A line", [files[kind] for kind in kinds], {})]))
        assert [each["src"] for each in page.all(tag)] == [shown]
        assert len(page.all("button")) == len(kinds) - 1
    assert not Page(contact_sheet([Entry("A table", [files["csv"]], {})])).all("button")


@pytest.fixture
def sheet(browser, tmp_path):
    """Three films on a page that is opened from disk."""
    entries = [film("basic.gif", "A"), film("from-csv.gif", "B", "0.2"), film("too large #1.gif", "C", "0.85")]
    entries[:2] = [replace(entry, lesson="2 A line", ask="Will it arrive?") for entry in entries[:2]]
    entries[2] = replace(entries[2], lesson="10 Rates")
    for entry, source in zip(entries, ("basic.gif", "from-csv.gif", "too-large.gif"), strict=True):
        shutil.copy(ROOT / "assets" / source, tmp_path / entry.files[0].name)
    (tmp_path / "index.html").write_text(contact_sheet(entries), encoding="utf-8")
    browser.get((tmp_path / "index.html").as_uri())
    yield browser
    assert browser.get_log("browser") == []


def soon(browser, script, expected):
    """Wait until the script returns what is expected of it."""
    end = monotonic() + HANG
    while (found := browser.execute_script(script)) != expected and monotonic() < end:
        sleep(0.05)
    assert found == expected


def test_pictures_are_there_and_open_their_files(sheet):
    sheet.execute_script("scrollTo(0, document.body.scrollHeight)")
    soon(sheet, "return [...document.images].map(image => image.naturalWidth)", [1280, 1280, 1280])
    sheet.find_elements("css selector", "a.picture")[2].click()
    soon(sheet, "return document.images[0].naturalWidth", 1280)
    assert sheet.current_url.endswith("/too%20large%20%231.gif")


@pytest.mark.parametrize("way", ["the clipboard", "the old way"])
def test_copying(sheet, way):
    keys = pytest.importorskip("selenium.webdriver.common.keys").Keys
    if way == "the old way":
        sheet.execute_script("navigator.clipboard.writeText = () => Promise.reject(new Error('no permission'))")
    field, button = sheet.find_element("css selector", "[type=search]"), sheet.find_elements("css selector", ".copy")[1]
    for language, line in (
        ("html", '<img src="from-csv.gif" width="1280" height="720" alt="B">'),
        ("markdown", "![B](from-csv.gif)"),
    ):
        sheet.find_element("xpath", f"//label[input/@value='{language}']").click()
        button.click()
        soon(sheet, "return document.querySelector('.said').textContent", f"Copied{line}")
        field.send_keys(keys.CONTROL + "v")
        soon(sheet, "return document.querySelector('[type=search]').value", line)
        field.send_keys(keys.ESCAPE)


def test_search_hides_the_others(sheet):
    shown = "return [...document.querySelectorAll('.film')].map(film => film.checkVisibility())"
    field = sheet.find_element("css selector", "[type=search]")
    found = {"0.85 RATE": [0, 0, 1], "csv": [0, 1, 0], "will IT line": [1, 1, 0], "nothing like it": [0, 0, 0]}
    for words, expected in found.items():
        field.clear()
        field.send_keys(words)
        soon(sheet, shown, list(map(bool, expected)))
        soon(sheet, "return document.querySelector('#nothing').hidden", any(expected))
        lessons = "return [...document.querySelectorAll('.lesson, .lessons')].map(part => part.checkVisibility())"
        soon(sheet, lessons, [False, any(expected[:2]), any(expected[2:])])
    assert sheet.find_element("css selector", ".count").text == "0 of 3"


def test_videos_play_while_they_are_seen(browser, tmp_path):
    ffmpeg = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-i", ROOT / "assets" / "basic.gif"]
    subprocess.run([*ffmpeg, "-t", "3", "-pix_fmt", "yuv420p", tmp_path / "basic.mp4"], check=True)
    entries = [film("basic.mp4"), *(Entry("A table", [FilmFile("a.csv", 9)], {}) for _ in range(9))]
    (tmp_path / "index.html").write_text(contact_sheet(entries), encoding="utf-8")
    browser.get((tmp_path / "index.html").as_uri())
    video = "const video = document.querySelector('video'); "
    soon(browser, f"{video} return !video.paused && video.currentTime > 0 && !video.controls", True)
    browser.execute_script(f"{video} video.focus({{preventScroll: true}}); scrollTo(0, document.body.scrollHeight)")
    soon(browser, f"{video} return video.paused && video.controls", True)
    browser.execute_script("scrollTo(0, 0)")
    soon(browser, f"{video} return video.paused", False)
    assert browser.get_log("browser") == []


def test_fits_a_phone_whatever_the_words(browser, tmp_path):
    long = Entry("x" * 300, [GIF._replace(name="y" * 200 + ".gif")], {"z" * 100: "z" * 100}, "deep/" * 60)
    (tmp_path / "index.html").write_text(contact_sheet([long, film()]), encoding="utf-8")
    phone = {"width": 360, "height": 740, "deviceScaleFactor": 2, "mobile": True}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", phone)
    try:
        browser.get((tmp_path / "index.html").as_uri())
        assert browser.execute_script("return [innerWidth, document.documentElement.scrollWidth]") == [360, 360]
        texts = "[...document.querySelectorAll('h2, .title, .lessons, .teaches, .ask, .settings, .source')]"
        assert browser.execute_script(f"return {texts}.every(text => text.scrollWidth <= text.clientWidth)")
    finally:
        browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
        browser.get("about:blank")
        browser.get_log("browser")
