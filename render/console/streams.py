"""Where the command line prints: a standard output and error that are always there, say everything and end nothing.

A file or a pipe gets UTF-8 and line feeds, whatever the system and the console's code page, and an escape (as JSON and
Python have it) for the half characters of names that are none; a terminal gets its own encoding, and a question mark
for what it cannot show.

A stream that is closed is as one that nobody reads: the exit code is the same. Of a stream that fails the rest goes
nowhere. If it is the standard output, and what was printed there is the product (a schema, a program, a report), the
exit code says so: 1, or 141 (as of a program that SIGPIPE ends) where the reader has gone, which stops it. A command
that makes files makes them all: they are its product, its exit code tells of them, and an output that is full is worth
a note; where the reader has gone it is still 141, as it would be of any program. Errors that nobody can be told change
no exit code.
"""

import codecs
import io
import os
import stat
import sys
from contextlib import suppress
from errno import EINVAL, EPIPE
from typing import TextIO, cast

from render.errors import whole

PIPE_CLOSED = 141

_makes_files = False


class _Raw(io.FileIO):
    """A file that takes everything, also when it cannot be written any more."""

    lost: OSError | None = None

    def write(self, data: "bytes | memoryview", /) -> int:  # type: ignore[override]
        """Write `data`. Raises BrokenPipeError, once, if what is printed is all that is made."""
        if self.lost is None:
            try:
                return self._written(data)
            except OSError as error:
                self.lost = self._of_pipe(error)
                if self.fileno() == 1 and isinstance(self.lost, BrokenPipeError) and not _makes_files:
                    raise self.lost from None
        return len(data)

    def _of_pipe(self, error: OSError) -> OSError:
        """Return the error that others raise where Windows has no name for a pipe that nobody reads."""
        is_pipe = error.errno == EINVAL and stat.S_ISFIFO(os.fstat(self.fileno()).st_mode)
        return BrokenPipeError(EPIPE, os.strerror(EPIPE)) if is_pipe else error

    def _written(self, data: "bytes | memoryview") -> int:
        # Another program may have set a pipe that it shares with this one to not wait for its reader.
        while (count := super().write(data)) is None:
            import select

            select.select([], [self], [])
        return count


def prepare() -> None:
    """Let `sys.stdin`, `sys.stdout` and `sys.stderr` be there, and bear everything."""
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            # The next file that is opened would take its place: a film, into which ffmpeg would print.
            nowhere = os.open(os.devnull, os.O_RDWR)
            os.dup2(nowhere, number)
            if nowhere != number:
                os.close(nowhere)
    if sys.stdin is None:
        sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115
    sys.stdout, sys.stderr = _stream(1, sys.stdout), _stream(2, sys.stderr)


def makes_files() -> None:
    """Let no reader of the standard output end what makes files from here on."""
    global _makes_files  # noqa: PLW0603 (a process has one standard output)
    _makes_files = True


def _said(error: UnicodeError) -> tuple[str | bytes, int]:
    """Return what to print for half characters: those that are UTF-8 in a name that was read as ASCII, else escapes."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return whole(error.object[error.start : error.end]).encode("utf-8", "backslashreplace"), error.end


codecs.register_error("gradreel", _said)


def has_gone() -> bool:
    """Return whether nobody reads the standard output any more."""
    raw = getattr(getattr(sys.stdout, "buffer", None), "raw", None)
    return isinstance(raw, _Raw) and isinstance(raw.lost, BrokenPipeError)


def settled(code: int) -> int:
    """Write what is still to be written, and return the exit code of a command whose own is `code`."""
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError):
            stream.flush()
    raw = getattr(getattr(sys.stdout, "buffer", None), "raw", None)
    lost = raw.lost if isinstance(raw, _Raw) else None
    if lost is None:
        return code
    if isinstance(lost, BrokenPipeError):
        return code or PIPE_CLOSED
    kind = "note" if _makes_files else "error"
    print(f"{kind}: cannot write to the standard output: {lost.strerror}", file=sys.stderr, flush=True)
    return code if _makes_files else code or 1


def _stream(number: int, old: TextIO | None) -> TextIO:
    is_terminal = isinstance(old, io.TextIOWrapper) and os.isatty(number)
    if isinstance(old, io.TextIOWrapper) and is_terminal and os.name == "nt":
        # Python writes to its windows in a way of its own.
        old.reconfigure(errors="replace")
        return old
    return io.TextIOWrapper(
        io.BufferedWriter(cast(io.RawIOBase, _Raw(number, "wb", closefd=False))),
        old.encoding if old and is_terminal else "utf-8",
        "replace" if is_terminal else "gradreel",
        newline=None if is_terminal else "\n",
        line_buffering=is_terminal or number == 2,
        write_through=getattr(old, "write_through", False),
    )
