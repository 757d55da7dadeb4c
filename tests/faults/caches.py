"""Kept recordings and stamps are damaged: each is noticed, told once, trained again, and whole for the next run."""

import io
import os
import random
import shutil
from itertools import islice

import numpy as np

from render import cache, film
from render.output.plan import plan
from render.scene import loader
from render.scene.script import runs_of
from render.seals import seal_of
from render.training import store
from tests.faults import Fault

SHORT = 40

SCENE = """\
title: A line
data: {kind: line, w: 0.1, b: 0.5, points: 20, noise: 0.05}
initial: {w: 0, b: -1}
learning_rate: 0.1
steps: %d
batch_size: 3
output: {formats: csv}
"""


def resealed(content):
    """A recording with a right seal of what it holds now."""
    return store._line(seal_of(content[store.SEAL :])) + content[store.SEAL :]


def changed(content, at, new):
    return content[:at] + new + content[at + len(new) :]


def places(path, content):
    """Yield what is done to the file at `path`, in a few words, and a function that does so."""

    def instead(make):
        def work():
            path.unlink()
            make()

        return work

    yield "an empty file", lambda: path.write_bytes(b"")
    yield "a folder in its place", instead(path.mkdir)
    yield "a full folder in its place", instead(lambda: (path / "more").mkdir(parents=True))
    yield "a pipe in its place", instead(lambda: os.mkfifo(path))
    yield "a symlink to itself", instead(lambda: path.symlink_to(path.name))
    yield "a device in its place", instead(lambda: path.symlink_to("/dev/zero"))
    if os.geteuid():
        yield "unreadable", lambda: path.chmod(0)
    yield "twice as long", lambda: path.write_bytes(content * 2)
    yield "sparse and huge", lambda: os.truncate(path, 1 << 40)
    yield "all zeros", lambda: path.write_bytes(bytes(len(content)))
    yield "a line break at its end", lambda: path.write_bytes(content + b"\n")
    yield "line breaks of Windows", lambda: path.write_bytes(content.replace(b"\n", b"\r\n"))


def systematic(path, content, foreign):
    """Yield what is done to the recording at `path`; `foreign` are the bytes of another run's."""
    head = store.SEAL + store.ABOUT.size
    yield from places(path, content)
    yield "another run's recording", lambda: path.write_bytes(foreign)
    yield "an earlier version's", lambda: path.write_bytes(earlier())
    for what, at, new in (
        ("a loss that is no number", head + 4 * 50, np.float32(np.nan).tobytes()),
        ("an infinite w", head, np.float32(np.inf).tobytes()),
        ("fewer rows", store.SEAL + 64, (5).to_bytes(8, "little")),
        ("no rows", store.SEAL + 64, bytes(8)),
        ("rows without end", store.SEAL + 64, b"\xff" * 8),
        ("another run's hash", store.SEAL, b"0" * 64),
        ("points that there are not", len(content) - 4, (20).to_bytes(4, "little")),
    ):
        yield f"{what}, sealed", lambda at=at, new=new: path.write_bytes(resealed(changed(content, at, new)))
    yield "only a seal", lambda: path.write_bytes(resealed(content[: store.SEAL]))
    for at in range(head):
        yield f"bit {at % 8} of byte {at}", lambda at=at: flip(path, content, at, 1 << at % 8)
    for length in (1, store.SEAL, head, head + 4, len(content) - 1):
        yield f"cut to {length} bytes", lambda length=length: path.write_bytes(content[:length])


def flip(path, content, at, bits):
    path.write_bytes(changed(content, at, bytes([content[at] ^ bits])))


def at_random(path, content, rng):
    """Yield without end."""
    while True:
        at, count, bits = rng.randrange(len(content)), rng.choice([1, 1, 1, 2, 30]), rng.randrange(1, 256)
        kind = rng.choice(["flip", "cut", "more", "less", "noise"])
        if kind == "flip":
            yield f"bits of byte {at}", lambda at=at, bits=bits: flip(path, content, at, bits)
            continue
        new = {
            "cut": content[:at],
            "more": content[:at] + rng.randbytes(count) + content[at:],
            "less": content[:at] + content[at + count :],
            "noise": changed(content, at, rng.randbytes(min(count, len(content) - at))),
        }[kind]
        if new != content:
            yield f"{kind}, {count} bytes at {at}", lambda new=new: path.write_bytes(new)


def alternately(one, other):
    """Yield of each in turn, until both have ended."""
    both = [one, other]
    while both:
        for each in list(both):
            try:
                yield next(each)
            except StopIteration:
                both.remove(each)


def inject(count, seed, folder):
    """Damage the recording, or the stamp, of a film that is known, and make it again."""
    rng, scenes = random.Random(seed), []
    for steps in (7, 8):
        scenes.append(folder / f"{steps}.yaml")
        scenes[-1].write_text(SCENE % steps)
        make(scenes[-1], folder)
    recordings = [recording_of(scene) for scene in scenes]
    stamps = [cache._signed(folder / f"{steps}.csv") for steps in (7, 8)]
    contents = [recording.read_bytes() for recording in recordings]
    signed = [stamp.read_bytes() for stamp in stamps]
    text = signed[0].partition(b"\n")[2]
    ways = alternately(
        systematic(recordings[0], *contents),
        alternately(
            places(stamps[0], signed[0]),
            iter(
                [
                    ("another film's stamp", lambda: stamps[0].write_bytes(signed[1])),
                    ("a stamp that is not sealed", lambda: stamps[0].write_bytes(text)),
                    ("a stamp that is not ASCII", lambda: stamps[0].write_bytes(signed[0] + b"\xff")),
                ]
            ),
        ),
    )
    later = alternately(at_random(recordings[0], contents[0], rng), at_random(stamps[0], signed[0], rng))
    known = dict(zip(recordings, contents, strict=True)) | dict(zip(stamps, signed, strict=True))
    whole = (folder / "7.csv").read_bytes()

    def chain():
        yield from ways
        yield from later

    for done, damage in islice(chain(), count):
        damage()
        target = next((path for path, content in known.items() if differs(path, content)), None)
        wrong = "" if target else "nothing was changed"
        if target:
            wrong = judged(scenes[0], folder, whole, target == recordings[0])
            wrong = wrong or next((f"{path} is not whole" for path in known if differs(path, known[path])), "")
        yield Fault(f"{'stamp' if target == stamps[0] else 'recording'}: {done}", wrong)
        for path, content in known.items():
            if differs(path, content):
                clear(path)
                path.write_bytes(content)


def earlier():
    """What an earlier version kept."""
    file = io.BytesIO()
    np.savez(file, loss=np.zeros(3))
    return file.getvalue()


def differs(path, content):
    return not path.is_file() or path.stat().st_size != len(content) or path.read_bytes() != content


def clear(path):
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def recording_of(scene):
    (take,) = loader.takes(scene)
    (run,) = runs_of(take.scene, take.samples())
    return store.path_of(run)


def make(scene, folder, force=True):
    (take,) = loader.takes(scene)
    return film.make(plan(take, folder, force), lambda *_: None)


def judged(scene, folder, whole, recorded):
    """Return what is wrong with the next two runs after a recording, or a stamp, was damaged."""
    out = folder / "7.csv"
    try:
        (take,) = loader.takes(scene)
        stale = bool(plan(take, folder).stale)
        if stale == recorded:
            return f"the table is {'stale' if stale else 'up to date'}"
        notes = make(scene, folder).notes
        told = [f"{recording_of(scene)} is damaged; trained again"] if recorded else []
        if list(notes) != told:
            return f"told {notes}"
        if again := make(scene, folder).notes:
            return f"the next run tells {again}"
        if plan(take, folder).stale:
            return "the next run is not up to date"
        return "" if out.read_bytes() == whole else "another table"
    except Exception as error:
        return repr(error)
