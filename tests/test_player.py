"""The player, in a real browser, opened from disk."""

import json
import re
from contextlib import contextmanager
from xml.etree import ElementTree

import numpy as np
import pytest

from render.drawing.shapes import Shapes
from render.formats.encoders.cels import _changes, looked_at, steps_to_look_at
from render.formats.html import Html
from render.scene.script import timeline_of
from render.timeline.moments import Timeline
from render.training.turning import turning_step
from tests.conftest import scene_of, train, train_all

TITLE = "Odd </script> & <b>\"title\"</b> 'it'"
CLOCK = """
window.requestAnimationFrame = next => { window.nextFrame = next; };
window.messages = [];
addEventListener("message", event => messages.push(event.data));
"""
"""Frames come when a test wants them."""


@pytest.fixture(scope="module")
def player(tmp_path_factory):
    """A page, its recording and its timeline."""
    from render.cli import main

    folder = tmp_path_factory.mktemp("player")
    scene = folder / "scene.yaml"
    lines = [
        f"title: {json.dumps(TITLE)}",
        "data: {kind: line, w: 0.1, b: 0.5, points: 20, noise: 0.05}",
        "initial: {w: 0, b: -1}",
        "learning_rate: 0.1",
        "steps: 30",
        "captions: [{at: 0, text: Start, seconds: 1}]",
        "pacing: {seconds: 4, hold_start: 1, hold_end: 1}",
        "output: {loop: 2}",
    ]
    scene.write_text("\n".join(lines))
    with pytest.raises(SystemExit) as stopped:
        main([str(scene), "-f", "html", "-o", str(folder), "-q"])
    assert stopped.value.code == 0
    recording = train(scene)
    return folder / "scene.html", recording, timeline_of(scene_of(scene), [recording])


@pytest.fixture
def page(browser, player):
    """Open the page, its address continued by a hash, with a clock that the test moves."""
    script = browser.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", {"source": CLOCK})["identifier"]
    browser.get_log("browser")

    def open_at(fragment="", reduced=False, address=None):
        features = [{"name": "prefers-reduced-motion", "value": "reduce" if reduced else "no-preference"}]
        browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})
        browser.get("about:blank")
        browser.get(address or player[0].as_uri() + fragment)
        wait_for(browser, "return !document.querySelector('.loading')")
        return browser

    yield open_at
    assert [entry["message"] for entry in browser.get_log("browser")] == []
    browser.execute_cdp_cmd("Page.removeScriptToEvaluateOnNewDocument", {"identifier": script})
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})


def wait_for(browser, script):
    from selenium.webdriver.support.wait import WebDriverWait

    return WebDriverWait(browser, 10, poll_frequency=0.02).until(lambda driver: driver.execute_script(script))


def press(browser, *keys):
    from selenium.webdriver import ActionChains, Keys

    actions = ActionChains(browser)
    *held, key = (getattr(Keys, name, name) for name in keys)
    for each in held:
        actions.key_down(each)
    actions.send_keys(key)
    for each in held:
        actions.key_up(each)
    actions.perform()


def texts(browser):
    script = "return [...document.querySelectorAll('#picture text')].map(text => text.textContent)"
    return browser.execute_script(script)


def shown(browser):
    """The step that the slider is at."""
    return int(browser.execute_script("return document.querySelector('#step').value"))


def cels(browser):
    return browser.execute_script("return [...document.querySelectorAll('.cel')].map(cel => cel.innerHTML)")


def playing(browser):
    return browser.execute_script("return document.documentElement.classList.contains('playing')")


def frame(browser, milliseconds):
    browser.execute_script("nextFrame(arguments[0])", milliseconds)


@contextmanager
def window(browser, width, height):
    metrics = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
    try:
        yield
    finally:
        browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})


def step_at(timeline, seconds):
    ends = np.cumsum(timeline.seconds)
    return timeline[int(np.searchsorted(ends, seconds, side="right"))].step


def assert_shows(browser, recording, step):
    said = [text.replace("\N{MINUS SIGN}", "-") for text in texts(browser)]
    w, b = recording.parameters[step]
    for text in (f"{step}", f"{abs(w):.3f}", f"{abs(b):.3f}", f"{recording.loss[step]:.3f}"):
        assert text in said
    assert said.count("-") == (w < 0) + (b < 0)
    value = browser.execute_script("return document.querySelector('#step').getAttribute('aria-valuetext')")
    numbers = f"w = {w:.3f}, b = {b:.3f}, loss = {recording.loss[step]:.3f}"
    assert value.replace("\N{MINUS SIGN}", "-") == f"step {step}: {numbers}"


def test_page_fetches_nothing_and_escapes_what_somebody_wrote(page, player):
    browser = page()
    assert browser.title == TITLE
    assert browser.execute_script("return performance.getEntriesByType('resource').map(e => e.name)") == []
    assert browser.execute_script("return document.querySelectorAll('b').length") == 1
    assert TITLE in texts(browser)
    html = player[0].read_text(encoding="utf-8")
    assert not re.search(r"""(src|href)=["']?(https?:)?//|url\(["']?(?!data:|#)|@import|postMessage""", html)
    assert Html().facts(player[0]).size == (1280, 720)
    faces = browser.execute_script("await document.fonts.ready; return [...document.fonts].map(f => f.status)")
    assert set(faces) == {"loaded"}


def test_numbers_of_each_step_are_those_of_the_recording(page, player):
    _, recording, _ = player
    browser = page()
    data = browser.execute_script("return JSON.parse(document.querySelector('#recording').textContent)")
    assert data["steps"] == list(range(31))
    (run,) = data["runs"]
    for name, values in (("w", recording.parameters[:, 0]), ("loss", recording.loss)):
        np.testing.assert_array_equal(np.array(run[name], np.float32), values)
    np.testing.assert_array_equal(np.array(run["learning_rate"], np.float32), recording.learning_rate)
    assert_shows(browser, recording, 0)
    for key, step in (("ARROW_RIGHT", 1), ("END", 30), ("ARROW_RIGHT", 30), ("ARROW_LEFT", 29), ("HOME", 0)):
        press(browser, key)
        assert_shows(browser, recording, step)
    press(browser, "SHIFT", "ARROW_RIGHT")
    assert_shows(browser, recording, 10)
    press(browser, "SHIFT", "ARROW_LEFT")
    press(browser, "ARROW_LEFT")
    assert_shows(browser, recording, 0)
    assert "Start" in texts(browser)


def test_shapes_are_written_out_as_here(page):
    shapes = Shapes(720, 2)
    shapes.written["s0"] = "M1 2L3.5 -4.25Z"
    sheet = '<path d="=s0"/><path d="=s0 2 -3.5 10.126 1e-05"/><path d="M0 0L1 1"/>'
    script = "return written(...arguments)"
    assert page().execute_script(script, sheet, shapes.written) == shapes.whole(sheet)


def test_every_step_is_on_the_slider(page, player):
    _, recording, _ = player
    browser = page()
    slider = browser.find_element("id", "step")
    for step in range(31):
        script = "arguments[0].value = arguments[1]; arguments[0].dispatchEvent(new Event('input'))"
        browser.execute_script(script, slider, step)
        assert_shows(browser, recording, step)


@pytest.mark.parametrize("speed", ["0.25", "1", "4"])
def test_playing_follows_the_film(page, player, speed):
    timeline = player[2]
    browser = page()
    browser.execute_script("document.querySelector('#speed').value = arguments[0]", speed)
    press(browser, " ")
    assert playing(browser)
    frame(browser, 1000)
    for seconds in (0.5, 1.21, 1.53, 2.02, 3.5):
        frame(browser, 1000 + 1000 * seconds / float(speed))
        assert shown(browser) == step_at(timeline, seconds)
    press(browser, " ")
    assert not playing(browser)
    frame(browser, 100_000)
    assert shown(browser) == step_at(timeline, 3.5)


def test_film_plays_as_often_as_its_scene_says_or_on_and_on(page, player):
    timeline = player[2]
    browser = page()
    browser.find_element("id", "play").click()
    frame(browser, 0)
    frame(browser, 5500)
    assert (playing(browser), shown(browser)) == (True, step_at(timeline, 1.5))
    frame(browser, 9000)
    assert (playing(browser), shown(browser)) == (False, 30)
    assert browser.find_element("id", "play").get_attribute("aria-label") == "Play again"
    wait_for(browser, "return document.querySelector('#live').textContent.startsWith('The film has ended, step 30: ')")
    loop = browser.find_element("id", "loop")
    loop.click()
    assert loop.get_attribute("aria-pressed") == "true"
    browser.find_element("id", "play").click()
    frame(browser, 0)
    for round_ in range(1, 4):
        frame(browser, 4000 * round_ + 1500)
        assert (playing(browser), shown(browser)) == (True, step_at(timeline, 1.5))


def test_space_on_a_button_presses_the_button_and_the_speed_keeps_its_arrows(page):
    browser = page("#step=7")
    browser.execute_script("document.querySelector('#loop').focus()")
    press(browser, " ")
    assert browser.find_element("id", "loop").get_attribute("aria-pressed") == "true"
    assert not playing(browser)
    browser.execute_script("document.querySelector('#speed').focus()")
    press(browser, "ARROW_RIGHT")
    assert shown(browser) == 7
    press(browser, "TAB")
    assert browser.execute_script("return document.activeElement.id") == "loop"


def test_reduced_motion_neither_starts_nor_glides(page, player):
    timeline = player[2]
    starts = np.cumsum(timeline.seconds) - timeline.seconds
    between = next(i for i, moment in enumerate(timeline) if moment.position % 1 and moment.step > 0)
    step, seconds = timeline[between].step, starts[between] + 0.5 * timeline[between].seconds
    seen = {}
    for reduced in (False, True):
        browser = page("#autoplay", reduced=reduced)
        assert playing(browser) != reduced
        if reduced:
            press(browser, " ")
        frame(browser, 0)
        frame(browser, 1000 * seconds)
        assert shown(browser) == step
        seen[reduced] = cels(browser)
    still = cels(page(f"#step={step}"))
    assert seen[True] == still
    assert seen[False] != still


@pytest.mark.parametrize(
    ("fragment", "step", "plays"),
    [("", 0, False), ("#step=12", 12, False), ("#step=99", 30, False), ("#step=4&autoplay", 4, True)],
)
def test_address_says_where_to_begin(page, player, fragment, step, plays):
    browser = page(fragment)
    assert_shows(browser, player[1], step)
    assert playing(browser) == plays
    browser.execute_script("location.hash = 'step=9'")
    wait_for(browser, "return document.querySelector('#step').value === '9'")


def test_print_and_pages_without_scripts_show_the_poster(page, player):
    _, recording, timeline = player
    loss = f"{recording.loss[turning_step([recording], timeline)]:.3f}"
    browser = page("#step=3")
    browser.execute_script("dispatchEvent(new Event('beforeprint'))")
    assert loss in texts(browser)
    browser.execute_script("dispatchEvent(new Event('afterprint'))")
    assert_shows(browser, recording, 3)
    svg = re.search(r'<svg id="picture".*?</svg>', player[0].read_text(encoding="utf-8"), re.DOTALL)[0]
    said = [text.text for text in ElementTree.fromstring(svg).iter("{http://www.w3.org/2000/svg}text")]
    assert loss in said


def test_frame_within_a_page_gives_the_keys_back(page, player, tmp_path):
    outer = tmp_path / "outer.html"
    html = player[0].read_text(encoding="utf-8").replace("&", "&amp;").replace('"', "&quot;")
    outer.write_text(
        "<!doctype html><meta charset=utf-8><link rel=icon href=data:,><script>keys = [];"
        "document.addEventListener('keydown', event => keys.push(event.key))</script>"
        f'<iframe width=700 height=500 srcdoc="{html}"></iframe>'
    )
    browser = page(address=outer.as_uri())
    browser.switch_to.frame(0)
    wait_for(browser, "return !document.querySelector('.loading')")
    browser.switch_to.default_content()
    press(browser, "ARROW_RIGHT")
    assert browser.execute_script("return keys") == ["ArrowRight"]
    browser.switch_to.frame(0)
    assert shown(browser) == 0
    browser.find_element("id", "play").click()
    assert playing(browser)
    press(browser, "ARROW_RIGHT")
    assert (playing(browser), shown(browser)) == (False, 1)
    press(browser, "ESCAPE")
    browser.switch_to.default_content()
    press(browser, "ARROW_LEFT")
    assert browser.execute_script("return keys") == ["ArrowRight", "ArrowLeft"]
    assert browser.execute_script("return messages") == []


@pytest.mark.parametrize("size", [(320, 568), (390, 844), (844, 390), (1280, 720), (3840, 2160)], ids=str)
def test_all_fits_into_any_window_and_is_large_enough_to_hit(page, size):
    browser = page()
    with window(browser, *size):
        script = """return [...document.querySelectorAll("#picture, .bar > :not([hidden]), summary")].map(element => {
          const box = element.getBoundingClientRect();
          return [element.id || element.localName, box.left, box.top, box.right, box.bottom];
        })"""
        boxes = browser.execute_script(script)
        assert len(boxes) >= 7
        for name, left, top, right, bottom in boxes:
            assert left >= 0, name
            assert top >= 0, name
            assert right <= size[0] + 0.5, name
            # On an upright phone the picture goes on below, and the bar stays in sight.
            assert bottom <= size[1] + 0.5 or (name == "picture" and size[0] < 600), name
            if name in {"play", "loop", "full", "step", "summary"}:
                assert min(right - left, bottom - top) >= 44, name
        assert browser.execute_script("return document.documentElement.scrollWidth") <= size[0]


SMALLEST = """
const picture = document.querySelector("#picture");
const scale = picture.getBoundingClientRect().width / picture.viewBox.baseVal.width;
const size = (element, scale) => scale * parseFloat(getComputedStyle(element).fontSize);
return Math.min(...[...picture.querySelectorAll("text")].map(text => size(text, scale)),
  ...[...document.querySelectorAll(".below :not(svg *)")].map(element => size(element, 1)));
"""


def test_phone_that_is_turned_shows_the_other_layout_at_the_same_moment(page, player):
    """Upright, no text is smaller than 16 pixels, and a film of an upright picture has one layout."""
    timeline = player[2]
    browser = page()
    box = "return document.querySelector('#picture').getAttribute('viewBox')"
    wide = browser.execute_script(box)
    press(browser, " ")
    frame(browser, 0)
    frame(browser, 1700)
    drawn = cels(browser)
    for width, height in ((320, 640), (375, 812), (430, 932)):
        with window(browser, width, height):
            wait_for(browser, "return document.documentElement.classList.contains('upright')")
            assert (playing(browser), shown(browser)) == (True, step_at(timeline, 1.7))
            assert browser.execute_script(SMALLEST) >= 16
            assert browser.execute_script(box).startswith("0 0 400 ")
            assert f"{player[1].loss[shown(browser)]:.3f}" in texts(browser)
            browser.execute_script("dispatchEvent(new Event('beforeprint'))")
            assert browser.execute_script(box) == wide
            browser.execute_script("dispatchEvent(new Event('afterprint'))")
    wait_for(browser, "return !document.documentElement.classList.contains('upright')")
    assert (browser.execute_script(box), cels(browser)) == (wide, drawn)
    frame(browser, 2600)
    assert shown(browser) == step_at(timeline, 2.6)
    press(browser, "HOME")
    with window(browser, 320, 640):
        wait_for(browser, "return document.documentElement.classList.contains('upright')")
        assert browser.find_element("id", "caption").text == "Start"


def test_description_opens_and_escape_closes_it(page):
    browser = page()
    browser.find_element("css selector", "summary").click()
    card = browser.find_element("class name", "card")
    assert card.is_displayed()
    assert TITLE in card.text
    press(browser, "ESCAPE")
    assert not card.is_displayed()


def test_long_trainings_offer_the_films_steps_and_an_even_choice(write):
    path = write(steps="20000", learning_rate="1e-3", pacing="{seconds: 2}")
    recordings = train_all(path)
    timeline = timeline_of(scene_of(path), recordings)
    steps = steps_to_look_at(recordings, timeline)
    assert {0, 1, 20_000} <= set(steps)
    assert {moment.step for moment in timeline} <= set(steps)
    assert len(steps) < 500
    assert steps == sorted(set(steps))
    held = Timeline([moment._replace(caption="said", opacity=0.5) for moment in timeline])
    assert {moment.caption for moment in looked_at(steps, held)} == {"said"}


def test_sheets_are_kept_as_their_changes():
    sheets = ["", '<path d="M1 2"/>', '<path d="M1 2L3 4"/>', '<path d="M1 2L3 4L5 6"/>', "x", "x"]
    changes = _changes(sheets)
    assert changes[2][2] == "L3 4"
    assert changes[5][2] == ""
    before, unpacked = "", []
    for head, tail, own in changes:
        before = before[:head] + own + before[len(before) - tail :]
        unpacked.append(before)
    assert unpacked == sheets


def test_page_speaks_the_language_of_its_scene(write, render, tmp_path):
    look = {"pacing": "{seconds: 1}", "output": "{formats: [html, svg], fps: 10}"}
    write(language="{kind: de, texts: {player.play: Start}}", **look)
    code, _, err = render("scene.yaml")
    assert (code, err) == (0, "")
    page = (tmp_path / "assets" / "scene.html").read_text(encoding="utf-8")
    assert '<html lang="de">' in page
    assert '<button id="play" type="button" aria-label="Start" title="Start">' in page
    assert ">Schritt</span>" in page
    assert "<div><dt>Leertaste</dt><dd>abspielen oder anhalten</dd></div>" in page
    spoken = json.loads(re.search(r"const WORDS = (.*);", page)[1])
    assert spoken["ended"] == "Der Film ist zu Ende, {here}"
    assert ' xml:lang="de" role="img"' in (tmp_path / "assets" / "scene.svg").read_text(encoding="utf-8")


def test_german_page_tells_its_steps_in_german(browser, page, write, render, tmp_path):
    write(language="de", pacing="{seconds: 1}", output="{fps: 10}")
    assert render("scene.yaml", "-f", "html", "-q") == (0, "", "")
    page(address=f"{(tmp_path / 'assets' / 'scene.html').as_uri()}#step=10")
    value = browser.find_element("id", "step").get_attribute("aria-valuetext")
    assert re.fullmatch(r"Schritt 10: w = \d\.\d+, b = \d\.\d+, Verlust = \d\.\d+", value)
    assert browser.find_element("id", "where").text == "Schritt 10 von 10"
