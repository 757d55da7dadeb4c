"""Signals at random moments: kill -9, Ctrl-C, SIGTERM, SIGHUP, while films are trained, drawn, encoded, finished."""

import os
import random
import re
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import NamedTuple

from tests.conftest import ROOT
from tests.faults import Fault
from tests.running import Room, known

SHORT = 2

SAID = {
    signal.SIGKILL: b"",
    signal.SIGINT: b"interrupted; files that were not finished are removed\n",
    signal.SIGTERM: b"ended by SIGTERM; files that were not finished are removed\n",
    signal.SIGHUP: b"ended by SIGHUP; files that were not finished are removed\n",
}
WORKS = {
    "GIF": ("a.yaml", "-f", "gif", "-o", "out"),
    "MP4": ("a.yaml", "-f", "mp4", "-o", "out"),
    "batch": ("a.yaml", "b.yaml", "c.yaml", "-f", "mp4", "-j", "2", "-o", "out"),
}
SIGNALS = (signal.SIGKILL, signal.SIGINT, signal.SIGTERM)
RARE = 0.1
"""Of so many faults, the cache is empty; of as many, the film is a long one, or the signal reaches all processes."""
AT_ONCE = 2
BARE = 0.2
"""Seconds in which Python itself starts, on a slow machine: what it says of a signal then is not ours to choose."""
OURS = re.compile(re.escape(f"{ROOT / 'render'}/") + r'(?!__main__\.py", line [1-3],)')
"""In a traceback: code of ours, but for the line that makes signals wait."""
PYTHONS = re.compile(
    rb'Traceback \(most recent call last\):\n  File "<string>", line 1, in <module>\n(    .*\n)*'
    rb'(  File ".*/multiprocessing/spawn\.py", line \d+, in (spawn_main|_main)\n(    .*\n)*)+'
    rb"EOFError: Ran out of input\n"
)
"""What Python says in a worker whose beginning was never told, as who started it was killed: no code of ours runs."""


class _Case(NamedTuple):
    number: int
    work: str
    signal: signal.Signals
    at: float
    """Of the usual length."""
    cold: bool
    to_all: bool
    twice: bool


def inject(count, seed, folder):
    """Send each signal to each work, at moments between 0 and its usual length, again and again."""
    chance = random.Random(seed)
    # First what cannot be answered while another program writes, and what is answered in the middle of a picture.
    first = [("MP4", signal.SIGKILL), ("GIF", signal.SIGTERM)]
    kinds = [*first, *(kind for each in SIGNALS for work in WORKS if (kind := (work, each)) not in first)]
    cases = []
    for number in range(count):
        work, each = kinds[number % len(kinds)]
        if each is signal.SIGTERM and chance.random() < RARE:
            each = signal.SIGHUP
        odds = [chance.random() < RARE for _ in range(3)]
        cases.append(_Case(number, work, each, chance.random(), *odds))
    world = _World(folder, {case.work for case in cases})
    with ThreadPoolExecutor(AT_ONCE) as threads:
        yield from threads.map(world.fault, cases)


class _World:
    def __init__(self, folder, works):
        self.folder = folder
        self.known = known(folder / "known")
        self.films = {}
        self.length = {work: self.undisturbed(work) for work in works}

    def undisturbed(self, work):
        room = self.known
        began = time.monotonic()
        code, _, err = room.run(*WORKS[work])
        took = time.monotonic() - began
        assert (code, err) == (0, b"")
        self.films[work] = room.films()
        for path in room.out.iterdir():
            path.unlink()
        return took

    def fault(self, case):
        room = Room(self.folder / f"room {case.number}")
        if not case.cold:
            room.warm_from(self.known)
        for index, name in enumerate("abc", start=1):
            room.write(f"{name}.yaml", rate=f"0.{index}")
        after = case.at * (self.length[case.work] * (2 if case.cold else 1))
        with room.start(*WORKS[case.work]) as running:
            time.sleep(after)
            sent = running.poll() is None
            if sent:
                _send(running, case)
            _, err = running.communicate(timeout=120)
        if case.signal is signal.SIGKILL:
            err = PYTHONS.sub(b"", err)
        wrong = [*self.at_once(case, room, running, err, sent, after), *self.afterwards(case, room)]
        extras = [word for word in ("cold", "to_all", "twice") if getattr(case, word)]
        return Fault(f"{case.signal.name} {case.work} after {after:.3f} s {' '.join(extras)}", "; ".join(wrong))

    def at_once(self, case, room, running, err, sent, after):
        """Yield what is wrong when the processes should have ended."""
        if survivors := room.survivors(4.0 if case.signal is signal.SIGKILL else 2.0):
            yield f"alive: {[_words(process) for process in survivors]}"
        by_python = after < BARE and err != SAID[case.signal] and not OURS.search(err.decode())
        ended = (-case.signal, 1) if by_python else (_code(case.signal),)
        if not (sent and running.returncode in ended) and running.returncode != 0:
            yield f"exit code {running.returncode}: {err!r}"
        if not by_python and err != (SAID[case.signal] if running.returncode else b""):
            yield f"said {err!r}"
        for name, content in room.films().items():
            if ".gradreel" not in name and content != self.films[case.work].get(name):
                yield f"{name} is not whole"
        if case.signal is not signal.SIGKILL and (left := room.left()):
            yield f"left {left}"

    def afterwards(self, case, room):
        """Yield what is wrong after the next run."""
        code, _, err = room.run(*WORKS[case.work])
        if (code, err) != (0, b""):
            yield f"the next run: {code}, {err!r}"
        if room.films() != self.films[case.work]:
            yield f"other bytes: {list(room.films())}"
        if left := room.left():
            yield f"the next run leaves {left}"


def _send(running, case):
    def send():
        os.killpg(running.pid, case.signal) if case.to_all else running.send_signal(case.signal)

    send()
    if case.twice:
        time.sleep(0.05)
        with suppress(ProcessLookupError):
            send()


def _code(number):
    return -number if number is signal.SIGKILL else 128 + number


def _words(process):
    try:
        return " ".join(process.cmdline())[:100]
    except Exception:
        return str(process)
