"""A program is started and fed; what it said and how it ended leave. Nothing that it does keeps us waiting for ever.

It has a session (on Windows: a process group) of its own, so that Ctrl-C reaches it through us only, and ends with all
that it has started.
"""

import os
import selectors
import signal
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from errno import EPIPE
from threading import Event, Thread
from time import monotonic

from render import processes

SILENCE = 60.0
"""Seconds that we wait for a program that takes no byte, does not end, and does not work either."""
BUSY = 10
"""How many times longer we wait for one that works: with opacity, the last 25 frames of a film in 4K are coded when it
has them all, and take a slow machine minutes.
"""
SHARE = 0.05
"""Of the time, that one needs the processor for which works."""
TICK = 0.05
"""Seconds after which we look whether it has ended although it, or what it has started, still holds its pipes."""
PIPE = 1 << 20
"""Bytes that wait for it, where the system lets us say it: as many as fit into a pipe without special rights."""
WORDS = 1 << 16
"""Bytes of what it says that are kept, the last ones."""


class SilentError(Exception):
    """A program took nothing, or did not end, for so many `seconds`."""

    def __init__(self, seconds: float) -> None:
        """Remember the `seconds`."""
        super().__init__(seconds)
        self.seconds = seconds


class Patience:
    """How long we still wait for a process of which nothing is seen."""

    def __init__(self, process: int) -> None:
        """Begin to wait for the `process` of this number."""
        self._process, self._began = process, monotonic()
        self._worked: float | None = None
        self._next = self._began + SILENCE / 2

    def check(self) -> None:
        """Raise SilentError when it has taken too long."""
        now = monotonic()
        if now < self._next:
            return
        worked = self._work()
        idle = self._worked is not None and worked - self._worked < SHARE * SILENCE / 2
        if idle or now > self._began + BUSY * SILENCE:
            raise SilentError(now - self._began)
        self._worked, self._next = worked, now + SILENCE / 2

    def _work(self) -> float:
        """Return the seconds of processor time that it has used, with all that it has started."""
        import psutil

        total = 0.0
        with suppress(psutil.Error):
            first = psutil.Process(self._process)
            for each in [first, *first.children(recursive=True)]:
                with suppress(psutil.Error):
                    total += sum(each.cpu_times()[:2])
        return total


class Child:
    """A running program. Pipes that never block let us hear it, its end and Ctrl-C while it takes what it is given."""

    def __init__(self, command: Sequence[str | bytes]) -> None:
        """Start `command`. Raises OSError and ValueError when it cannot be started."""
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            bufsize=0,
            start_new_session=True,
            creationflags=processes.WINDOWLESS,
        )
        assert self._process.stdin
        assert self._process.stderr
        self._input, self._errors, self._words = self._process.stdin, self._process.stderr, bytearray()
        self._listen()

    def _listen(self) -> None:
        """Prepare to write and to read."""
        self._selector = selectors.DefaultSelector()
        for pipe, event in ((self._input, selectors.EVENT_WRITE), (self._errors, selectors.EVENT_READ)):
            os.set_blocking(pipe.fileno(), False)
            self._selector.register(pipe, event)
        if sys.platform == "linux":
            import fcntl

            # A system may allow less, of all our pipes together, too.
            with suppress(OSError):
                fcntl.fcntl(self._input, fcntl.F_SETPIPE_SZ, PIPE)

    @property
    def words(self) -> str:
        """What it has said, the last of it."""
        return self._words.decode("utf-8", "replace")

    def write(self, content: memoryview) -> None:
        """Give it bytes. Raises OSError when it takes no more of them, SilentError when it does not say so."""
        while content:
            try:
                content = content[os.write(self._input.fileno(), content) :]
            except BlockingIOError:
                self._wait_for_room()

    def finish(self) -> int:
        """Tell it that this was all, and return its exit code, or less than 0 for a signal. Raises SilentError."""
        self._close_input()
        patience = Patience(self._process.pid)
        while self._process.poll() is None:
            patience.check()
            self._hear(TICK)
        self.end()
        return self._process.returncode

    def end(self) -> None:
        """End it and all that it has started, if they still run, and take what it has said."""
        if self._errors.closed:
            return
        self._kill()
        self._process.wait()
        self._close_input()
        self._hear_last()
        self._errors.close()

    def _kill(self) -> None:
        # Of one that has ended, those that it has started keep the number of the group from being given anew.
        with suppress(OSError):
            if processes.has_groups():
                os.killpg(self._process.pid, signal.SIGKILL)
            else:
                processes.end_tree(self._process.pid)
                self._process.kill()

    def _wait_for_room(self) -> None:
        patience = Patience(self._process.pid)
        while True:
            ready = [key.fileobj for key, _ in self._selector.select(TICK)]
            if self._errors in ready:
                self._read()
            if self._input in ready:
                return
            if self._process.poll() is not None:
                raise OSError(EPIPE, os.strerror(EPIPE))
            patience.check()

    def _hear(self, seconds: float) -> None:
        """Take what it says, and wait until it says more, or ends, for so many seconds at most."""
        if self._errors not in self._selector.get_map():
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(seconds)
        elif self._selector.select(seconds):
            self._read()

    def _read(self) -> None:
        """Read what is there; at the end of it there is nothing more to wait for."""
        try:
            said = os.read(self._errors.fileno(), WORDS)
        except BlockingIOError:
            return
        if not said:
            self._selector.unregister(self._errors)
        self._keep(said)

    def _keep(self, said: bytes) -> None:
        self._words += said
        del self._words[:-WORDS]

    def _hear_last(self) -> None:
        """Take what is left of its words, as many as a pipe holds: somebody else may go on with it."""
        if self._errors in self._selector.get_map():
            for _ in range(PIPE // WORDS):
                if self._errors not in self._selector.get_map() or not self._selector.select(0):
                    break
                self._read()
        self._selector.close()

    def _close_input(self) -> None:
        if self._input.closed:
            return
        self._selector.unregister(self._input)
        self._input.close()


class ThreadedChild(Child):
    """The same for systems whose pipes always block: a thread hears what is said, another ends one that is silent."""

    def _listen(self) -> None:
        self._silence: SilentError | None = None
        self._ear = Thread(target=self._hear_all, daemon=True)
        self._ear.start()

    def _hear_all(self) -> None:
        with suppress(OSError):
            while said := os.read(self._errors.fileno(), WORDS):
                self._keep(said)

    def write(self, content: memoryview) -> None:
        """Give it bytes. Raises OSError when it takes no more of them, SilentError when it does not say so."""
        while content:
            done = Event()
            watch = Thread(target=self._watch, args=[done], daemon=True)
            watch.start()
            try:
                content = content[os.write(self._input.fileno(), content) :]
            except OSError:
                if self._silence:
                    raise self._silence from None
                raise
            finally:
                done.set()
                watch.join()

    def _watch(self, done: Event) -> None:
        patience = Patience(self._process.pid)
        try:
            while not done.wait(TICK):
                patience.check()
        except SilentError as error:
            self._silence = error
            self._kill()

    def _hear(self, seconds: float) -> None:
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(seconds)

    def _hear_last(self) -> None:
        self._ear.join(TICK)

    def _close_input(self) -> None:
        self._input.close()


def start(command: Sequence[str | bytes]) -> Child:
    """Start `command`. Raises OSError and ValueError when it cannot be started."""
    return (ThreadedChild if sys.platform == "win32" else Child)(command)
