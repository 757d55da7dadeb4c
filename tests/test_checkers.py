"""What others' checkers say of our pages: the Nu HTML checker of the W3C, and axe-core of what a browser makes of them.

Both are packages of npm: `npm install vnu-jar axe-core` in any folder. The first needs Java, and is found as `vnu` on
PATH or by VNU_JAR, the path of vnu.jar in `vnu-jar/build/dist`; the other by AXE_JS, the path of `axe-core/axe.min.js`.
Tests that need them are skipped without.
"""

import json
import os
import shutil
import subprocess

import pytest

from tests.conftest import soon
from tests.test_watch import save, watching

TITLE = """</title></script> & <b>"it"</b> 'is' --> ]]> {{ x }}"""
SETTLED = {"The “list” role is unnecessary for element “ul”."}
"""What is meant: Safari takes a list whose signs are left out for none, unless it has the role."""
PAGE = "<!doctype html><html lang=en><head><meta charset=utf-8><title>x</title></head><body><main><h1>x</h1>{}</main>"
FILMS = {
    "light": {"panels": "[fit, loss]", "captions": "[{at: 0, text: <i>Start</i> 11, seconds: 1}]"},
    "dark": {"panels": "[surface, rule, code, status]", "theme": "dark", "slow_motion": "[2]"},
    "several": {"compare": "{learning_rate: [0.1, 0.5]}", "learning_rate": None, "language": "zh"},
}


@pytest.fixture(scope="session")
def nu():
    """Return what the Nu HTML checker says of files, without what is settled."""
    found, jar = shutil.which("vnu"), os.environ.get("VNU_JAR")
    if not (found or (jar and shutil.which("java"))):
        pytest.skip("needs the Nu HTML checker: vnu on PATH, or java and VNU_JAR")
    command = [found] if found else ["java", "-jar", jar]

    def nu(*files, **options):
        asked = ["--format", "json", "--stdout", *(f"--{option}" for option in options), *map(str, files)]
        done = subprocess.run([*command, *asked], capture_output=True, text=True, encoding="utf-8", check=False)
        said = json.loads(done.stdout)["messages"]
        return [f"{each['url']}: {each['message']}" for each in said if each["message"] not in SETTLED]

    return nu


@pytest.fixture(scope="session")
def axe(browser):
    """Return what axe-core finds wrong with the page in the browser, in its light and its dark colours."""
    script = os.environ.get("AXE_JS")
    if not script:
        pytest.skip("needs axe-core: AXE_JS, the path of axe.min.js")
    with open(script, encoding="utf-8") as file:  # noqa: PTH123
        code = file.read()

    def axe():
        found = []
        for scheme in ("light", "dark"):
            features = [{"name": "prefers-color-scheme", "value": scheme}]
            browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})
            browser.execute_script(code)
            # Colours change within a moment.
            browser.execute_script("for (const each of document.getAnimations()) each.finish()")
            told = browser.execute_async_script("axe.run().then(arguments[arguments.length - 1])")
            found += [
                f"{scheme} {each['id']}: {node['target']} {node['failureSummary']}"
                for each in told["violations"]
                for node in each["nodes"]
            ]
        browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})
        return found

    return axe


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    """Everything that we make of HTML or SVG, whole pages and what is pasted into some."""
    from render.cli import main

    folder = tmp_path_factory.mktemp("pages")
    for name, film in FILMS.items():
        title = json.dumps(TITLE)
        more = {"title": title, "author": title, "data": f"{{kind: line, w: 0.1, b: 0.5, x_name: {title}}}"}
        output = "{size: 480p, formats: [html, svg, gif, mp4, png, csv], targets: [web, reveal, github]}"
        save(folder / f"{name}.yaml", **more | {"output": output} | film)
    with pytest.raises(SystemExit) as stopped:
        main([str(folder), "-o", str(folder / "out"), "-q", "-j", "1"])
    assert stopped.value.code == 0
    for name in FILMS:
        for place, suffix in (("web", "html"), ("reveal", "html"), ("github", "md")):
            pasted = (folder / "out" / place / f"{name}.{suffix}").read_text(encoding="utf-8")
            (folder / "out" / place / f"{name}-page.html").write_text(PAGE.format(pasted), encoding="utf-8")
    return folder / "out"


def test_nu_finds_nothing(nu, pages):
    found = [*pages.glob("*.html"), *pages.rglob("*-page.html")]
    assert len(found) == 1 + 4 * len(FILMS)
    assert nu(*found) == []
    assert nu(*pages.glob("*.svg"), svg=True) == []


def test_axe_finds_nothing(axe, pages, browser):
    for page in [*pages.glob("*.html"), *pages.rglob("*-page.html")]:
        browser.get(page.as_uri())
        soon(lambda: browser.execute_script("return !document.querySelector('.loading')"))
        browser.execute_script("for (const each of document.querySelectorAll('details')) each.open = true")
        assert axe() == [], page
    browser.get_log("browser")


def test_watch_page(nu, axe, browser, tmp_path):
    title = json.dumps(TITLE)
    save(tmp_path / "scenes" / "good.yaml", title=title)
    save(tmp_path / "scenes" / "noted.yaml", title=title, learning_rate="2")
    save(tmp_path / "scenes" / "wrong.yaml", title=title, learning_rate="a lot", steps="-1")
    with watching(tmp_path) as server:
        (tmp_path / "page.html").write_bytes(server.get("/")[1])
        assert nu(tmp_path / "page.html") == []
        for name, state in (("good", "ready"), ("noted", "ready"), ("wrong", "error")):
            browser.get("about:blank")
            browser.get(f"{server.address}#{name}")
            script = "return document.querySelector('#state').dataset.state + document.querySelector('#name').innerText"
            soon(lambda script=script, said=state + name: browser.execute_script(script) == said)
            if state == "ready":
                soon(lambda: browser.execute_script("return document.querySelector('#picture img')?.naturalWidth"))
            assert axe() == [], name
            whole = browser.execute_script("return document.documentElement.outerHTML")
            assert "<b>&quot;it" not in whole
            browser.execute_script("document.querySelector('script[src*=axe]')?.remove()")
            (tmp_path / "dom.html").write_text(f"<!doctype html>{whole}", encoding="utf-8")
            assert nu(tmp_path / "dom.html") == []
        browser.get("about:blank")
        server.interrupt()
