"""Streams that are closed, full, or read by nobody; encodings that cannot say what is to be said; odd terminals."""

import json
import os
import pty
import random
import re
import shutil
import signal
import subprocess
import time
from contextlib import ExitStack
from itertools import product
from pathlib import Path

from tests.faults import Fault
from tests.running import known

SHORT = 2

GERMAN, CHINESE = "Größe und Übermaß", "很小的学习率"
STATES = ("read", "closed", "full", "gone")
FULL = b"cannot write to the standard output: No space left on device\n"
FILMS = {
    "gif": ("a.yaml", "-o", "out"),
    "mp4": ("a.yaml", "-f", "mp4", "-o", "out"),
    "png": ("a.yaml", "-f", "png", "-o", "out"),
    "web": ("a.yaml", "--for", "web", "-o", "out"),
    "svg, html": ("a.yaml", "-f", "svg,html", "-o", "out"),
    "batch": ("a.yaml", "b.yaml", "-f", "gif", "-j", "2", "-o", "out"),
    "frame": ("frame", "a.yaml", "--step", "3", "-o", "out/a-3.png"),
    "deck": ("deck", "a.yaml", "-o", "out/a.pptx"),
}
PRINTS = {
    "schema": ("schema",),
    "code": ("code", "a.yaml"),
    "check": ("check", "a.yaml"),
    "lint json": ("lint", "a.yaml", "--report", "json"),
    "report json": ("a.yaml", "-f", "csv", "-o", "out", "--report", "json"),
    "dry run": ("a.yaml", "-o", "out", "--dry-run"),
    "help": ("--help",),
    "version": ("--version",),
    "wrong": ("check", "wrong.yaml"),
    "no such": ("nothing.yaml",),
}
ENCODINGS = (
    {"PYTHONIOENCODING": "cp1252"},
    {"PYTHONIOENCODING": "ascii:strict"},
    {"PYTHONIOENCODING": "utf-16"},
    {"PYTHONIOENCODING": "cp437", "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    {"LANG": "C"},
    {"LC_ALL": "C"},
    {"LC_ALL": "POSIX", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
)
TERMINALS = (
    {"TERM": "dumb"},
    {"NO_COLOR": "1"},
    {"COLUMNS": "1"},
    {"COLUMNS": "0", "LINES": "0"},
    {"TERM": "", "COLUMNS": "many"},
    {"PYTHONIOENCODING": "cp1252"},
    {"PYTHONIOENCODING": "ascii", "TERM": "xterm-256color"},
)


def inject(count, seed, folder):
    """Go through all combinations of streams and verbs, encodings and verbs, terminals; then as many at random."""
    world = _World(folder)
    chance = random.Random(seed)
    every = [*_streams(), *_encodings(), *_terminals()]
    # The first few are of each sort.
    chance.shuffle(every)
    while len(every) < count:
        every += chance.sample(every, min(len(every), count - len(every)))
    for done, fault in every[:count]:
        yield Fault(done, fault(world))


def _streams():
    for (word, verb), states in product([*FILMS.items(), *PRINTS.items()], product(STATES, STATES, ("read", "closed"))):
        if states != ("read",) * 3:
            said = ", ".join(f"{name} {state}" for name, state in zip(("out", "err", "in"), states, strict=True))
            yield f"{word}: {said}", lambda world, verb=verb, states=states: world.stream(verb, states)


def _encodings():
    verbs = {**FILMS, **PRINTS}
    for word, variables, title in product(verbs, ENCODINGS, (GERMAN, CHINESE, "\udcff")):
        said = " ".join("=".join(pair) for pair in variables.items())
        yield f"{word}: {said}, {title!a}", lambda world, a=(verbs[word], variables, title): world.encoding(*a)


def _terminals():
    for (word, verb), variables in product([*FILMS.items(), *PRINTS.items()], TERMINALS):
        said = " ".join("=".join(pair) for pair in variables.items())
        for stays in (True, False):
            done = f"{word}: terminal {said}{'' if stays else ', goes away'}"
            yield done, lambda world, a=(verb, variables, stays): world.terminal(*a)


class _World:
    def __init__(self, folder):
        self.room = known(folder / "room")
        self.room.folder.joinpath("wrong.yaml").write_text("title: x\nsteps: -1\n")
        self.whole = {}

    def fresh(self):
        shutil.rmtree(self.room.out, ignore_errors=True)
        return self.room

    def undisturbed(self, verb):
        """Return exit code, output, errors and films of a run that nobody disturbs."""
        if verb not in self.whole:
            self.whole[verb] = (*self.fresh().run(*verb), self.room.films())
        return self.whole[verb]

    def stream(self, verb, states):
        code, printed, err, films = self.undisturbed(verb)
        room = self.fresh()
        with ExitStack() as stack:
            out, errs = (_stream(state, stack) for state in states[:2])
            closed = [number for number, state in zip((1, 2, 0), states, strict=True) if state == "closed"]
            command = room.start(*verb, stdout=out, stderr=errs, preexec_fn=lambda: [os.close(n) for n in closed])
            with command as running:
                got = running.communicate(timeout=120)
        is_film = verb in FILMS.values()
        expected, note = code, b""
        if states[0] == "gone" and printed and not code:
            expected = 141
        if states[0] == "full" and printed:
            note = FULL
            expected = code or (0 if is_film else 1)
        wrong = [f"exit code {running.returncode}, not {expected}"] * (running.returncode != expected)
        if states[1] == "read":
            rest = got[1].replace(err, b"", 1)
            if rest not in {note, b"note: " + note, b"error: " + note}:
                wrong.append(f"stderr {got[1]!r}")
        if states[0] == "read" and not _same(got[0], printed):
            wrong.append(f"stdout {got[0]!r}")
        return self.judged(wrong, films)

    def encoding(self, verb, variables, title):
        room = self.fresh()
        if title == "\udcff":
            name = b"\xff\xc3\xa4.yaml"
            shutil.copy(os.fsencode(room.folder / "a.yaml"), os.fsencode(room.folder) + b"/" + name)
        else:
            name = room.write("title.yaml", title=title)
        verb = tuple(name if word == "a.yaml" else word for word in verb)
        runs = []
        for environment in ({}, variables):
            room = self.fresh()
            code, out, err = room.run(*verb, environment=environment)
            runs.append((code, out, err, room.films()))
        (code, out, err, films), now = runs
        if "json" in verb:
            # A system whose names are ASCII knows these two bytes by no other name.
            now = (now[0], now[1].replace(rb"\udcc3\udca4", rb"\u00e4"), *now[2:])
        wrong = []
        if code != now[0]:
            wrong.append(f"exit code {now[0]}, not {code}: {now[2]!r}")
        if not _same(now[1], out) or not _same(now[2], err):
            wrong.append(f"printed {now[1]!r}, not {out!r}; {now[2]!r}, not {err!r}")
        try:
            text = now[1].decode("utf-8")
            if "json" in verb:
                json.loads(text)
        except ValueError as error:
            wrong.append(f"stdout is no UTF-8, or no JSON: {error}")
        return self.judged(wrong, films)

    def terminal(self, verb, variables, stays):
        code, _, _, films = self.undisturbed(verb)
        room = self.fresh()
        ours, theirs = pty.openpty()
        ignoring = None if stays else _ignore_hang_up
        streams = dict.fromkeys(("stdin", "stdout", "stderr"), theirs)
        with room.start(*verb, environment=variables, preexec_fn=ignoring, **streams) as running:
            os.close(theirs)
            said = b""
            deadline = time.monotonic() + (120 if stays else random.Random(len(verb)).uniform(0.2, 1.5))
            os.set_blocking(ours, False)
            while time.monotonic() < deadline and running.poll() is None:
                said += _read(ours)
                time.sleep(0.01)
            said += _read(ours)
            os.close(ours)
            running.wait(timeout=120)
        wrong = []
        allowed = {code} if stays else {code, 1} if verb in PRINTS.values() else {code}
        if running.returncode not in allowed:
            wrong.append(f"exit code {running.returncode}, not {code}: {said!r}")
        if b"Traceback" in said or b"Exception" in said:
            wrong.append(f"said {said!r}")
        return self.judged(wrong, films)

    def judged(self, wrong, films):
        """Return what is wrong: also of the films, and of what is left."""
        now = self.room.films()
        if now != films:
            wrong.append(
                f"films { ({k: len(v) for k, v in now.items()}) }, not { ({k: len(v) for k, v in films.items()}) }"
            )
        if left := self.room.left():
            wrong.append(f"left {left}")
        return "; ".join(wrong)


def _ignore_hang_up():
    signal.signal(signal.SIGHUP, signal.SIG_IGN)


def _read(file):
    try:
        return os.read(file, 1 << 16)
    except OSError:
        return b""


def _same(one, other):
    """Return whether two outputs are the same but for the time that something took, and the order of what was made."""
    return sorted(_timeless(one).splitlines()) == sorted(_timeless(other).splitlines())


def _timeless(said):
    return re.sub(rb'made in [\d.]+ s|in [\d.]+ s|"(took|seconds)": [\d.]+', b"", said)


def _stream(state, stack):
    if state == "full":
        return stack.enter_context(Path("/dev/full").open("wb"))
    if state == "gone":
        reads, writes = os.pipe()
        os.close(reads)
        stack.callback(os.close, writes)
        return writes
    return subprocess.PIPE if state == "read" else None
