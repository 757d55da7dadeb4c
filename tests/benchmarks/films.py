"""Scenes to measure with, the frames that are drawn of them, and how far a film is from these."""

import re
import subprocess
from pathlib import Path

import imageio_ffmpeg
import numpy as np
from PIL import Image, ImageSequence

from tests.conftest import stage_of

FFMPEG = imageio_ffmpeg.get_ffmpeg_exe()
SCENE = """
title: A line learns its data
data: {{kind: line, w: 0.1, b: 0.5, points: {points}, x: [0, 1], noise: 0.05, seed: {seed}}}
initial: {{w: 0.0, b: -1.0}}
learning_rate: {rate}
steps: {steps}
pacing: {pacing}
output: {{formats: [{formats}], size: {size}, fps: {fps}, colors: {colors}, palette: {palette}}}
"""
EVERY_STEP = "{kind: every-step, hold_start: 0, hold_end: 0}"


def scene(path, **other):
    """Write the scene of the aims at `path`, 201 frames of 1280x720, and return the path."""
    usual = {"points": 100, "seed": 31, "rate": 0.1, "steps": 200, "pacing": EVERY_STEP}
    output = {"formats": "gif", "size": "720p", "fps": 30, "colors": 128, "palette": "global"}
    path.write_text(SCENE.format(**{**usual, **output, **other}), encoding="utf-8")
    return path


def frames(path):
    """Return the frames that are drawn of the scene at `path`, (frames, height, width, 3)."""
    stage, timeline = stage_of(path)
    return np.stack([frame.pixels[..., :3].copy() for frame in stage.frames(timeline)])


def psnr(gif, drawn):
    """Return the PSNR of a GIF against the frames that were `drawn`, in dB, by the mean squared error of all."""
    errors = []
    with Image.open(gif) as film:
        for shown, pixels in zip(ImageSequence.Iterator(film), drawn, strict=True):
            errors.append(np.mean((np.asarray(shown.convert("RGB")).astype(np.int16) - pixels) ** 2.0))
    return float(10 * np.log10(255**2 / np.mean(errors)))


def ssim(mp4, raw):
    """Return the structural similarity (Wang et al., 2004) of an MP4 and the frames in the file `raw`, by ffmpeg."""
    reference = ["-f", "rawvideo", "-pix_fmt", "rgb24", "-s", "1280x720", "-r", "30", "-i", str(raw)]
    graph = "[1]scale=out_color_matrix=bt709:out_range=tv,format=yuv420p[drawn];[0][drawn]ssim"
    command = [FFMPEG, "-hide_banner", "-i", str(mp4), *reference, "-lavfi", graph, "-f", "null", "-"]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stderr
    return float(re.search(r"All:([\d.]+)", said)[1])


def x264(raw, target, *options):
    """Return the command that encodes the frames in the file `raw`, and nothing else."""
    source = ["-f", "rawvideo", "-pix_fmt", "rgb24", "-s", "1280x720", "-r", "30", "-i", raw]
    return [FFMPEG, "-v", "error", "-y", *source, "-pix_fmt", "yuv420p", "-c:v", "libx264", *options, Path(target)]
