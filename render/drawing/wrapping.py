"""A text and how many characters a line may have enter, its lines leave, in scripts with and without spaces."""

import re
from textwrap import TextWrapper

WIDE_LETTER = "[\u2e80-\u9fff\uf900-\ufaff\uff00-\uff60]"
NO_BEGIN, NO_END = "、。，：；\uff01？）》」』】\u2019”…", "（《「『【\u2018“"
"""Chinese and Japanese characters, between which a line may end, and signs that no line begins or ends with
(the Unicode line breaking algorithm, UAX #14, in short)."""
BREAK = re.compile(
    f"(?<={WIDE_LETTER})(?<![{NO_END}])(?![{NO_BEGIN}])|(?<![{NO_END}])(?={WIDE_LETTER})(?![{NO_BEGIN}])"
)


class _Wrapper(TextWrapper):
    """Breaks lines at spaces, and between characters of scripts that have none."""

    def pieces(self, text: str) -> list[str]:
        """Return the pieces of `text` that are not broken."""
        return self._split(text)

    def _split(self, text: str) -> list[str]:
        return [piece for chunk in super()._split(text) for piece in BREAK.split(chunk) if piece]


def lines_of(text: str, columns: int) -> list[str]:
    """Return `text` in lines of at most so many characters."""
    return _Wrapper(columns).wrap(text)


def balanced(text: str, columns: int) -> list[str]:
    """Return `text` in as few lines of at most so many characters, which are of about the same length."""
    fewest = len(lines_of(text, columns))
    # A word that has room in a line is not broken.
    longest = max((len(piece) for piece in _Wrapper().pieces(text) if len(piece) <= columns), default=1)
    for narrower in range(longest, columns):
        if len(lines := lines_of(text, narrower)) <= fewest:
            return lines
    return lines_of(text, columns)
