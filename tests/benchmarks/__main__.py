"""Measures every promise of speed and size, prints it, and draws the chart of the README.

Usage: python -m tests.benchmarks [PAIRS]. Each pair takes about three minutes; gifski and gifsicle are measured where
they are installed. Nothing else should run meanwhile.
"""

import datetime
import os
import shutil
import sys
import tempfile
from pathlib import Path

import numpy as np
from PIL import Image

from render.scene.look import TARGETS
from tests.benchmarks import films
from tests.benchmarks.batches import batches, on_a_cluster
from tests.benchmarks.chart import draw
from tests.benchmarks.processes import RENDER, in_turn, ratio, run, seconds

PEER = [sys.executable, Path(__file__).with_name("funcanimation.py")]
START = "from matplotlib.figure import Figure; from matplotlib.backends.backend_agg import FigureCanvasAgg as A; "
START += "f = Figure(figsize=(12.8, 7.2), dpi=100); f.subplots(1, 2); A(f).draw()"


def say(what, against, figures, aim):
    print(f"{what:34} {against:36} {figures:46} aim {aim}", flush=True)


def film(scene, *options):
    """Return a function that makes the film of `scene` beside it, from a known recording, in a process of its own."""
    return lambda: run(*RENDER, scene, "-o", scene.parent, "-q", "--force", *options)


def wall_times(folder, scene, raw, pairs):
    """Return, for each format, the seconds of FuncAnimation and ours."""
    times = {}
    for kind, aim in (("mp4", 12), ("gif", 15)):
        ours, others = in_turn(pairs, film(scene, "-f", kind), lambda kind=kind: run(*PEER, folder / f"peer.{kind}"))
        times[kind] = seconds(others), seconds(ours)
        say(f"{kind}, wall time", f"FuncAnimation, {times[kind][0]:.1f} s", f"times faster {ratio(others, ours)}", aim)
    ours, start, alone = in_turn(
        max(pairs, 5),
        film(scene, "-f", "mp4"),
        lambda: run(sys.executable, "-c", START),
        lambda: run(*films.x264(raw, folder / "alone.mp4", "-preset", "veryfast")),
    )
    floor = [a._replace(seconds=a.seconds + b.seconds) for a, b in zip(start, alone, strict=True)]
    say("mp4, wall time", f"Matplotlib's start + x264, {seconds(floor):.2f} s", f"{ratio(ours, floor)}", "1.5")

    ours, one, another = in_turn(
        pairs, film(scene, "-f", "gif,mp4,png"), film(scene, "-f", "gif"), film(scene, "-f", "mp4")
    )
    slower = [max(pair) for pair in zip(one, another, strict=True)]
    say("gif + mp4 + png, wall time", f"the slower alone, {seconds(slower):.2f} s", f"{ratio(ours, slower)}", "1.3")
    return times


def sizes(folder, scene, raw, drawn):
    gif, mp4 = scene.with_suffix(".gif"), scene.with_suffix(".mp4")
    size, peer = gif.stat().st_size, (folder / "peer.gif").stat().st_size
    say("gif, bytes", f"FuncAnimation, {peer:,}", f"{size:,}: {size / peer:.2f}", "0.33")
    fidelity = films.psnr(gif, drawn)
    say("gif, fidelity", "the frames that were drawn", f"{fidelity:.1f} dB", "-")
    if shutil.which("gifski"):
        stills = [folder / f"{index:04}.png" for index in range(len(drawn))]
        for still, pixels in zip(stills, drawn, strict=True):
            Image.fromarray(pixels).save(still)
        fine = films.scene(folder / "fine.yaml", palette="local")
        spent = film(fine)()
        ours = {"60": (gif, fidelity, ""), "90": (folder / "fine.gif", 0.0, f", {spent.seconds:.1f} s in all")}
        for quality, (own, known, took) in ours.items():
            other = folder / f"gifski{quality}.gif"
            options = ["--quality", quality, "--fps", "30", "--width", "1280", "--height", "720", "-o", other]
            cost = run("gifski", *options, *stills)
            said = f"{other.stat().st_size:,} at {films.psnr(other, drawn):.1f} dB, {cost.seconds:.1f} s"
            near = f"{own.stat().st_size:,} at {known or films.psnr(own, drawn):.1f} dB{took}"
            say(f"gif, {'local' if took else 'global'} palette", f"gifski {quality}: {said}", near, "fewer")
    if shutil.which("gifsicle"):
        run("gifsicle", "-O3", gif, "-o", folder / "optimized.gif")
        gain = 1 - (folder / "optimized.gif").stat().st_size / size
        say("gif, after gifsicle -O3", "itself", f"{gain:.1%} smaller", "< 3 %")
    run(*films.x264(raw, folder / "slow.mp4", "-preset", "slow", "-crf", "18"))
    other = (folder / "slow.mp4").stat().st_size
    said = f"{mp4.stat().st_size:,}, SSIM {films.ssim(mp4, raw):.4f}"
    say("mp4, bytes", f"x264 slow, crf 18: {other:,}", said, "no larger, 0.99")


def growth(folder, scene):
    basic = film(scene)()
    long = film(films.scene(folder / "long.yaml", steps=20_099, rate=0.001))
    long()
    cost = long()
    said = f"{cost.megabytes:.0f} MB: {cost.megabytes / basic.megabytes:.2f}, in {cost.seconds:.0f} s"
    say("20,100 frames, peak memory", f"201 frames, {basic.megabytes:.0f} MB", said, "1.1")
    for what, other in (
        ("1,000,000 points", {"points": 1_000_000}),
        ("2,000,000 steps", {"steps": 2_000_000, "rate": 1e-5, "pacing": "{seconds: 6.7}"}),
    ):
        large = film(films.scene(folder / "large.yaml", **other))
        large()
        cost, basic = large(), film(scene)()
        said = f"{cost.seconds:.1f} s, {cost.megabytes:.0f} MB"
        say(f"{what}, known recording", f"201 frames, {basic.seconds:.1f} s, {basic.megabytes:.0f} MB", said, "-")


def starts(folder, scene, pairs):
    def cold():
        with tempfile.TemporaryDirectory() as cache:
            command = [*RENDER, scene, "-o", folder, "-q", "--force"]
            return run(*command, env={**os.environ, "RENDER_CACHE": cache})

    first, imported = in_turn(pairs, cold, lambda: run(sys.executable, "-c", "import tensorflow"))
    more = [a.seconds - b.seconds for a, b in zip(first, imported, strict=True)]
    say(
        "first film, empty cache",
        f"import tensorflow, {seconds(imported):.1f} s",
        f"{np.median(more):.2f} s more",
        "2.5",
    )
    for words in (["check", scene], ["--help"]):
        (costs,) = in_turn(max(pairs, 5), lambda words=words: run(*RENDER, *words))
        say(f"render {words[0]}", "", f"{seconds(costs):.2f} s", "0.3")
    wide = films.scene(folder / "wide.yaml", steps=599, size="1080p", fps=60, formats="mp4")
    film(wide)()
    (costs,) = in_turn(pairs, film(wide))
    say("1080p60 mp4 of 10 s", "its 600 frames", f"{600 / seconds(costs):.0f} frames a second", "> 60")


def places(folder, pairs):
    basic = folder / "basic.yaml"
    shutil.copy(Path(__file__).parents[2] / "scenes" / "basic.yaml", basic)
    film(basic)()
    words = list(TARGETS.members)
    every, one = in_turn(pairs, film(basic, "--for", ",".join(words)), film(basic))
    say(f"all {len(words)} targets, wall time", f"one gif, {seconds(one):.2f} s", f"{ratio(every, one)}", "3")


def main():
    pairs = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    machine = f"{os.cpu_count()} cores, {datetime.datetime.now(tz=datetime.UTC):%B %Y}"
    print(f"{machine}; medians of {pairs} paired runs (smallest to largest), whole processes, after one not counted")
    with tempfile.TemporaryDirectory() as folder:
        os.environ["RENDER_CACHE"] = str(Path(folder) / "cache")
        scene, raw = films.scene(Path(folder) / "scene.yaml"), Path(folder) / "frames.rgb"
        film(scene)()
        # First, as the system counts the largest memory of the process that starts another one as that one's, too.
        growth(Path(folder), scene)
        drawn = films.frames(scene)
        raw.write_bytes(drawn.tobytes())
        times = wall_times(Path(folder), scene, raw, pairs)
        sizes(Path(folder), scene, raw, drawn)
        del drawn
        raw.unlink()
        starts(Path(folder), scene, pairs)
        places(Path(folder), pairs)
        batches(Path(folder), pairs, say)
        on_a_cluster(Path(folder), say)
    draw(times, machine, Path(__file__).parents[2] / "assets" / "benchmark.png")


if __name__ == "__main__":
    main()
