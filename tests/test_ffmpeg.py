"""Which ffmpeg makes the videos, what it is told, what its files are held against, and how one that hangs ends."""

import os
import shutil
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from types import SimpleNamespace

import imageio_ffmpeg
import numpy as np
import psutil
import pytest

from render.errors import FilmError
from render.formats.encoders import child, ffmpeg, probe
from render.formats.encoders.container import DamagedError
from tests.conftest import soon

SYSTEM = shutil.which("ffmpeg", path="/usr/bin:/usr/local/bin:/opt/homebrew/bin")
FAST = {"steps": "6", "pacing": "{seconds: 0.6}", "output": "{size: 480p, fps: 10}"}
TITLE = "很小的学习率 = η, -y"


def looked_at(path, *decoder):
    """What the ffmpeg that comes with imageio says of a video, and its frames as raw bytes."""
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-hide_banner", *decoder, "-i", path, "-f", "rawvideo", "-"]
    done = subprocess.run(command, capture_output=True, check=True)
    return done.stderr.decode(), done.stdout


@pytest.fixture
def program(tmp_path, monkeypatch):
    """Write a program in the place of ffmpeg."""
    if os.name != "posix":
        pytest.skip("writes a script for a shell of POSIX")

    def program(script):
        path = tmp_path / "ffmpeg"
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(0o755)
        monkeypatch.setenv(ffmpeg.VARIABLE, str(path))
        return path

    return program


@pytest.fixture(scope="module")
def films(tmp_path_factory):
    """A whole MP4 and a whole WebM."""
    folder = tmp_path_factory.mktemp("films")
    for kind, coder in (("mp4", "libx264"), ("webm", "libvpx-vp9")):
        source = ["-f", "lavfi", "-i", "testsrc2=s=160x120:r=10:d=1", "-pix_fmt", "yuv420p", "-c:v", coder]
        command = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", *source, "-g", "4", folder / f"film.{kind}"]
        subprocess.run(command, check=True)
    return folder


@pytest.mark.skipif(SYSTEM is None, reason="this system has no ffmpeg of its own")
@pytest.mark.parametrize("kind", ["mp4", "webm", "transparent"])
def test_the_system_s_ffmpeg_makes_the_same_film(kind, write, render, tmp_path, monkeypatch):
    theme = "{background: transparent}" if kind == "transparent" else "{}"
    kind = "webm" if kind == "transparent" else kind
    write(title=f"'{TITLE}'", **FAST, theme=theme)
    decoder = ["-c:v", "libvpx-vp9"] if kind == "webm" else []
    made = {}
    for who in ("ours", "theirs"):
        if who == "theirs":
            monkeypatch.setenv(ffmpeg.VARIABLE, SYSTEM)
        assert render("scene.yaml", "-f", kind, "-o", who, "-q") == (0, "", "")
        film = tmp_path / who / f"scene.{kind}"
        told, raw = looked_at(film, *decoder)
        assert "yuva420p(tv, bt709" in told or "yuv420p(tv, bt709" in told
        assert f": {TITLE}\n" in told
        made[who] = np.frombuffer(raw, np.uint8), probe.probe(film), theme
    (ours, mine, _), (theirs, other, _) = made["ours"], made["theirs"]
    assert ours.shape == theirs.shape
    assert np.mean((ours.astype(float) - theirs) ** 2) < 20
    assert (mine.size, mine.seconds, mine.codec, mine.pixels) == (other.size, other.seconds, other.codec, other.pixels)
    assert other.faststart
    for film in tmp_path.glob("*/scene.*"):
        # What lies between two pixels is said as the films of the bundled one say it.
        assert b"\x55\xb7\x81\x02" in film.read_bytes() or kind == "mp4"


@pytest.mark.thorough
def test_metadata_are_utf8_whatever_the_locale(write, tmp_path):
    write(title=f"'{TITLE}'", **FAST)
    changed = {"PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "LC_ALL": "C", "LANG": "C"}
    root = Path(__file__).parents[1]
    command = [sys.executable, "-m", "render", "scene.yaml", "-f", "mp4", "-o", "out", "-q"]
    environment = {**os.environ, **changed, "PYTHONPATH": str(root)}
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
    assert f": {TITLE}\n" in looked_at(tmp_path / "out" / "scene.mp4")[0]


def test_metadata_that_no_program_can_be_given():
    reel = SimpleNamespace(title="a\0b=\n-c\ud800", description=SimpleNamespace(alt=""), stamp="")
    assert ffmpeg.metadata(reel)[:2] == [b"-metadata", b"title=ab=\n-c?"]


def test_more_metadata_than_a_system_takes(program):
    path = program("exit 0")
    with pytest.raises(FilmError) as error, ffmpeg.feeding(ffmpeg.Program.find(), ["x" * 3_000_000]):
        pass
    assert str(error.value).startswith(f"ffmpeg ({path}) cannot be started: Argument list too long; no file is kept")


@pytest.mark.parametrize("out", ["a:b", "-y", "http:"])
def test_folder_that_ffmpeg_would_read_otherwise(out, write, render, tmp_path):
    write(**FAST)
    assert render("scene.yaml", "-f", "mp4", "-o", f"./{out}", "-q") == (0, "", "")
    assert (tmp_path / out / "scene.mp4").is_file()


def test_no_ffmpeg_anywhere(write, render, tmp_path, monkeypatch):
    def none():
        raise RuntimeError("No ffmpeg exe could be found.")

    monkeypatch.setattr(imageio_ffmpeg, "get_ffmpeg_exe", none)
    write(**FAST)
    said = "no ffmpeg is found, which codes videos: install imageio-ffmpeg again, or let IMAGEIO_FFMPEG_EXE name one"
    assert render("scene.yaml", "-f", "mp4", "-o", "out") == (1, "", f"error: {said}\n")
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("kind", ["mp4", "webm"])
def test_each_film_that_is_cut_or_goes_on_is_damaged(kind, films, tmp_path):
    whole, cut = (films / f"film.{kind}").read_bytes(), tmp_path / f"cut.{kind}"
    found = probe.video(films / f"film.{kind}")
    assert (found.size, found.frames, found.seconds) == ((160, 120), 10, pytest.approx(1))
    for content in [*(whole[:length] for length in range(0, len(whole), 97)), whole + b"\1", whole * 2, bytes(1000)]:
        cut.write_bytes(content)
        with pytest.raises(DamagedError):
            probe.video(cut)


@pytest.mark.parametrize("kind", ["mp4", "webm"])
def test_reader_survives_any_byte(kind, films, tmp_path):
    whole, changed = bytearray((films / f"film.{kind}").read_bytes()), tmp_path / f"changed.{kind}"
    for place in [*range(0, 1500, 3), *range(len(whole) - 1500, len(whole), 3)]:
        whole[place] ^= 0xFF
        changed.write_bytes(whole)
        whole[place] ^= 0xFF
        with suppress(DamagedError):
            probe.video(changed)


@pytest.mark.parametrize("make", [child.Child, child.ThreadedChild])
@pytest.mark.parametrize(
    ("script", "what"),
    [
        ("sleep 987 <&0", "takes nothing"),
        ("exec 3<&0; sleep 987 <&3 & cat <&3 >/dev/null; sleep 987", "does not end"),
        ("cat >/dev/null; while :; do :; done", "does not end"),
    ],
)
def test_silent_program_ends_with_all_that_it_started(make, script, what, program, monkeypatch):
    monkeypatch.setattr(child, "SILENCE", 0.3)
    monkeypatch.setattr(child, "BUSY", 3)
    running = make([str(program(f"echo a word >&2; {script}"))])
    started = psutil.Process(running._process.pid)
    if what == "takes nothing":
        with pytest.raises(child.SilentError):
            running.write(memoryview(bytes(3_000_000)))
    else:
        running.write(memoryview(bytes(3_000_000)))
        with pytest.raises(child.SilentError):
            running.finish()
    family = [started, *started.children(recursive=True)] if started.is_running() else []
    running.end()
    assert running.words == "a word\n"
    assert soon(lambda: not any(each.is_running() and each.status() != "zombie" for each in family))


@pytest.mark.parametrize(
    ("worked", "waited"), [([0, 0], 60), ([0, 10, 20, 20.1], 120), ([5 * k for k in range(40)], 630)]
)
def test_program_that_works_is_waited_for_longer(worked, waited, monkeypatch):
    now, samples = iter(range(1000)), iter(worked)
    monkeypatch.setattr(child, "monotonic", lambda: next(now))
    monkeypatch.setattr(child.Patience, "_work", lambda _: next(samples))
    patience = child.Patience(1)
    for _ in range(waited - 1):
        patience.check()
    with pytest.raises(child.SilentError) as error:
        patience.check()
    assert error.value.seconds == waited
