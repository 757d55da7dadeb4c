"""Finished files of every format are damaged: each is stale, for a reason, and is made anew, the same as before."""

import os
import random
import shutil
from itertools import islice
from typing import NamedTuple

from render import film
from render.files import equal
from render.formats.frames import Frames
from render.output.plan import plan
from render.scene import loader
from render.scene.look import every_format, every_target
from tests.faults import Fault

SHORT = 40
DRAWN = 25
"""One of so many is made anew; of the others it is asked whether they would be."""

SCENE = """\
title: "A line, b&w"
data: {{kind: line, w: 0.1, b: 0.5, points: 20, noise: 0.05}}
initial: {{w: 0, b: -1}}
learning_rate: 0.1
steps: 4
panels: [fit]
pacing: {{seconds: 0.5, hold_start: 0, hold_end: 0}}
output: {{size: 320x180, fps: 10, formats: [{}], targets: [{}]}}
"""
REASONS = {"damaged, or changed since it was made", "not a film of gradreel, or damaged"}
"""Why what was damaged is stale; formats say others of what has no stamp."""


class Whole(NamedTuple):
    """A file that was made: `path` is it, or the folder that it is in if that is what was made."""

    path: object
    files: list
    content: dict
    unknown: str


def inject(count, seed, folder):
    """Damage the files of every format in turn, systematically first, then at random places."""
    scene, out, rng = folder / "a.yaml", folder / "out", random.Random(seed)
    words = [", ".join(each.kind for each in every()) for every in (every_format, every_target)]
    scene.write_text(SCENE.format(*words))
    (take,) = loader.takes(scene)
    make(take, out, list(plan(take, out).files))
    made = [known(path, cut.format) for path, cut in plan(take, out).files.items()]
    shutil.copytree(out, folder / "copy")
    ways = [damages(each, rng) for each in made]
    for number, (each, (done, damage)) in enumerate(islice(in_turn(made, ways), count)):
        damage()
        draws = number % DRAWN == number // DRAWN % DRAWN
        yield Fault(f"{each.path.relative_to(out)}: {done}", judged(take, out, each, draws))
        restore(each)
    if not equal(out, folder / "copy"):
        yield Fault("all of them", "not everything was restored")


def make(take, out, paths):
    """Make the files at `paths`, and no others."""
    work = plan(take, out)
    assert list(work.stale) == paths, work.stale
    return film.make(work, lambda *_: None)


def known(path, made):
    files = sorted(each for each in path.iterdir()) if isinstance(made, Frames) else [path]
    return Whole(path, files, {file: file.read_bytes() for file in files}, made.unknown)


def in_turn(made, ways):
    while True:
        for each, way in zip(made, ways, strict=True):
            yield each, next(way)


def damages(whole, rng):
    """Yield without end what is done to a file, in a few words, and a function that does so."""
    for file in whole.files[:3] + whole.files[-2:]:
        yield from ((f"{file.name} {done}", work) for done, work in systematic(file, whole.content[file]))
    if whole.path not in whole.files:
        first, last = whole.files[0], whole.files[-3]
        yield "a picture too many", lambda: shutil.copy(first, whole.path / "frame-9999.png")
        yield "two pictures exchanged", lambda: exchange(first, last)
        yield "a picture under another name", lambda: last.rename(last.with_name("frame-1000.png"))
    while True:
        file = rng.choice(whole.files)
        content = whole.content[file]
        at, some = rng.randrange(len(content)), rng.randbytes(rng.choice([1, 1, 4, 100]))
        kind, bits = rng.choice(["flipped", "flipped", "cut", "with more", "with less", "other"]), rng.randrange(1, 256)
        new = {
            "flipped": content[:at] + bytes([content[at] ^ bits]) + content[at + 1 :],
            "cut": content[:at],
            "with more": content[:at] + some + content[at:],
            "with less": content[:at] + content[at + len(some) :],
            "other": content[:at] + some + content[at + len(some) :],
        }[kind]
        if new.replace(b"\r\n", b"\n") != content.replace(b"\r\n", b"\n"):
            yield f"{file.name} {kind} at {at}", lambda file=file, new=new: file.write_bytes(new)


def systematic(path, content):
    size = len(content)
    for at in sorted({*range(0, min(size, 12)), *range(0, size, max(1, size // 24)), *range(size - 60, size, 7)}):
        if 0 <= at < size:
            new = content[:at] + bytes([content[at] ^ 1 << at % 8]) + content[at + 1 :]
            yield f"bit {at % 8} of byte {at}", lambda new=new: path.write_bytes(new)
    for length in (0, 1, 20, size // 2, size - 45, size - 13, size - 1):
        yield f"cut to {length}", lambda length=length: path.write_bytes(content[: max(0, length)])
    for what, more in (("a zero", b"\0"), ("a line break", b"\n"), ("a blank", b" "), ("itself", content)):
        yield f"with {what} at its end", lambda more=more: path.write_bytes(content + more)
    yield "all zeros", lambda: path.write_bytes(bytes(size))
    yield "of another kind", lambda: path.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)))

    def unnoticed():
        before = path.stat()
        path.write_bytes(content[:-50] + bytes([content[-50] ^ 1]) + content[-49:])
        os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))

    yield "with its old time", unnoticed


def exchange(one, other):
    first, second = one.read_bytes(), other.read_bytes()
    one.write_bytes(second)
    other.write_bytes(first)


def judged(take, out, whole, draws):
    """Return what is wrong with what is said of a damaged file, and with the one that is made for it."""
    try:
        stale = plan(take, out).stale
        if list(stale) != [whole.path]:
            return f"stale is {list(map(str, stale))}"
        if (reason := stale[whole.path]) not in REASONS | {whole.unknown} and "changed: " not in reason:
            return reason
        if draws:
            make(take, out, [whole.path])
            if {file: file.read_bytes() for file in whole.content} != whole.content:
                return "what is made anew is not the same"
            if stale := plan(take, out).stale:
                return f"what was made anew is stale: {stale}"
    except Exception as error:
        return repr(error)
    return ""


def restore(whole):
    if whole.path not in whole.files:
        for file in set(whole.path.iterdir()) - set(whole.files):
            file.unlink()
    for file, content in whole.content.items():
        if not file.is_file() or file.read_bytes() != content:
            file.write_bytes(content)
