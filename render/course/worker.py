"""A process of its own that does one thing after another and keeps what it has imported.

It has a pipe to itself: of workers that share a queue, one that is killed can take the queue's lock with it.
"""

import os
import signal
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from multiprocessing import connection as pipes
from multiprocessing import get_context, parent_process, resource_tracker
from time import monotonic
from typing import Any, NamedTuple

from render import processes, signals
from render.course.crews import attempt
from render.files import remove_own
from render.progress import Progress

GRACE = 1.5
"""Seconds in which a worker that is stopped can remove its drafts."""
OFTEN = 0.1
"""Seconds between two reports of progress, at least."""


class Told(NamedTuple):
    """A report of progress."""

    stage: str
    done: int
    total: int


class Ended(NamedTuple):
    """What a task returned, or the GradreelError that it raised."""

    came: Any


class CancelledError(BaseException):
    """The task is not wanted any more: not for those to catch who look for mistakes."""


class Worker:
    """Runs `function(*args, progress)` in its process, one task at a time."""

    def __init__(self, folder: str) -> None:
        """Start the process. What it needs for a while goes to `folder`, which is its owner's to remove."""
        context = get_context("spawn")
        self._pipe, theirs = context.Pipe()
        self.process = context.Process(target=_serve, args=(theirs, folder), daemon=True)
        self._busy = False
        with signals.held(), _no_interrupts():
            self.process.start()
            signals.last(self._end_at_once)
        theirs.close()

    @property
    def waitables(self) -> list[Any]:
        """What `multiprocessing.connection.wait` takes, ready when there is a message or the process has ended."""
        return [self._pipe, self.process.sentinel]

    def start(self, function: Callable[..., Any], *args: Any) -> None:
        """Begin a task; `function` is one that can be pickled. Of a process that has died, `messages` tells."""
        self._busy = True
        try:
            self._pipe.send((function, args))
        except OSError:
            self.process.join(GRACE)

    def cancel(self) -> None:
        """Ask the task to end at its next report; it ends with None."""
        try:
            self._pipe.send(None)
        except OSError:
            self.process.join(GRACE)

    def messages(self) -> Iterator[Told | Ended]:
        """Yield what has come; raises EOFError when the process has died and all is said."""
        try:
            while self._pipe.poll():
                message = self._pipe.recv()
                self._busy = self._busy and not isinstance(message, Ended)
                yield message
        except OSError:
            raise EOFError from None
        if not self.process.is_alive() and not self._pipe.poll():
            raise EOFError

    def stop(self) -> None:
        """Ask the process to end: at once if it has something to do, as soon as it listens otherwise."""
        if self._busy:
            self._terminate()
        else:
            self._pipe.close()

    def _end_at_once(self) -> None:
        with suppress(OSError, ValueError):
            self._terminate()

    def _terminate(self) -> None:
        """Tell the process to end; where it cannot be told, end it, and the ffmpeg that it may have started."""
        if not processes.has_groups() and self.process.pid:
            processes.end_tree(self.process.pid)
        self.process.terminate()

    def join(self, seconds: float = GRACE) -> None:
        """Wait until the process, which was asked to end, has ended; after `seconds` it is killed."""
        self.process.join(max(0.0, seconds))
        self.process.kill()
        self.process.join()
        self._pipe.close()


def stop_all(workers: list[Worker]) -> None:
    """End all `workers`, within the same time."""
    for worker in workers:
        worker.stop()
    deadline = monotonic() + GRACE
    for worker in workers:
        worker.join(deadline - monotonic())


@contextmanager
def _no_interrupts() -> Iterator[None]:
    """Let processes that are started here ignore Ctrl-C from their first moment: it is for the one that leads them.

    So is the end of the terminal, SIGHUP.
    """
    if not hasattr(signal, "pthread_sigmask"):
        with processes.deaf_to_ctrl_c():
            yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGHUP})
    try:
        # It would be started with the first process, and let interrupts through again.
        resource_tracker.ensure_running()
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _serve(pipe: "pipes.Connection[Any, Any]", folder: str) -> None:
    """Be a worker: take tasks from `pipe` until it closes."""
    tempfile.tempdir = folder
    for name in ("SIGINT", "SIGHUP", "SIGBREAK"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_IGN)
    with suppress(EOFError, OSError, signals.SignalError):
        signals.heed([signal.SIGTERM], aloud=False)
        threading.Thread(target=_leave_with_parent, daemon=True).start()
        while True:
            task = pipe.recv()
            if task is not None:
                function, args = task
                pipe.send(Ended(_done(function, args, pipe)))
    signals.ignore()
    remove_own()
    # Nobody waits for what TensorFlow tidies up: seven tenths of a second.
    os._exit(0)


def _done(function: Callable[..., Any], args: tuple[Any, ...], pipe: "pipes.Connection[Any, Any]") -> Any:
    try:
        return attempt(partial(function, *args, _reporting(pipe)), str(args[0]))
    except CancelledError:
        return None


def _reporting(pipe: "pipes.Connection[Any, Any]") -> Progress:
    told, at = "", 0.0

    def progress(stage: str, done: int, total: int) -> None:
        nonlocal told, at
        signals.check()
        if pipe.poll():
            pipe.recv()
            raise CancelledError
        if stage != told or done == total or monotonic() > at + OFTEN:
            told, at = stage, monotonic()
            pipe.send(Told(stage, done, total))

    return progress


def _leave_with_parent() -> None:
    parent = parent_process()
    if parent:
        parent.join()
        # Windows ends a process that is sent SIGTERM at once.
        signals.tell_main(signal.SIGTERM)
        threading.Event().wait(GRACE)
        remove_own()
        os._exit(1)
