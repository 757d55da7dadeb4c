"""A real deck of reveal.js, fetched with npm, in a real browser: the film starts when its slide appears."""

import shutil
import subprocess

import pytest

from tests.conftest import soon

DECK = """<!doctype html>
<html><head><meta charset="utf-8"><link rel="stylesheet" href="dist/reveal.css"></head>
<body><div class="reveal"><div class="slides">
<section>Before</section>
{pasted}
<section>After</section>
</div></div>
<script src="dist/reveal.js"></script><script>Reveal.initialize({{transition: "none"}});</script>
</body></html>
"""


@pytest.fixture(scope="session")
def reveal(tmp_path_factory):
    """A folder with reveal.js; tests that need it are skipped where it cannot be fetched."""
    folder = tmp_path_factory.mktemp("reveal")
    npm = shutil.which("npm")
    if not npm:
        pytest.skip("needs npm")
    command = [npm, "install", "--silent", "--no-audit", "--no-fund", "--prefix", str(folder), "reveal.js@5"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    except subprocess.TimeoutExpired:
        pytest.skip("npm does not answer")
    if done.returncode:
        pytest.skip(f"npm cannot fetch reveal.js: {done.stderr.strip()[-200:]}")
    return folder / "node_modules" / "reveal.js"


def test_film_starts_when_its_slide_appears(reveal, browser, write, render, tmp_path):
    write(pacing="{seconds: 1}", output="{size: 480p}", title='"Rates & <steps>"')
    assert render("scene.yaml", "--for", "reveal", "-o", "out", "-q") == (0, "", "")
    folder = tmp_path / "out" / "reveal"
    shutil.copytree(reveal / "dist", folder / "dist")
    deck = folder / "deck.html"
    deck.write_text(DECK.format(pasted=(folder / "scene.html").read_text(encoding="utf-8")), encoding="utf-8")
    browser.get(deck.as_uri())
    soon(lambda: browser.execute_script("return window.Reveal && Reveal.isReady()"))

    def video(what):
        return browser.execute_script(f"const video = document.querySelector('video'); return {what}")

    assert (video("video.paused"), video("video.currentTime")) == (True, 0)
    assert (video("video.loop"), video("video.muted"), video("video.getAttribute('aria-label').length > 20")) == (
        True,
        True,
        True,
    )
    assert video("video.poster").endswith("/scene.png")
    browser.execute_script("Reveal.next()")
    soon(lambda: not video("video.paused") and video("video.currentTime") > 0.1)
    assert browser.execute_script("return Reveal.getCurrentSlide().getAttribute('aria-label')") == "Rates & <steps>"
    assert (video("video.videoWidth"), video("video.videoHeight")) == (854, 480)
    browser.execute_script("Reveal.next()")
    soon(lambda: video("video.paused"))
