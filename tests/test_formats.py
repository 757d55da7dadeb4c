"""The files, decoded again: frames, durations, sizes, colours, metadata."""

import html
import json
import re
import subprocess
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import imageio.v3 as iio
import imageio_ffmpeg
import numpy as np
import pytest
from PIL import Image, ImageSequence

from render.drawing.frame import Frame, Rect
from render.files import packed, unpack
from render.formats.encoders.gif import GifWriter
from render.formats.encoders.palette import Palette
from render.formats.encoders.patches import Patches
from render.formats.encoders.yuv import Planes
from render.output.description import describe
from render.output.stamp import Stamp
from render.scene.script import beats_of
from tests.conftest import BASIC, ran, scene_of, stage_of, train_all, written
from tests.test_structure import FAMILIES

FORMATS = FAMILIES["render.formats"].members
SMALL = {"pacing": "{seconds: 0.5}", "output": "{size: 320x180, fps: 10}"}
"""A film of five pictures, where they need not be looked at."""


def drawn(scene_path, channels=3):
    """The frames that were drawn, and how long each is shown."""
    stage, timeline = stage_of(scene_path)
    return [(frame.pixels[:, :, :channels].copy(), frame.seconds) for frame in stage.frames(timeline)]


def filmed(home, kinds, **changed):
    """The folder with the films of a scene in `kinds` of formats, and the scene."""
    path = written(home, **changed)
    assert ran(home, "scene.yaml", "-f", ",".join(kinds), "-o", "out", "-q") == 0
    return home / "out", path


@pytest.fixture(scope="module")
def film(tmp_path_factory):
    """One film in all formats of pictures, and what was drawn for it."""
    look = {
        "pacing": "{seconds: 1.1}",
        "output": "{size: 480p, fps: 15, poster: end}",
        "captions": "[{at: 3, text: Go}]",
    }
    out, path = filmed(tmp_path_factory.mktemp("film"), DECODERS, title="A & <b>", **look)
    return out, path, drawn(path)


@pytest.fixture(scope="module")
def twice(tmp_path_factory):
    """A short film in all formats, made twice."""
    return [filmed(tmp_path_factory.mktemp("twice"), FORMATS, **SMALL)[0] for _ in range(2)]


def ffmpeg(*arguments):
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-hide_banner", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, check=False)


def probe(path):
    return ffmpeg("-i", path).stderr.decode()


def frames_of(path, *decoder, pixels="rgb24"):
    """All frames of a video, (frames, height, width, channels)."""
    raw = ffmpeg("-v", "error", *decoder, "-i", path, "-f", "rawvideo", "-pix_fmt", pixels, "-").stdout
    width, height = map(int, re.search(r", (\d+)x(\d+)", probe(path)).groups())
    return np.frombuffer(raw, np.uint8).reshape(-1, height, width, len(pixels.replace("24", "")))


def pillow(path):
    """All pictures of a file, RGBA, and how long each is shown."""
    with Image.open(path) as image:
        return [
            (np.asarray(f.convert("RGBA")), f.info.get("duration", 0) / 1000) for f in ImageSequence.Iterator(image)
        ]


def video(path, *decoder):
    rate = float(re.search(r"([\d.]+) fps", probe(path))[1])
    return [(pixels, 1 / rate) for pixels in frames_of(path, *decoder, pixels="rgba")]


def folder(path):
    *said, _ = (path / "frames.ffconcat").read_text().splitlines()[1:]
    return [
        (pillow(path / name.removeprefix("file "))[0][0], float(seconds.removeprefix("duration ")))
        for name, seconds in zip(said[::2], said[1::2], strict=True)
    ]


def texts_of_ffmpeg(path):
    return dict(re.findall(r"^    (\w+) +: (.*)$", probe(path).lower(), re.MULTILINE))


def texts_of_gif(path):
    with Image.open(path) as image:
        return dict(zip(("title", "description"), image.info["comment"].decode().splitlines(), strict=False))


def texts_of_png(path):
    with Image.open(path) as image:
        image.load()
        return {key.lower(): text for key, text in image.info.items() if isinstance(text, str)}


def texts_of_webp(path):
    with Image.open(path) as image:
        found = ElementTree.fromstring(image.info["xmp"])
    return {
        word: "".join(found.find(f".//{{http://purl.org/dc/elements/1.1/}}{word}").itertext())
        for word in ("title", "description")
    }


DECODERS = {
    "gif": (pillow, texts_of_gif),
    "webp": (pillow, texts_of_webp),
    "apng": (pillow, texts_of_png),
    "png": (pillow, texts_of_png),
    "frames": (folder, lambda path: texts_of_png(path / "frame-0000.png")),
    "mp4": (video, texts_of_ffmpeg),
    "webm": (lambda path: video(path, "-c:v", "libvpx-vp9"), texts_of_ffmpeg),
}
LOSSLESS = {"webp", "apng", "png", "frames"}


def at_rate(film, fps, count):
    """What is to be seen in the middle of each frame of a film of pictures and seconds."""
    ends = np.cumsum([seconds for _, seconds in film])
    return [film[min(int(np.searchsorted(ends, (k + 0.5) / fps)), len(film) - 1)][0] for k in range(count)]


@pytest.mark.parametrize("kind", DECODERS)
def test_film_in_any_format_is_what_was_drawn_and_says_what_it_is(kind, film):
    out, path, frames = film
    made = FORMATS[kind]()
    file = out / made.name("scene")
    assert len(list(out.iterdir())) == len(DECODERS)
    decode, texts = DECODERS[kind]
    film = decode(file)
    total = sum(seconds for _, seconds in frames)
    facts = made.facts(file)
    assert facts.size == (854, 480)
    assert facts.bytes == (sum(f.stat().st_size for f in file.iterdir()) if file.is_dir() else file.stat().st_size)
    if kind == "png":
        film, frames = [(film[0][0], total)], [(frames[-1][0], total)]
    else:
        assert sum(seconds for _, seconds in film) == pytest.approx(total, abs=1 / 15)
        assert facts.seconds == pytest.approx(total, abs=1 / 15)
        if facts.frames:
            assert sum(seconds for _, seconds in film) == pytest.approx(total, abs=0.005)
            assert facts.frames == len(film) - (kind == "frames")
            assert facts.shortest == pytest.approx(min(seconds for _, seconds in film), abs=1e-6)
    count = round(15 * total)
    for shown, wanted in zip(at_rate(film, 15, count), at_rate(frames, 15, count), strict=True):
        assert (shown[..., 3] == 255).all()
        if kind in LOSSLESS:
            # A frame that is drawn alone may differ by what rounding left of those before it.
            np.testing.assert_allclose(shown[..., :3].astype(int), wanted, rtol=0, atol=2 if kind == "png" else 0)
        else:
            assert np.mean((shown[..., :3].astype(float) - wanted) ** 2) < 20
    assert Stamp.read(made.stamp(file)).scene["title"] == "A & <b>"
    told = texts(file)
    assert told["title"].lower() == "a & <b>"
    assert told["description"].lower() == describe(scene_of(path), train_all(path)).alt.lower()


@pytest.mark.parametrize(("loop", "plays"), [("forever", 0), ("1", 1), ("3", 3)])
def test_animation_plays_as_often_as_asked_for(loop, plays, tmp_path):
    kinds = ["gif", "webp", "apng"]
    output = f"{{loop: {loop}, size: 320x180, fps: 10}}"
    out, _ = filmed(tmp_path, kinds, **SMALL | {"output": output})
    for kind in kinds:
        file = out / f"scene.{kind}"
        assert FORMATS[kind]().facts(file).plays == plays
        if kind != "gif":
            with Image.open(file) as image:
                assert image.info["loop"] == plays


SEE_THROUGH = [kind for kind, made in FORMATS.items() if kind in DECODERS and made.alpha]


@pytest.fixture(scope="module", params=["light", "dark"])
def transparent(request, tmp_path_factory):
    """A film on no ground in all formats that can have none, its guess's colour, and what was drawn for it."""
    look = {
        "theme": f"{{kind: {request.param}, background: transparent}}",
        "output": f"{{size: 480p, fps: 10, poster: end, formats: [{', '.join(SEE_THROUGH)}]}}",
    }
    out, path = filmed(tmp_path_factory.mktemp("transparent"), SEE_THROUGH, pacing="{seconds: 0.5}", **look)
    guess = FAMILIES["render.drawing.themes"].members[request.param]().guess
    return out, np.array([int(guess[at : at + 2], 16) for at in (1, 3, 5)]), [each for each, _ in drawn(path, 4)]


@pytest.mark.thorough
@pytest.mark.parametrize("kind", SEE_THROUGH)
def test_transparent_ground_is_transparent_in_the_file(kind, transparent):
    out, guess, frames = transparent
    film = DECODERS[kind][0](out / FORMATS[kind]().name("scene"))
    for shown, wanted in ((film[-1][0], frames[-1]), (film[0][0], frames[-1 if kind == "png" else 0])):
        inside = (wanted == [*guess, 255]).all(axis=2)
        ground, alpha = wanted[..., 3] == 0, wanted[..., 3].astype(int)
        edge = (alpha > 60) & (alpha < 200)
        assert min(inside.sum(), ground.sum() / 100, edge.sum()) > 100
        if kind in LOSSLESS:
            away = np.abs(shown.astype(int) - wanted)
            away[ground, :3] = 0
            assert (away[..., 3] if kind == "png" else away).max() <= (2 if kind == "png" else 0)
            continue
        assert FORMATS[kind]().facts(out / "scene.webm").pixels == "yuva420p"
        # The opacity is lossy, too: next to nothing is seen through the line, or of the ground.
        assert np.mean(shown[ground][:, 3] > 8) < 0.01
        assert np.median(shown[inside][:, 3]) >= 252
        assert np.abs(np.median(shown[inside][:, :3].astype(int), axis=0) - guess).max() <= 6
        assert np.mean((shown[..., 3] - alpha.astype(float)) ** 2) < 20


def test_formats_without_transparency_refuse_it(write, render):
    scene = {"theme": "{background: transparent}"}
    write(**scene, output="{formats: [gif, mp4, html, csv, png]}")
    code, _, err = render("check", "scene.yaml")
    assert code == 2
    assert "scene.yaml:6:21: gif and mp4 and html cannot have a transparent background" in err
    assert "choose formats among apng, frames, pdf, png, svg, triptych, webm, webp, or a background of a colour" in err
    write(**scene, output="{targets: web}")
    assert "mp4 cannot have a transparent background" in render("check", "scene.yaml")[2]
    write(**scene, output="{formats: [csv, vtt, srt, png, svg, pdf], fps: 5, size: 640x360}", pacing="{seconds: 2}")
    assert render("check", "scene.yaml")[0] == 0
    assert render("scene.yaml", "-f", "svg", "-q") == (0, "", "")
    assert render("lint", "scene.yaml", "-q")[0] == 0


def test_webm_begins_with_its_index_and_has_the_colors_of_hd(twice):
    file = twice[0] / "scene.webm"
    facts = FORMATS["webm"]().facts(file)
    assert (facts.codec, facts.pixels, facts.faststart) == ("vp9 (Profile 0)", "yuv420p", True)
    assert "yuv420p(tv, bt709, progressive)" in probe(file)


def test_frames_play_by_their_lists_or_at_a_steady_rate(write, render, tmp_path):
    look = {"pacing": "{kind: every-step, hold_start: 0.5, hold_end: 0.75}"}
    path = write(**look, output="{size: 320x180, fps: 20, formats: frames}")
    frames = drawn(path)
    assert render("scene.yaml", "-o", "out", "-q") == (0, "", "")
    made = tmp_path / "out" / "scene-frames"
    assert len(list(made.glob("frame-*.png"))) == len(frames) == 11
    rates = [line.split(":")[1:] for line in (made / "timeline.txt").read_text().splitlines()]
    assert [int(number) for _, number in rates] == list(range(11))
    np.testing.assert_allclose([1 / float(rate) for rate, _ in rates], [seconds for _, seconds in frames], rtol=1e-5)
    ffmpeg("-i", made / "frames.ffconcat", "-r", 20, tmp_path / "film.mkv", "-v", "error")
    assert "Duration: 00:00:01.70" in probe(tmp_path / "film.mkv")
    write(**look, output="{size: 320x180, fps: 20, formats: {kind: frames, every: frame}}")
    code, out, _ = render("scene.yaml", "-o", "out", "--dry-run")
    assert (code, out.splitlines()[0]) == (1, "out/scene-frames  option changed: every frame, was not said")
    assert render("scene.yaml", "-o", "out", "-q") == (0, "", "")
    steady = at_rate(frames, 20, 34)
    assert len(list(made.glob("frame-*.png"))) == 34
    for number, wanted in enumerate(steady):
        assert (iio.imread(made / f"frame-{number:04}.png") == wanted).all()
    assert (made / "timeline.txt").read_text().splitlines()[-1] == ":20:33"


def test_folder_of_frames_is_fresh_is_replaced_whole_and_keeps_what_is_not_ours(write, render, tmp_path, monkeypatch):
    write(pacing="{seconds: 0.5}", output="{size: 320x180, fps: 10, formats: frames}")
    code, out, _ = render("scene.yaml", "-o", "out", "--report", "json")
    (file,) = json.loads(out)["films"][0]["files"]
    made = tmp_path / "out" / "scene-frames"
    assert (code, file["made"], file["seconds"]) == (0, True, 0.5)
    assert file["bytes"] == sum(len(content) for content in packed(made).values()) > 30_000
    assert "up to date" in render("scene.yaml", "-o", "out")[1]
    # As one that was made by another machine, and has a picture more.
    (made / "frame-0099.png").write_bytes(b"")
    (made / "frame-0000.png").write_bytes(b"")
    with monkeypatch.context() as patch:
        whole = Path.rename

        def rename(self, target):
            if target == Path("out/scene-frames") and not self.name.endswith(".old"):
                raise OSError(28, "No space left on device")
            return whole(self, target)

        patch.setattr(Path, "rename", rename)
        assert render("scene.yaml", "-o", "out", "-q")[0] == 1
    assert (made / "frame-0099.png").is_file()
    (made / "notes.md").write_text("mine")
    code, _, err = render("scene.yaml", "-o", "out", "-q")
    assert (code, err) == (
        1,
        "error: out/scene-frames is not replaced: notes.md in it is not of this film; "
        "move it elsewhere, or choose another -o\n",
    )
    (made / "notes.md").unlink()
    assert render("scene.yaml", "-o", "out", "-q") == (0, "", "")
    assert not (made / "frame-0099.png").exists()
    assert Stamp.read(FORMATS["frames"]().stamp(made))
    before = made.stat().st_ino
    (made / "timeline.txt").unlink()
    assert render("scene.yaml", "-o", "out", "-q", "--force")[0] == 0
    assert (made / "timeline.txt").is_file()
    assert [made.name] == [path.name for path in (tmp_path / "out").iterdir()]
    assert made.stat().st_ino != before


TIME = r"(\d\d):(\d\d):(\d\d)[.,](\d\d\d)"


def cues(path):
    """The cues of a subtitle file, as a player reads them: start, end, text."""
    found = []
    for block in path.read_text(encoding="utf-8").strip().split("\n\n"):
        lines = block.splitlines()
        times = [index for index, line in enumerate(lines) if "-->" in line]
        if not times:
            assert lines[0].startswith(("WEBVTT", "NOTE "))
            continue
        assert times == [0 if path.suffix == ".vtt" else 1]
        if path.suffix == ".srt":
            assert int(lines[0]) == len(found) + 1
        start, end = (
            3600 * int(h) + 60 * int(m) + int(s) + int(ms) / 1000 for h, m, s, ms in re.findall(TIME, lines[times[0]])
        )
        text = "\n".join(lines[times[0] + 1 :])
        found.append((start, end, html.unescape(text) if path.suffix == ".vtt" else text.replace("\u2060", "")))
    return found


def test_subtitles_say_what_the_film_says(write, render, tmp_path):
    write(
        title="'a --> b & <i>c</i>'",
        steps="60",
        pacing="{seconds: 8}",
        slow_motion="{steps: [0], seconds: 6}",
        captions="[{at: 20, text: 'w <- w & <b> --> 1'}]",
        output="{size: 480p, formats: [vtt, srt]}",
    )
    assert render("scene.yaml", "-o", "out", "-q") == (0, "", "")
    timeline = stage_of(tmp_path / "scene.yaml")[1]
    beats = beats_of(scene_of(tmp_path / "scene.yaml"), train_all(tmp_path / "scene.yaml"))
    ends = np.cumsum(timeline.seconds)
    for kind in ("vtt", "srt"):
        file = tmp_path / "out" / f"scene.{kind}"
        found = cues(file)
        assert [text for _, _, text in found] == [*beats.values(), "w <- w & <b> --> 1"]
        for start, end, text in found:
            shown = [index for index, moment in enumerate(timeline) if moment.caption == text]
            assert start == pytest.approx(ends[shown[0]] - timeline[shown[0]].seconds, abs=6e-4)
            assert end == pytest.approx(ends[shown[-1]], abs=6e-4)
        assert Stamp.read(FORMATS[kind]().stamp(file)).scene["title"] == "a --> b & <i>c</i>"
        heard = ffmpeg("-v", "error", "-i", file, "-f", "webvtt", "-")
        assert heard.returncode == 0
        assert heard.stdout.decode().count(" --> ") - heard.stdout.decode().count("<b> --> 1") == len(found)
        assert "\n\n\n" not in file.read_text(encoding="utf-8")


@pytest.mark.parametrize("kind", ["vtt", "srt"])
def test_film_that_says_nothing_is_described(kind, write, render, tmp_path):
    path = write(title="Word " * 20, pacing="{seconds: 3}", output=f"{{formats: {kind}}}")
    assert render("scene.yaml", "-o", "out", "-q") == (0, "", "")
    found = cues(tmp_path / "out" / f"scene.{kind}")
    assert (found[0][0], found[-1][1]) == (0, 3)
    assert " ".join(text for _, _, text in found).split() == describe(scene_of(path), train_all(path)).alt.split()
    assert all(before[1] == after[0] for before, after in pairwise(found))
    assert all(len(text) <= 84 for _, _, text in found)


@pytest.mark.parametrize("kind", ["webp", "apng", "webm", "png", "frames"])
def test_file_that_was_cut_short_has_no_stamp(kind, twice, tmp_path):
    made = FORMATS[kind]()
    file = path = tmp_path / made.name("scene")
    unpack(packed(twice[0] / path.name), path)
    if kind == "frames":
        last = path / "frame-0001.png"
        last.rename(path / "else.png")
        assert made.stamp(path) is None
        path.joinpath("else.png").rename(last)
        file = path / "frame-0000.png"
    whole = file.read_bytes()
    for length in (0, 5, 30, len(whole) // 2, len(whole) - 1):
        file.write_bytes(whole[:length])
        assert not made.stamp(path)
    file.write_bytes(whole)
    assert Stamp.read(made.stamp(path))


def test_animation_gives_time_to_what_comes_and_goes_and_none_to_what_is_too_short(tmp_path):
    pixels = np.full((40, 60, 4), 255, np.uint8)
    patches = []
    taken = Patches(patches.append, grid=2)
    for shade, seconds in ((255, 0.5), (0, 0.005), (255, 0.3), (9, 0.1), (9, 0.2)):
        pixels[11:20, 5:9, :3] = shade
        taken.add(Frame(pixels, [Rect(5, 11, 9, 20)], seconds))
    pixels[11:20, 5:9, 3] = 100
    taken.add(Frame(pixels, [Rect(5, 11, 9, 20)], 1))
    taken.close()
    assert [(round(p.start, 3), round(p.end, 3)) for p in patches] == [
        (0, 0.5),
        (0.5, 0.805),
        (0.805, 1.105),
        (1.105, 2.105),
    ]
    assert [p.rect for p in patches[1:]] == [Rect(4, 10, 6, 12), Rect(4, 10, 9, 20), Rect(4, 10, 9, 20)]
    assert [p.over for p in patches] == [False, True, True, False]
    assert (patches[2].pixels[1:, 1:] == [9, 9, 9, 255]).all()
    assert not patches[2].pixels[0].any()
    assert (patches[3].pixels[0] == 255).all()


@pytest.mark.parametrize(
    ("pacing", "theme"),
    [
        ("{seconds: 1.2}", "light"),
        ("{kind: uniform, seconds: 1.1}", "dark"),
    ],
)
def test_gif_is_what_was_drawn(pacing, theme, write, render, tmp_path):
    path = write(pacing=pacing, theme=theme, output="{size: 480p, fps: 20}")
    assert render("scene.yaml", "-o", "out", "-q") == (0, "", "")
    frames = drawn(path)
    with Image.open(tmp_path / "out" / "scene.gif") as image:
        assert image.size == (854, 480)
        assert image.info["loop"] == 0
        film = [(np.asarray(f.convert("RGB")), f.info["duration"]) for f in ImageSequence.Iterator(image)]
    assert len(film) == len(frames)
    total = sum(seconds for _, seconds in frames)
    assert sum(delay for _, delay in film) == pytest.approx(1000 * total, abs=5)
    ends = np.cumsum([seconds for _, seconds in frames])
    np.testing.assert_allclose(np.cumsum([delay for _, delay in film]), 1000 * ends, atol=5.001)
    background = frames[0][0][0, 0]
    for (shown, delay), (pixels, _) in zip(film, frames, strict=True):
        assert delay % 10 == 0
        assert delay >= 20
        distance = np.abs(shown.astype(int) - pixels).max(axis=2)
        assert distance.max() <= 64
        assert np.mean(distance.astype(float) ** 2) < 0.8
        assert (distance[(pixels == background).all(axis=2)] == 0).all()


def test_gif_of_60_frames_a_second_keeps_its_length_and_its_last_frame(write, render, tmp_path):
    path = write(pacing="{seconds: 1, hold_end: 0}", output="{size: 320x180, fps: 60}")
    assert render("scene.yaml", "-o", "out", "-q")[0] == 0
    with Image.open(tmp_path / "out" / "scene.gif") as image:
        film = [(np.asarray(f.convert("RGB")), f.info["duration"]) for f in ImageSequence.Iterator(image)]
    assert all(delay >= 20 for _, delay in film)
    assert sum(delay for _, delay in film) in (1000, 1010)
    assert np.abs(film[-1][0].astype(int) - drawn(path)[-1][0]).max() <= 80


@pytest.mark.parametrize("size", ["722x406", "480x600"])
def test_mp4_is_what_was_drawn(size, write, render, tmp_path):
    path = write(pacing="{seconds: 1.7}", output=f"{{size: {size}, fps: 24}}")
    assert render("scene.yaml", "-f", "mp4", "-o", "out", "-q") == (0, "", "")
    file = tmp_path / "out" / "scene.mp4"
    said = probe(file)
    for fact in ("h264 (High)", "yuv420p(tv, bt709, progressive)", f", {size}", "24 fps", "Duration: 00:00:01.71"):
        assert fact in said
    film = frames_of(file)
    frames = drawn(path)
    assert len(film) == round(1.7 * 24)
    for moment in (0, -1):
        error = film[moment].astype(float) - frames[moment][0]
        assert np.mean(error**2) < 22
    raw = file.read_bytes()
    assert raw.index(b"moov") < raw.index(b"mdat")


def test_mp4_shows_each_moment_for_its_time(write, render, tmp_path):
    path = write(pacing="{kind: every-step, hold_start: 0.5, hold_end: 0.75}", output="{size: 480x270, fps: 20}")
    assert render("scene.yaml", "-f", "mp4", "-o", "out", "-q")[0] == 0
    film = frames_of(tmp_path / "out" / "scene.mp4").astype(float)
    frames = [pixels for pixels, _ in drawn(path)]
    nearest = [int(np.argmin([np.mean((shown - pixels) ** 2) for pixels in frames])) for shown in film]
    assert nearest == [0] * 10 + list(range(1, 10)) + [10] * 15


def test_still_is_the_frame_of_its_step(render, tmp_path):
    from render.timeline.moments import Moment

    code, out, err = render("frame", BASIC, "--step", 40, "-o", "still.png")
    assert (code, err) == (0, "")
    assert out.startswith("still.png")
    stage, timeline = stage_of(BASIC)
    expected = stage.still(Moment(40, 1, view=timeline.view(40))).pixels[:, :, :3]
    np.testing.assert_array_equal(iio.imread(tmp_path / "still.png"), expected)


@pytest.mark.parametrize("kind", FORMATS)
def test_same_scene_gives_the_same_bytes_and_carries_its_stamp(kind, twice):
    one, two = (folder / FORMATS[kind]().name("scene") for folder in twice)
    assert packed(one) == packed(two)
    stamp = FORMATS[kind]().stamp(one)
    assert Stamp.read(stamp).scene["title"] == "A line"
    assert {path.name for path in twice[0].iterdir()} == {made().name("scene") for made in FORMATS.values()}


@pytest.mark.thorough
def test_film_alone_has_the_bytes_that_it_has_among_others(twice, tmp_path):
    for kind in ("gif", "mp4"):
        home = tmp_path / kind
        home.mkdir()
        out, _ = filmed(home, [kind], **SMALL)
        assert packed(out / f"scene.{kind}") == packed(twice[0] / f"scene.{kind}")
        assert len(list(out.iterdir())) == 1


def test_clock_of_a_film_does_not_drift():
    from render.timeline.pacings.uniform import Uniform

    line = Uniform(seconds=100.0).timeline([5000], 30)
    ends = [round(100 * end) for end in np.cumsum(line.seconds)]
    assert ends[-1] == 10_000
    exact = [Fraction(1) + Fraction(index, 30) for index in range(len(line) - 1)]
    assert all(abs(end - 100 * float(at)) <= 0.5 + 1e-6 for end, at in zip(ends, exact, strict=False))


@pytest.mark.parametrize("colors", [8, 32, 256])
def test_gif_has_as_many_colors_as_asked_for_and_flat_areas_are_exact(colors, write, render, tmp_path):
    path = write(output=f"{{size: 480x270, fps: 10, colors: {colors}}}", pacing="{seconds: 0.5}")
    assert render("scene.yaml", "-o", "out", "-q") == (0, "", "")
    film = iio.imread(tmp_path / "out" / "scene.gif", plugin="pillow", mode="RGB")
    used = np.unique(film @ np.array([1 << 16, 1 << 8, 1]))
    assert colors / 2 < len(used) < colors
    frames = drawn(path)
    for shown, (pixels, _) in zip(film, frames, strict=True):
        flat = (pixels == frames[0][0][0, 0]).all(axis=2)
        assert (shown[flat] == pixels[flat]).all()


@pytest.mark.thorough
def test_gif_with_local_palettes_is_nearer_to_what_was_drawn(write, render, tmp_path):
    errors = {}
    for palette in ("global", "local"):
        path = write(output=f"{{size: 480x270, fps: 10, colors: 32, palette: {palette}}}", pacing="{seconds: 1}")
        assert render("scene.yaml", "-o", palette, "-q") == (0, "", "")
        film = iio.imread(tmp_path / palette / "scene.gif", plugin="pillow", mode="RGB")
        frames = [pixels for pixels, _ in drawn(path)]
        assert len(film) == len(frames)
        errors[palette] = np.mean((film.astype(float) - frames) ** 2)
    assert errors["local"] < 0.6 * errors["global"]


def test_gif_stores_what_does_not_change_once(tmp_path):
    pixels = np.full((40, 60, 4), 255, np.uint8)
    whole = Rect(0, 0, 60, 40)
    with iio.imopen(tmp_path / "held.gif", "w", plugin=GifWriter) as gif:
        gif.begin(Palette(np.array([0, 0xFFFFFF])), 8, (60, 40), None, "")
        for _ in range(3):
            gif.write(pixels, [whole], 0.1)
        held = (tmp_path / "held.gif").stat().st_size
        pixels[10:20, 5:9, :3] = 0
        gif.write(pixels, [Rect(5, 10, 9, 20)], 0.1)
    assert held < 60
    with Image.open(tmp_path / "held.gif") as film:
        assert [frame.info["duration"] for frame in ImageSequence.Iterator(film)] == [300, 100]


@pytest.mark.parametrize("palette", ["global", "local"])
def test_gif_gives_its_time_to_a_change_that_has_no_color(palette, tmp_path):
    pixels = np.full((40, 60, 4), 255, np.uint8)
    colors = Palette(np.array([0, 0xFFFFFF])) if palette == "global" else None
    with iio.imopen(tmp_path / "pale.gif", "w", plugin=GifWriter) as gif:
        gif.begin(colors, 8, (60, 40), None, "")
        for shade, seconds in ((255, 0.1), (254, 0.2), (0, 0.3), (1, 0.4)):
            pixels[10:20, 5:9, :3] = shade
            gif.write(pixels, [Rect(0, 0, 60, 40)], seconds)
    with Image.open(tmp_path / "pale.gif") as film:
        shown = [(f.info["duration"], f.convert("RGB").getpixel((6, 12))[0]) for f in ImageSequence.Iterator(film)]
    assert [duration for duration, _ in shown] == [100, 200, 300, 400]
    exact = [255, 254, 0, 1]
    assert [shade for _, shade in shown] == ([255, 255, 0, 0] if palette == "global" else exact)


def test_colors_of_video_are_those_of_the_standard():
    """Y'CbCr by the matrix of ITU-R BT.709-6, table 3, in floating point."""
    random = np.random.default_rng(5)
    pixels = random.integers(0, 256, (16, 24, 4), np.uint8)
    pixels[:4, :4, :3] = pixels[:4, :4, :1]
    planes = Planes((24, 16))
    planes.update(pixels, [Rect(0, 0, 24, 16)])
    matrix = np.array([[0.2126, 0.7152, 0.0722], [-0.1146, -0.3854, 0.5], [0.5, -0.4542, -0.0458]])
    luma, blue, red = np.moveaxis(pixels[..., :3] / 255 @ matrix.T, 2, 0)
    quads = [c.reshape(8, 2, 12, 2).mean(axis=(1, 3)) for c in (blue, red)]
    expected = [16 + 219 * luma, *(128 + 224 * c for c in quads)]
    np.testing.assert_allclose(planes.data, np.concatenate([c.ravel() for c in expected]), atol=0.55)
    assert (planes.data[16 * 24 :].reshape(2, 8, 12)[:, :2, :2] == 128).all()
    before = planes.data.copy()
    pixels[5:8, 3:6] = 0
    planes.update(pixels, [Rect(3, 5, 6, 8)])
    fresh = Planes((24, 16))
    fresh.update(pixels, [Rect(0, 0, 24, 16)])
    assert (planes.data == fresh.data).all()
    assert (planes.data != before).any()
