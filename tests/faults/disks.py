"""Disks that are full, at a random byte of any film, still, deck or page: said in a line, and nothing half stays."""

import os
import random
import resource
import signal
import sys
import tempfile
from contextlib import ExitStack

from render.cli import main
from render.console import arguments
from render.scene import loader
from render.scene.script import recorded
from tests.faults import Fault

SHORT = 6
SCENE = """\
title: A line
data: {kind: line, w: 0.1, b: 0.5, points: 9, noise: 0.05}
learning_rate: 0.1
steps: 6
pacing: {seconds: 0.6, hold_start: 0.1, hold_end: 0.1}
output: {size: 320x240, fps: 10}
"""
LARGEST = 60_000
"""Bytes after which a disk is full, at most: about as many as the largest of these films has."""


def _commands():
    # What is written by another program, in a folder, piece by piece, or in the end comes first.
    first = ["mp4", "frames", "gif", "html"]
    yield from (["scene.yaml", "-f", word, "-o", "out"] for word in first)
    yield ["deck", "scene.yaml", "-o", "out/deck.pptx"]
    yield ["frame", "scene.yaml", "--step", "3", "-o", "out/still.pdf"]
    yield ["new", "out/mine.yaml"]
    for word in arguments.target_words():
        yield ["scene.yaml", "--for", word, "-o", "out"]
    for word in arguments.format_words():
        if word not in first:
            yield ["scene.yaml", "-f", word, "-o", "out"]
    yield from (["frame", "scene.yaml", "--step", "3", "-o", f"out/still.{word}"] for word in ("png", "svg"))


def inject(count, seed, folder):
    """Fill the disk at a byte that is chosen at random, for each kind of file in turn."""
    chosen, commands = random.Random(seed), [*_commands()]
    scene = folder / "scene.yaml"
    scene.write_text(SCENE)
    for take in loader.takes(scene):
        recorded(take)
    for number in range(count):
        arguments = commands[number % len(commands)]
        room = 0 if number < len(commands) and number % 4 == 0 else round(LARGEST ** chosen.random())
        code, said = _run(arguments, folder, room)
        yield Fault(f"{' '.join(arguments)} with room for {room} B", _wrong(code, said, folder))
        for file in (folder / "out").rglob("*"):
            if file.is_file():
                file.unlink()


def _wrong(code, said, folder):
    left = [str(path.relative_to(folder)) for path in folder.rglob("*") if path.name.startswith(".gradreel")]
    if left or "Traceback" in said or "mistake in gradreel" in said:
        return f"{left} {said}"
    if code not in (0, 1) or (code == 1 and not said.startswith(("error: cannot write", "error: ffmpeg"))):
        return f"exit code {code}: {said}"
    made = [path for path in (folder / "out").rglob("*") if path.is_file()]
    return f"{made} stays after: {said}" if code and made else "" if made or code else "no file, and no word"


def _run(arguments, folder, room):
    """Run the command line in a copy of this process whose files have `room`; return exit code and errors."""
    with ExitStack() as stack:
        words = stack.enter_context(tempfile.TemporaryFile())
        child = os.fork()
        if not child:
            _child(arguments, folder, room, words)
        _, status = os.waitpid(child, 0)
        words.seek(0)
        return os.waitstatus_to_exitcode(status), words.read().decode("utf-8", "replace")


def _child(arguments, folder, room, words):
    reader, writer = os.pipe()
    drain = os.fork()
    if not drain:
        # Its errors go through a pipe, which has room.
        os.close(writer)
        while piece := os.read(reader, 1 << 16):
            os.write(words.fileno(), piece)
        os._exit(0)
    os.close(reader)
    code = 70
    try:
        os.chdir(folder)
        os.dup2(writer, 2)
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        os.close(writer)
        # Those of a test run write to files of its own.
        sys.stdout, sys.stderr = open(1, "w", closefd=False), open(2, "w", closefd=False)  # noqa: SIM115
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))
        main(arguments)
    except SystemExit as stopped:
        code = stopped.code or 0
    finally:
        sys.stderr.flush()
        os.close(2)
        os.waitpid(drain, 0)
        os._exit(code)
