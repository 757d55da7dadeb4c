"""The command `render`, and `python -m render`: streams and signals are made safe, then the command line is read."""

import signal
import sys

if hasattr(signal, "pthread_sigmask"):
    # What comes before signals are heeded waits until they are.
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM, signal.SIGHUP})

from render import signals
from render.console import streams


def main() -> None:
    """Run the command line and exit; whatever signal comes, from here on no traceback tells of it."""
    code = 0
    try:
        # First the streams: signals keep one of them.
        streams.prepare()
        signals.heed()
        from render.cli import main

        main()
    except KeyboardInterrupt as error:
        ended = signals.SignalError.of(error)
        print(ended, file=sys.stderr)
        code = ended.exit_code
    except SystemExit as done:
        code = done.code if isinstance(done.code, int) else 0
    # What has to be done is done: nothing that comes now is told of it.
    signals.ignore()
    sys.exit(streams.settled(code))


if __name__ == "__main__":
    main()
