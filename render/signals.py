"""What ends the command line from outside: Ctrl-C, SIGTERM, SIGHUP, Ctrl-Break. Each ends it in order, once.

Nothing is changed in a process that does not call `heed`: Python code that makes films keeps the handlers that it has.
"""

import _thread
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from time import monotonic
from types import FrameType

END = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK") if hasattr(signal, name)]
"""The signals that end a command; Windows has no SIGHUP, and only Windows has SIGBREAK."""
PATIENCE = 3.0
"""Seconds in which what the first signal has begun is not disturbed by another one."""
AGAIN = 0.02
"""Seconds after which a signal is raised once more that was raised where nothing can be."""
IMPORTING = "<frozen importlib._bootstrap"

_heeded: list[int] = []
_aloud, _console = True, 2
_ended_at = -PATIENCE
_ended_by: int | None = None
_held, _waiting = 0, 0
_takes: Callable[[int, FrameType | None], object] | None = None
_last_things: list[Callable[[], object]] = []


class SignalError(KeyboardInterrupt):
    """A signal ends this process: Ctrl-C, or one that means the same."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number

    def __str__(self) -> str:
        name = signal.Signals(self.number).name
        how = "interrupted" if self.number == signal.SIGINT else f"ended by {name}"
        return f"{how}; files that were not finished are removed"

    @property
    def exit_code(self) -> int:
        """The exit code that tells a shell which signal it was."""
        return 128 + self.number

    @classmethod
    def of(cls, error: KeyboardInterrupt) -> "SignalError":
        """Return what `error` means, which Python may have raised itself."""
        return error if isinstance(error, cls) else cls(signal.SIGINT)


def heed(numbers: Sequence[int] = END, aloud: bool = True) -> None:
    """Let each of the signals raise SignalError in the main thread, but those that are ignored, as nohup asks.

    One that was blocked, and has come, is raised at once. In the middle of an import, where C code may print what is
    raised and go on, the process ends at once instead, after the last things; `aloud` is whether it says why.
    """
    global _aloud, _console  # noqa: PLW0603 (a process has one set of handlers)
    _aloud = aloud
    if aloud:
        # While TensorFlow is imported, which cannot be told to be silent, the number 2 leads nowhere.
        with suppress(OSError):
            _console = os.dup(2)
    for number in numbers:
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _end)
            _heeded.append(number)
    sys.unraisablehook = _unraisable
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, numbers)


def ignore() -> None:
    """Let nothing disturb the end of a process whose work is done."""
    for number in _heeded:
        signal.signal(number, signal.SIG_IGN)


def last(thing: Callable[[], object]) -> None:
    """Do a `thing` before a process ends that cannot end in order; what was told last is done first."""
    _last_things.append(thing)


def check() -> None:
    """Raise a signal once more that was raised before and is not heeded: a C library may have dropped it."""
    if _ended_by is not None:
        raise SignalError(_ended_by)


@contextmanager
def held() -> Iterator[None]:
    """Let signals wait until the block ends."""
    global _held, _waiting  # noqa: PLW0603
    _held += 1
    try:
        yield
    finally:
        _held -= 1
        if _waiting and not _held:
            number, _waiting = _waiting, 0
            _end(number, None)


@contextmanager
def handed_to(takes: Callable[[int, FrameType | None], object]) -> Iterator[None]:
    """Let signals be told to `takes` while the block lasts, in place of being raised."""
    global _takes  # noqa: PLW0603
    _takes = takes
    try:
        yield
    finally:
        _takes = None


def _end(number: int, frame: FrameType | None) -> None:
    global _ended_at, _ended_by, _waiting  # noqa: PLW0603
    if _takes:
        _takes(number, frame)
    elif _held:
        _waiting = number
    elif monotonic() > _ended_at + PATIENCE:
        _ended_at, _ended_by = monotonic(), number
        if _is_importing(frame):
            _end_here(SignalError(number))
        raise SignalError(number)


def _is_importing(frame: FrameType | None) -> bool:
    while frame and not frame.f_code.co_filename.startswith(IMPORTING):
        frame = frame.f_back
    return frame is not None


def _end_here(error: SignalError) -> None:
    ignore()
    for thing in reversed(_last_things):
        with suppress(Exception):
            thing()
    if _aloud:
        with suppress(OSError):
            os.write(_console, f"{error}\n".encode())
    os._exit(error.exit_code)


def _unraisable(told: "sys.UnraisableHookArgs") -> None:
    """Take in what was raised in a destructor or in what C code calls: there it is printed and dropped."""
    if isinstance(told.exc_value, SignalError):
        again = threading.Timer(AGAIN, _raise_again, [signal.Signals(told.exc_value.number)])
        again.daemon = True
        again.start()
    else:
        sys.__unraisablehook__(told)


def _raise_again(number: signal.Signals) -> None:
    global _ended_at  # noqa: PLW0603
    _ended_at = -PATIENCE
    tell_main(number)


def tell_main(number: signal.Signals) -> None:
    """Let a signal come to the main thread."""
    main = threading.main_thread().ident
    if hasattr(signal, "pthread_kill") and main:
        # It also wakes a main thread that waits.
        signal.pthread_kill(main, number)
    else:
        _thread.interrupt_main(number)
