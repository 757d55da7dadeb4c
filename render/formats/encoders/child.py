"""A program is started and fed; what it said and how it ended leave. Nothing that it does keeps us waiting for ever.

It has a session of its own, so that Ctrl-C reaches it through us only, and ends with all that it has started.
"""

import os
import selectors
import signal
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from errno import EPIPE
from threading import Thread, Timer
from time import monotonic

SILENCE = 60.0
"""Seconds in which a program that is fed has to take a byte, and one that has it all has to end: a slow machine needs
a few for a frame of 4K.
"""
TICK = 0.05
"""Seconds after which we look whether it has ended although it, or what it has started, still holds its pipes."""
PIPE = 1 << 20
"""Bytes that wait for it, where the system lets us say it: as many as fit into a pipe without special rights."""
WORDS = 1 << 16
"""Bytes of what it says that are kept, the last ones."""


class SilentError(Exception):
    """A program took nothing, or did not end, for `SILENCE` seconds."""


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
        deadline = monotonic() + SILENCE
        while self._process.poll() is None:
            if monotonic() > deadline:
                raise SilentError
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
            if sys.platform == "win32":
                self._process.kill()
            else:
                os.killpg(self._process.pid, signal.SIGKILL)

    def _wait_for_room(self) -> None:
        deadline = monotonic() + SILENCE
        while True:
            ready = [key.fileobj for key, _ in self._selector.select(TICK)]
            if self._errors in ready:
                self._read()
            if self._input in ready:
                return
            if self._process.poll() is not None:
                raise OSError(EPIPE, os.strerror(EPIPE))
            if monotonic() > deadline:
                raise SilentError

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
    """The same for systems whose pipes always block: a thread hears what is said, a timer ends one that is silent."""

    def _listen(self) -> None:
        self._silent = False
        self._ear = Thread(target=self._hear_all, daemon=True)
        self._ear.start()

    def _hear_all(self) -> None:
        while said := os.read(self._errors.fileno(), WORDS):
            self._keep(said)

    def write(self, content: memoryview) -> None:
        """Give it bytes. Raises OSError when it takes no more of them, SilentError when it does not say so."""
        while content:
            timer = Timer(SILENCE, self._stop_waiting)
            timer.start()
            try:
                content = content[os.write(self._input.fileno(), content) :]
            except OSError:
                if self._silent:
                    raise SilentError from None
                raise
            finally:
                timer.cancel()

    def _stop_waiting(self) -> None:
        self._silent = True
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
