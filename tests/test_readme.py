"""What README and guide show works: their commands are commands, their files are right, their links lead somewhere."""

import re
import shlex

import pytest
import yaml

from render.cli import app
from render.scene.loader import check_course, takes
from tests.conftest import ROOT

PAGES = [ROOT / "README.md", *sorted((ROOT / "scenes").glob("*.md"))]
README = "\n".join(page.read_text(encoding="utf-8") for page in PAGES if page.name != "MANUAL.md")
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```", README, re.MULTILINE | re.DOTALL)
HOOKS = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))


def block(word):
    (found,) = [text for kind, text in BLOCKS if kind == "yaml" and word in text]
    return found


def commands():
    for kind, text in BLOCKS:
        for line in text.splitlines() if kind in {"text", "sh", "yaml"} else ():
            if match := re.search(r"(?:^|/|run: )render (?!#)(.*?)(?:  |&&|[>#]|$)", line):
                yield match[1].strip()
    yield from (f"{hook['entry'].removeprefix('render ')} scenes/basic.yaml" for hook in HOOKS)


@pytest.mark.parametrize("command", sorted(set(commands())))
def test_commands_are_commands(command):
    words = shlex.split(command)
    _, bound, _ = app.parse_args(words, print_error=False, exit_on_error=False)
    assert bound.arguments or words in (["clean"], ["data"], ["doctor"], ["gallery"], ["schema"])


def test_all_commands_are_found():
    assert {"check scenes/", "scenes/ --dry-run", "watch scenes/", "scenes/ --report json"} <= set(commands())


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page):
    text = page.read_text(encoding="utf-8")
    headings = {
        re.sub(r"[^\w -]", "", line).strip().lower().replace(" ", "-") for line in text.splitlines() if line[:1] == "#"
    }
    for link in {*re.findall(r"\]\(([^)\s]+)\)", text), *re.findall(r'(?:href|src)="([^"]+)"', text)}:
        path, _, anchor = link.partition("#")
        if not path:
            assert anchor in headings, link
        elif "://" not in path:
            assert (page.parent / path).exists(), link


def test_the_readme_is_read_in_a_quarter_of_an_hour():
    readme, agents = PAGES[0].read_text(encoding="utf-8"), ROOT / "scenes" / "FOR-AGENTS.md"
    assert len(readme.splitlines()) <= 180
    assert len(agents.read_text(encoding="utf-8").splitlines()) <= 60


def test_course_and_sweep_are_right(write, tmp_path):
    fonts = tmp_path / "fonts"
    fonts.mkdir()
    for face in ("Regular", "SemiBold"):
        plex = ROOT / "render" / "drawing" / "fonts" / f"IBMPlexSans-{face}.ttf"
        fonts.joinpath(f"OurSans-{face}.ttf").write_bytes(plex.read_bytes())
    course = tmp_path / "course.yaml"
    course.write_text(block("OurSans"), encoding="utf-8")
    check_course(course)
    rates = write(
        "data: {kind: points, x: [1, 2], y: [1, 2]}\nsteps: 5\n" + block("sweep: {learning_rate"), "rates.yaml"
    )
    made = takes(rates)
    assert [take.name for take in made][:2] == ["rates-0.001-light", "rates-0.001-dark"]
    assert len(made) == 6
    assert made[0].scene.title == "A learning rate of 0.001"
    assert made[0].scene.author.startswith("Prof. Ada Example")


def test_workflow_and_hook_are_what_their_readers_expect():
    workflow = yaml.safe_load(block("runs-on"))
    steps = workflow["jobs"]["films"]["steps"]
    assert all(("uses" in step) != ("run" in step) for step in steps)
    (hook,) = yaml.safe_load(block("rev: main"))["repos"][0]["hooks"]
    (offered,) = HOOKS
    assert hook["id"] == offered["id"]
    assert {"id", "name", "entry", "language"} <= offered.keys()
    assert re.search(offered["files"], "course/scenes/basic.yaml")
