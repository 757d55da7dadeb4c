"""The command line: its verbs, and what becomes of their errors. No logic."""

import atexit
import gc
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from shutil import get_terminal_size

from cyclopts import App, CycloptsError, Parameter

from render import __version__, commands
from render.commands.film import film
from render.console.arguments import check_words, expanded, hint, told
from render.console.completion import complete
from render.console.streams import PIPE_CLOSED, has_gone
from render.console.terminal import fail
from render.console.typed import remember
from render.errors import HOME, HOMELESS, GradreelError, UsageError
from render.files import is_homeless

NARROWEST = 40
"""Columns for which help is set: to break words into a column of one or two, the parser needs for ever."""

app = App(
    name="render",
    help="Films of gradient descent for lectures, from scene files.",
    version=f"gradreel {__version__}",
    help_format="plaintext",
    result_action="return_value",
    # What is in brackets is a name like any other, not a list of names.
    default_parameter=Parameter(json_list=False, json_dict=False, completer=complete),
    suppress_keyboard_interrupt=False,
)
app.default(film)
for _word in commands.words():
    app.command(getattr(import_module(f"{commands.__name__}.{_word}"), _word))


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and exit: 0 all is well, 1 a film failed, 2 a scene or the usage is wrong.

    What ends it from outside is for its caller to tell.
    """
    # Products of small matrices are slower on several threads, and take the cores that other films need.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    if os.environ.get("COLUMNS") == "0" or get_terminal_size().columns < NARROWEST:
        os.environ["COLUMNS"] = str(NARROWEST)
    try:
        words = expanded(sys.argv[1:]) if arguments is None else arguments
        remember(words, commands.words())
        check_words(words)
        code = app(words, print_error=False, exit_on_error=False)
        sys.stdout.flush()
    except CycloptsError as error:
        code = fail(UsageError(told(error), hint(error)))
    except GradreelError as error:
        code = fail(error)
    except BrokenPipeError:
        # Whoever read our output has seen enough.
        code = PIPE_CLOSED
    except SystemExit as ended:
        # What prints help ends the process itself then.
        code = PIPE_CLOSED if has_gone() else ended.code
    except OSError:
        if not is_homeless():
            raise
        code = fail(UsageError(HOMELESS, HOME))
    # The system takes it all back at once; to look for garbage first takes a tenth of a second.
    atexit.register(gc.freeze)
    sys.exit(code or 0)
