"""What an author says of a film's place in a course: its lesson, what it teaches, and what to ask before it goes on."""

import re
from typing import Annotated, Any

from pydantic import Field, model_validator

from render.family import Options, wrong
from render.languages import Language, Texts
from render.texts import LINE

LONGEST = 160
"""Characters of a sentence or a question: two lines of a page."""


class AboutTexts(Texts, speaker="about", drawn=False):
    """What stands before the sentence and the question in a speaker's notes."""

    teaches = "Teaches: {text}"
    ask = "Ask first: {text}"


class About(Options):
    """The film's place in a course, for its page, the speaker's notes and `render gallery`."""

    lesson: Annotated[
        str | None,
        Field(
            min_length=1,
            max_length=60,
            description="the part of the course that it belongs to; lessons are ordered by their numbers",
            examples=["2 A line fits"],
        ),
        LINE,
    ] = None
    part: Annotated[int, Field(ge=1, le=1_000, description="the film's place in its lesson", examples=[2])] = 1
    teaches: Annotated[
        str | None,
        Field(
            min_length=1,
            max_length=LONGEST,
            description="what the film shows, in a sentence",
            examples=["The line shifts first, then tilts"],
        ),
        LINE,
    ] = None
    ask: Annotated[
        str | None,
        Field(
            min_length=1,
            max_length=LONGEST,
            description="a question for students, before it plays",
            examples=["Which will move first?"],
        ),
        LINE,
    ] = None

    @model_validator(mode="before")
    @classmethod
    def _is_a_mapping(cls, given: Any) -> Any:
        if isinstance(given, str):
            raise wrong("about says several things, each by its key", "write {teaches: ..., ask: ...}")
        return given

    def said(self, language: Language) -> list[str]:
        """Return what a speaker reads first, as paragraphs: what the film teaches, and the question."""
        words = language.of(AboutTexts)
        pairs = [(words.teaches, self.teaches), (words.ask, self.ask)]
        return [before.format(text=text) for before, text in pairs if text]


def natural(text: str) -> list[tuple[int, str]]:
    """Return by what texts are ordered as people do it: 2 before 10, and whatever the case."""
    return [(int(part), "") if part.isdecimal() else (0, part.casefold()) for part in re.split(r"(\d+)", text)]
