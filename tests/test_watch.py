"""Watching: a real server, real saves, and the page in a real browser."""

import http.client
import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager, suppress

import psutil
import pytest
from PIL import Image

from render.watch.watched import Watched
from tests.conftest import HANG, ROOT, posix_only, soon

pytestmark = posix_only

LINES = {
    "title": "A line",
    "data": "{kind: line, w: 0.1, b: 0.5, points: 20, noise: 0.05}",
    "learning_rate": "0.1",
    "steps": "10",
    "pacing": "{seconds: 0.5}",
    "output": "{size: 480p, fps: 10}",
}
LONG = {"pacing": "{seconds: 200}", "output": "{size: 480p, fps: 30}"}


def save(path, **changed):
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = [f"{key}: {value}" for key, value in (LINES | changed).items() if value is not None]
    path.write_text("\n".join(lines), encoding="utf-8")


class Server:
    """The command in a process of its own, in the folder `home` with `scenes` in it."""

    def __init__(self, home, port=0):
        self.home, self.scenes, self.out = home, home / "scenes", home / "out"
        command = [sys.executable, "-m", "render", "watch", "scenes", "-o", "out", "--no-open", "--port", str(port)]
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "TMPDIR": str(home)}
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
        self.process = subprocess.Popen(command, cwd=home, env=environment, start_new_session=True, **pipes)
        self.address = self.process.stdout.readline().split()[2]
        self.port = int(self.address.rpartition(":")[2])

    @property
    def worker(self):
        with suppress(psutil.Error):
            for child in psutil.Process(self.process.pid).children():
                if any("spawn_main" in part for part in child.cmdline()):
                    return child
        return None

    def get(self, path, host=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=HANG)
        try:
            connection.request("GET", path, headers={"Host": host} if host else {})
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()

    def interrupt(self):
        os.killpg(self.process.pid, signal.SIGINT)
        return self.process.communicate(timeout=HANG)


@contextmanager
def watching(home, **options):
    server = Server(home, **options)
    with server.process:
        try:
            yield server
        finally:
            server.process.kill()


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """One for all tests that leave it alone: each of them has a scene of its own."""
    home = tmp_path_factory.mktemp("watch")
    save(home / "scenes" / "first.yaml")
    with watching(home) as server:
        yield server
        server.interrupt()


class Page:
    """The page as its reader sees it."""

    def __init__(self, browser, server):
        self.browser, self.server = browser, server
        browser.get(server.address)

    def ask(self, script):
        return self.browser.execute_script(f"return {script}")

    def picture(self):
        """The key of the picture that is to be seen now, or nothing."""
        seen = self.ask("(image => image?.complete && image.naturalWidth === 854 && image.src)(document.images[0])")
        return seen.rpartition("/")[2] if seen else None

    def state(self):
        """The name of the film that is shown, and its state."""
        return self.text("#name"), self.ask("document.querySelector('#state').dataset.state")

    def text(self, selector):
        return self.ask(f"document.querySelector('{selector}').innerText")

    def brightness(self):
        """The brightness of the picture's corner, from 0 to 1."""
        return self.ask(
            "(image => { const canvas = document.createElement('canvas').getContext('2d');"
            "canvas.drawImage(image, 0, 0); return canvas.getImageData(0, 0, 1, 1).data[1] / 255 })(document.images[0])"
        )

    def shows(self, name, kind="gif"):
        """The key of the picture of the film `name`, as soon as it is up to date."""
        return soon(
            lambda: self.state() == (name, "ready") and (self.picture() or "").endswith(kind) and self.picture(),
            self.server.process,
        )

    def draws(self, name):
        """Wait until the film `name` is being drawn."""
        going = "document.querySelector('#progress').value"
        soon(lambda: self.state() == (name, "drawing") and self.ask(going) > 0, self.server.process)


@pytest.fixture
def page(browser, server):
    yield Page(browser, server)
    assert browser.get_log("browser") == []
    browser.get("about:blank")


def test_save_shows_a_still_then_the_film(page, server):
    scene = server.scenes / "look.yaml"
    save(scene)
    light = page.shows("look")
    assert page.brightness() > 0.9
    save(scene, **LONG | {"theme": "dark"})
    still = soon(lambda: (key := page.picture()) and key.endswith("png") and key, server.process)
    assert page.brightness() < 0.2
    page.draws("look")
    save(scene, theme="dark")
    dark = page.shows("look")
    assert page.brightness() < 0.2
    assert len({light, still, dark}) == 3
    assert server.get(f"/picture/{dark}") == (200, (server.out / "look.gif").read_bytes())
    assert page.text("#facts").startswith("out/look.gif ")


def test_save_that_changes_nothing_is_none(page, server):
    scene, witness = server.scenes / "same.yaml", server.scenes / "witness.yaml"
    save(scene)
    page.shows("same")
    made, before = (server.out / "same.gif").stat().st_mtime_ns, page.ask("saves")
    scene.write_bytes(scene.read_bytes())
    # Changes are told in their order: when the next one is seen, this one was, too.
    save(witness)
    page.shows("witness")
    assert page.ask("saves") == before + 1
    assert (server.out / "same.gif").stat().st_mtime_ns == made


def test_broken_save_tells_all_and_keeps_the_picture(page, server):
    scene = server.scenes / "broken.yaml"
    save(scene)
    good = page.shows("broken")
    assert not page.ask("document.querySelector('#mark').checkVisibility()")
    save(scene, steps=None, stepz="<b>10</b>", learning_rate="-1")
    soon(lambda: page.state() == ("broken", "error"))
    parts = "[...document.querySelectorAll('.fault')].map(fault => [...fault.children].map(part => part.textContent))"
    assert page.ask(parts) == [
        [
            "scenes/broken.yaml:3:16",
            "learning_rate must be more than 0, not -1",
            "  3 | learning_rate: -1\n    |                ^^",
        ],
        [
            "scenes/broken.yaml:6:1",
            'unknown key "stepz"',
            "  6 | stepz: <b>10</b>\n    | ^^^^^",
            'Hint: did you mean "steps"?',
        ],
    ]
    assert page.picture() == good
    assert page.text("#mark") == "Last good picture"
    assert "unknown key" in page.ask("document.querySelector('[aria-live]').textContent")
    save(scene)
    assert page.shows("broken") == good
    assert not page.ask("document.querySelector('#errors, #mark').checkVisibility()")


@pytest.mark.thorough
def test_changed_training_retrains_in_the_same_process(page, server):
    scene = server.scenes / "rate.yaml"
    formats = {"output": "{size: 480p, fps: 10, formats: [gif, csv]}"}
    save(scene, **formats)
    first, worker = page.shows("rate"), server.worker
    save(scene, **formats | {"learning_rate": "0.25"})
    assert soon(lambda: page.shows("rate") != first)
    assert server.worker == worker
    assert ",0.25" in (server.out / "rate.csv").read_text()
    loaded = "".join(mapped.path for mapped in psutil.Process(server.process.pid).memory_maps())
    assert "numpy" in loaded
    assert "tensorflow" not in loaded
    assert "matplotlib" not in loaded


@pytest.mark.thorough
def test_newer_save_gives_up_the_older_one(page, server):
    scene = server.scenes / "hasty.yaml"
    save(scene, **LONG)
    page.draws("hasty")
    worker = server.worker
    save(scene, **LONG | {"steps": "-1"})
    soon(lambda: page.state() == ("hasty", "error"))
    save(scene, **LONG)
    soon(lambda: page.state() == ("hasty", "drawing"))
    save(server.scenes / "other.yaml")
    page.shows("other")
    save(scene, theme="dark")
    page.shows("hasty")
    assert server.worker == worker
    with Image.open(server.out / "hasty.gif") as film:
        assert film.n_frames < 60
    soon(lambda: not list(server.out.glob(".gradreel-*")))


@pytest.mark.thorough
def test_worker_that_is_killed_is_replaced(page, server):
    save(server.scenes / "killed.yaml", pacing="{seconds: 20}")
    page.draws("killed")
    worker = server.worker
    worker.kill()
    soon(lambda: server.worker not in (None, worker))
    page.shows("killed")
    soon(lambda: not list(server.out.glob(".gradreel-*")))


@pytest.mark.thorough
def test_scenes_come_go_and_are_chosen_by_keys(page, server):
    keys = pytest.importorskip("selenium.webdriver.common.keys").Keys
    last = server.scenes / "week" / "2" / "last.yaml"
    save(last, title="Rate {learning_rate}", learning_rate=None, sweep="{learning_rate: [0.1, 0.2]}")
    page.shows("last-0.1")
    body = page.browser.find_element("css selector", "body")
    for key, name in ((keys.ARROW_DOWN, "last-0.2"), ("k", "last-0.1"), ("j", "last-0.2")):
        body.send_keys(key)
        page.shows(name)
    page.browser.find_element("css selector", ".follow").click()
    another = {"title": "Another one"}
    save(server.scenes / "first.yaml", **another | LONG)
    soon(lambda: page.ask("document.querySelector('.film[data-state=drawing]')"))
    assert page.state()[0] == "last-0.2"
    save(server.scenes / "first.yaml", **another)
    last.unlink()
    page.shows("first")
    names = page.ask("[...document.querySelectorAll('.film .name')].map(name => name.textContent)")
    assert "last-0.1" not in names


@pytest.mark.thorough
def test_film_that_is_looked_at_goes_first(page, server):
    scenes = [server.scenes / f"long-{number}.yaml" for number in range(3)]
    for scene in scenes:
        save(scene, **LONG | {"title": scene.stem})
    soon(lambda: page.state()[1] == "drawing" and (page.picture() or "").endswith("png"))
    waiting = "[...document.querySelectorAll('.film[data-state=waiting]')].at(-1)"
    name = page.ask(f"{waiting}.querySelector('.name').textContent")
    page.ask(f"{waiting}.click()")
    soon(lambda: page.state() == (name, "drawing") and (page.picture() or "").endswith("png"))
    for scene in scenes:
        scene.unlink()
    soon(lambda: page.state()[1] == "ready")


@pytest.mark.thorough
def test_fits_a_phone(page, server):
    page.browser.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride", {"width": 360, "height": 740, "deviceScaleFactor": 2, "mobile": True}
    )
    try:
        save(server.scenes / f"{'long' * 20}.yaml", title="x" * 90, learnin_rate="1" * 300)
        soon(lambda: page.state()[1] == "error")
        assert page.ask("[innerWidth, document.documentElement.scrollWidth]") == [360, 360]
    finally:
        page.browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})


def test_answers_this_machine_only_and_gives_what_it_made_only(server):
    listening = [each.laddr for each in psutil.Process(server.process.pid).net_connections() if each.status == "LISTEN"]
    assert listening == [("127.0.0.1", server.port)]
    for host, status in (("localhost", 200), (f"127.0.0.1:{server.port}", 200), ("evil.example", 400), ("", 400)):
        assert server.get("/", host or " ")[0] == status
    assert server.get("/events", "evil.example")[0] == 400
    secret = server.home / "secret.gif"
    secret.write_bytes(b"GIF89a")
    for path in (
        "../secret.gif",
        "..%2fsecret.gif",
        "%2e%2e/secret.gif",
        str(secret),
        "first.gif",
        "..%2fout%2ffirst.gif",
    ):
        assert server.get(f"/picture/{path}")[0] == 404


def test_ctrl_c_ends_all_and_the_page_comes_back(browser, tmp_path):
    save(tmp_path / "scenes" / "long.yaml", **LONG)
    with watching(tmp_path) as server:
        page = Page(browser, server)
        soon(lambda: list(server.out.glob(".gradreel-*/long.gif")))
        assert list(tmp_path.glob("gradreel-*/*.png"))
        family = psutil.Process(server.process.pid).children(recursive=True)
        os.killpg(server.process.pid, signal.SIGINT)
        time.sleep(0.05)
        printed, err = server.interrupt()
        assert (server.process.returncode, printed) == (130, "")
        assert err == "interrupted; files that were not finished are removed\n"
        assert psutil.wait_procs(family, timeout=HANG)[1] == []
        assert not list(server.out.glob("*"))
        assert list(tmp_path.glob("gradreel-*")) == []
    soon(lambda: page.text("#lost").startswith("Connection lost"))
    save(tmp_path / "scenes" / "long.yaml")
    with watching(tmp_path, port=server.port) as again:
        page.server = again
        page.shows("long")
        assert page.text("#lost") == ""
        again.interrupt()
    browser.get("about:blank")
    browser.get_log("browser")


def test_what_a_change_concerns(tmp_path):
    folder, out = tmp_path / "scenes", tmp_path / "scenes" / "out"
    table = folder / "data" / "table.csv"
    csv = {"data": "{kind: csv, file: data/table.csv, x: age, y: height}"}
    save(folder / "a.yaml")
    save(folder / "b.yaml", **csv)
    watched = Watched([folder], out)

    def look(*changed):
        return {film.name: film for film in watched.look(changed)}

    first = look()
    assert (first["a"].error, "there is no file" in str(first["b"].error)) == (None, True)
    assert watched.heeds(table)
    table.parent.mkdir()
    table.write_text("age,height\n1,2\n2,3\n")
    second = look(table)
    assert second["a"] is first["a"]
    assert second["b"].plan
    for heeded, path in (
        (True, table),
        (True, folder / "new.yaml"),
        (True, folder / "course.yml"),
        (True, folder / "week"),
        (False, folder / ".b.yaml.swp"),
        (False, folder / "notes.txt"),
        (False, out / "a.gif"),
    ):
        assert watched.heeds(path) == heeded
    table.write_text("age,height\n1,2\n2,4\n")
    third = look(table)
    assert (third["b"].key != second["b"].key, third["a"] is first["a"]) == (True, True)
    (folder / "course.yaml").write_text("theme: dark\n")
    fourth = look(folder / "course.yaml")
    assert all(fourth[name].key != third[name].key for name in "ab")
    save(folder / "deep" / "a.yaml")
    twice = look(folder / "deep")
    assert "would both be written to a.*" in str(twice[str(folder / "deep" / "a.yaml")].error)
    (folder / "a.yaml").unlink()
    assert set(look(folder / "a.yaml")) == {"a", "b"}


def test_wrong_usage(render, monkeypatch, server, write):
    write(name="scene.yaml")
    code, out, err = render("watch", "scene.yaml", "--no-open", "--port", server.port)
    assert (code, out) == (2, "")
    assert err.startswith(f"error: port {server.port} is taken")
    monkeypatch.delitem(sys.modules, "render.watch.server")
    monkeypatch.setitem(sys.modules, "watchfiles", None)
    said = "error: watch needs watchfiles, which the extra watch installs\n"
    assert render("watch", "scene.yaml") == (2, "", said)
