"""Films for the places where they are shown: what each place gets, that it is checked, and that it fits."""

import json
import os
import re
import shutil

import pytest
from PIL import Image

from render import __version__
from render.errors import FilmError
from render.formats import Facts
from render.formats.frames import Frames
from render.formats.gif import Gif
from render.formats.mp4 import Mp4
from render.output.plan import plan
from render.output.requirements import check_facts
from render.output.stamp import Stamp
from render.scene.cuts import Cut
from render.targets import MB, Limits, Snippet, Target, address
from tests.conftest import BASIC, posix_only, scene_of, take_of
from tests.test_structure import FAMILIES

TARGETS = FAMILIES["render.targets"].members
FAST = {"pacing": "{seconds: 0.4}", "output": "{size: 480x270, fps: 10}"}


def test_every_target_gets_what_it_accepts(write, render, tmp_path):
    path = write(**FAST, title='"Words & <tags> -->"')
    code, out, err = render("scene.yaml", "--for", ",".join(TARGETS), "-o", "out")
    assert (code, err) == (0, "")
    work = plan(take_of(path), tmp_path / "out")
    assert not work.files.keys() - {tmp_path / "out" / "scene.gif"} - {*work.files}
    for word, target in TARGETS.items():
        assert issubclass(target, Target)
        assert word in out
        snippets = []
        for piece in target.pieces:
            (file,) = (tmp_path / "out" / word).glob(piece.format.name(f"scene{piece.ending}"))
            facts, limits = piece.format.facts(file), target.accepts.get(piece.format.kind, Limits())
            assert limits.bytes is None or facts.bytes <= limits.bytes
            assert (limits.codec or facts.codec, limits.coding or facts.pixels) == (facts.codec, facts.pixels)
            assert Stamp.read(piece.format.stamp(file)).scene["title"] == "Words & <tags> -->"
            if isinstance(piece.format, Snippet):
                snippets.append(file)
        (snippet,) = snippets
        text = snippet.read_text(encoding="utf-8")
        assert text.rpartition("\n\n")[0].rstrip() in out
        for name in re.findall(r"[\w/-]*scene[\w-]*\.(?:gif|mp4|png|pdf|vtt)", text):
            assert (tmp_path / "out" / word / name).is_file()
    assert render("scene.yaml", "--for", ",".join(TARGETS), "-o", "out", "--dry-run")[0] == 0


def test_scene_says_its_targets(write, render, tmp_path):
    write(**FAST | {"output": "{size: 480x270, fps: 10, targets: [google-slides, {kind: jupyter}]}"})
    assert render("scene.yaml", "-q") == (0, "", "")
    made = {str(path.relative_to(tmp_path / "assets")) for path in (tmp_path / "assets").rglob("*.*")}
    assert made == {"google-slides/scene.gif", "google-slides/scene.md", "jupyter/scene.gif", "jupyter/scene.md"}
    code, out, _ = render("scene.yaml", "-f", "png")
    assert (code, "assets/scene.png" in out, "jupyter" in out) == (0, True, False)


def test_beamer_counts_its_pictures_and_escapes_what_latex_reads(write, render, tmp_path):
    write(**FAST, title="'50 % of \\ & _{#$}~^'", captions="[{at: 3, text: Now, pause: 1}]")
    assert render("scene.yaml", "--for", "beamer", "-q") == (0, "", "")
    folder = tmp_path / "assets" / "beamer"
    text = (folder / "scene.tex").read_text(encoding="utf-8")
    pictures = sorted((folder / "scene-frames").glob("*.png"))
    assert f"]{{10}}{{scene-frames/frame-}}{{0000}}{{{len(pictures) - 1:04}}}" in text
    assert r"{50 \% of \textbackslash{} \& \_\{\#\$\}\textasciitilde{}\textasciicircum{}}" in text
    stamp = Stamp.read(Frames().stamp(folder / "scene-frames"))
    delays = [line.split(":") for line in (folder / "scene-frames" / "timeline.txt").read_text().splitlines()]
    assert [int(number) for _, _, number in delays] == list(range(len(pictures)))
    assert sum(1 / float(rate) for _, rate, _ in delays) == pytest.approx(stamp.seconds, abs=0.01)


def test_names_and_titles_are_pasted_as_they_are(write, render, tmp_path):
    write(**FAST, name="week 3.yaml", title="'Rates {#a} <b> $a^2$ *x* --> @y'")
    assert render("week 3.yaml", "--for", "quarto, github jupyter", "-q") == (0, "", "")
    texts = {path.suffix: path.read_text(encoding="utf-8") for path in (tmp_path / "assets").rglob("week 3.[mq]*d")}
    assert texts[".qmd"].startswith(r"## Rates \{\#a\} \<b\> \$a\^2\$ \*x\* \--\> \@y" + "\n")
    assert 'src="week%203.mp4" poster="week%203.png"' in texts[".qmd"]
    github = (tmp_path / "assets" / "github" / "week 3.md").read_text(encoding="utf-8")
    assert 'srcset="week%203-dark.gif"' in github
    assert render("week 3.yaml", "--for", "beamer") == (
        2,
        "",
        'week 3.yaml: LaTeX cannot name a file "week 3"\n   = rename its scene to letters, digits and hyphens\n',
    )
    assert not (tmp_path / "assets" / "beamer").exists()


def test_dark_ground_keeps_what_the_author_chose(write, render, tmp_path):
    write(**FAST, theme="{guess: '#B3001B', text: '#101010'}")
    assert render("scene.yaml", "--for", "github", "-q") == (0, "", "")
    pixels = {}
    for name in ("scene.png", "scene-dark.png"):
        with Image.open(tmp_path / "assets" / "github" / name) as image:
            pixels[name] = {color for _, color in image.convert("RGB").getcolors(1 << 20)}
            ground = image.convert("RGB").getpixel((0, 0))
        assert ground == ((255, 255, 255) if name == "scene.png" else (0x10, 0x16, 0x1F))
    assert all((0xB3, 0x00, 0x1B) in colors for colors in pixels.values())
    assert (0x10, 0x10, 0x10) not in pixels["scene-dark.png"]


@pytest.mark.parametrize(
    ("made", "changed", "said"),
    [
        (Gif(), {"bytes": 11 * MB}, "11.0 MB are more than 10.0 MB: choose a smaller output.size"),
        (Gif(), {"size": (1280, 736)}, "it has 1280x736 pixels, not 1280x720"),
        (Gif(), {"seconds": 9.0}, "it plays for 9.00 s, not 8.00 s"),
        (Gif(), {"plays": 1}, "it plays 1, not forever"),
        (Gif(), {"shortest": 0.01}, "a frame of 0.01 s would be slowed down: choose output.fps 30"),
        (
            Mp4(),
            {"codec": "h264 (High 4:4:4 Predictive)"},
            "its coding is h264 (High 4:4:4 Predictive), not h264 (High)",
        ),
        (Mp4(), {"pixels": "yuv444p"}, "its pixels is yuv444p, not yuv420p"),
        (Mp4(), {"faststart": False}, "its index does not come first"),
    ],
)
def test_file_that_is_not_fit_for_its_place(made, changed, said):
    scene = scene_of(BASIC)
    target = TARGETS["github" if made == Gif() else "web"]()
    right = {"bytes": 1000, "size": (1280, 720), "seconds": 8.0}
    right |= {"shortest": 0.03, "plays": 0} if made == Gif() else {"codec": "h264 (High)", "pixels": "yuv420p"}
    right |= {"faststart": True} if made == Mp4() else {}
    cut = Cut(scene, made, target)
    check_facts(cut, Facts(**right), "film", 8.0)
    with pytest.raises(FilmError) as error:
        check_facts(cut, Facts(**right | changed), "film", 8.0)
    assert said in str(error.value)
    assert str(error.value).startswith(f"film is not fit for {cut.folder}: ")


def test_file_that_is_not_fit_takes_no_place(write, render, tmp_path, monkeypatch):
    monkeypatch.setattr(TARGETS["github"], "accepts", {"gif": Limits(shortest=0.5)})
    write(**FAST)
    code, out, err = render("scene.yaml", "--for", "github")
    assert (code, out) == (1, "")
    assert "scene.gif is not fit for github: a frame of " in err
    assert not list((tmp_path / "assets").rglob("*.*"))


@pytest.mark.thorough
@pytest.mark.parametrize("kind", ["gif", "mp4"])
def test_budget_is_kept_and_says_what_it_cost(kind, write, render, tmp_path):
    write(pacing="{seconds: 1}", output=f"{{size: 480x270, fps: 10, formats: {kind}}}", steps="200")
    film = tmp_path / "assets" / f"scene.{kind}"
    render("scene.yaml", "-q")
    whole, limit = film.stat().st_size, film.stat().st_size * 2 // 3
    code, out, _ = render("scene.yaml", "--max-size", str(limit))
    assert code == 0
    assert film.stat().st_size <= limit < whole
    assert (" colours in place of 128" if kind == "gif" else "coarser edges") in out
    facts = (Gif() if kind == "gif" else Mp4()).facts(film)
    assert facts.seconds == pytest.approx(1, abs=0.1)
    # The better film is made when there is more room, and the same one is not made twice.
    assert render("scene.yaml", "--max-size", str(limit))[1] == f"assets/scene.{kind}  up to date\n"
    assert "made for" in render("scene.yaml", "--dry-run")[1]
    assert "larger than" in render("scene.yaml", "--max-size", str(film.stat().st_size - 1), "--dry-run")[1]


@pytest.mark.thorough
def test_budget_that_cannot_be_kept(write, render, tmp_path):
    write(pacing="{seconds: 1}", output="{size: 480p, max_size: 1kB}")
    code, out, err = render("scene.yaml")
    assert (code, out) == (1, "")
    said = (
        r"scene.gif cannot be smaller than \d+ kB, with 16 colours in place of 128, 6 frames a second in place of 30,"
    )
    assert re.match(rf"error: {said} 320x180 pixels in place of 854x480; it may have 1 kB: allow more, or make a", err)
    assert not list(tmp_path.glob("assets/*"))


@pytest.mark.parametrize(
    ("output", "said"),
    [
        ("{max_size: 2 parsecs}", '"2 parsecs" is not a size of a file\n'),
        ("{max_size: 10}", "no film fits into 10 bytes\n"),
        ("{for: web}", 'did you mean "targets"?\n'),
        ("{formats: [{kind: gif, colors: 16}]}", '"colors" belongs in output: {colors: ...}\n'),
        ("{targets: power-point}", 'output.targets cannot be "power-point"\n'),
        ("{targets: [powerpoint], size: 961x721}", "mp4 needs an even width and height, not 961x721\n"),
    ],
)
def test_wrong_output(output, said, write, render):
    write(output=output)
    code, _, err = render("scene.yaml")
    assert code == 2
    assert said in err


def test_unknown_target(write, render):
    write()
    assert render("scene.yaml", "--for", "power-point") == (
        2,
        "",
        'error: unknown target "power-point": did you mean "powerpoint"?\n',
    )


def test_report_says_for_which_place_a_file_is(write, render):
    write(**FAST)
    told = json.loads(render("scene.yaml", "--for", "jupyter", "--report", "json")[1])
    assert [file["for"] for file in told["films"][0]["files"]] == ["jupyter", "jupyter"]


@pytest.mark.thorough
def test_film_says_where_it_comes_from(write, render, tmp_path):
    write(**FAST)
    made = ["-f", "gif,csv", "--for", "github,web"]
    assert render("scene.yaml", *made, "-q") == (0, "", "")
    files = sorted(path for path in (tmp_path / "assets").rglob("*.*") if path.is_file())
    code, out, err = render("verify", *files, "--scenes", ".")
    assert (code, err) == (0, "")
    said = f"made by gradreel {__version__}, data.seed 0, from scene.yaml; rendering again gives"
    assert out.count(f"{said} the same bytes\n") == len(files)
    film = tmp_path / "assets" / "scene.gif"
    shutil.copy(film, tmp_path / "renamed.gif")
    (tmp_path / "edited.gif").write_bytes(film.read_bytes() + b"\0")
    code, out, _ = render("verify", "renamed.gif", "edited.gif", "--scenes", "scene.yaml")
    assert code == 1
    assert f"renamed.gif  {said} the same bytes\n" in out
    assert f"edited.gif  damaged, or changed since it was {said.partition(';')[0]}\n" in out
    write(**FAST, theme="dark")
    code, out, _ = render("verify", "assets/scene.gif", "renamed.gif", "--scenes", ".")
    assert code == 1
    assert "from scene.yaml as it was once: scene changed: theme" in out
    assert "from “A line”, which is none of these scenes; --scenes names others\n" in out
    Image.new("RGB", (20, 20)).save(tmp_path / "other.gif")
    code, _, err = render("verify", "other.gif", "nowhere.gif", "--scenes", ".")
    assert render("verify", "assets", "--scenes", ".")[2] == "error: assets is a folder: name the films in it\n"
    assert (code, err) == (
        1,
        "error: other.gif does not say what made it: it is no film of gradreel, or was edited\n"
        "error: nowhere.gif does not exist\n",
    )


@pytest.mark.thorough
def test_film_that_was_brought_down_is_verified_as_it_is(write, render):
    write(pacing="{seconds: 1}", output="{size: 480x270, fps: 10, max_size: 15kB}", steps="200")
    assert "in place of" in render("scene.yaml")[1]
    assert render("verify", "assets/scene.gif", "--scenes", ".", "-q") == (0, "", "")


@posix_only
def test_addresses_have_the_bytes_of_names_that_are_no_text():
    assert address(os.fsdecode(b"\xff a.gif")) == "%FF%20a.gif"
