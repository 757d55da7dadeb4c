"""Whether a model learns from inputs and targets of mean 0 and deviation 1, and what is said of that."""

from typing import Annotated

from pydantic import BeforeValidator, Field

from render.family import Options, wrong
from render.languages import Language, Texts


class StandardizeTexts(Texts, speaker="standardize"):
    """What is of mean 0 and deviation 1; it stands behind the names of weights and losses. The names of runs."""

    x = "x standardized"
    y = "y standardized"
    both = "x and y standardized"
    weight = "{parameter} ({units})"
    loss = "{loss}, {units}"
    rule = "{rule}, {units}"
    run_none = "as measured"
    run_one = "standardized"


class Standardize(Options):
    """Which numbers a model sees less their mean and divided by their standard deviation, that of the population.

    Mean and deviation are those of the samples that are learned from.
    """

    x: Annotated[bool, Field(description="each input")] = False
    y: Annotated[bool, Field(description="the targets; the loss is then that of standardized ones")] = False

    def __bool__(self) -> bool:
        """Return whether anything is standardized."""
        return self.x or self.y

    def said(self, words: Language) -> str:
        """Return what is standardized; nothing where nothing is."""
        texts = words.of(StandardizeTexts)
        return {(True, False): texts.x, (False, True): texts.y, (True, True): texts.both}.get((self.x, self.y), "")

    def run_name(self, others: "tuple[Standardize, ...]", words: Language) -> str:
        """Return the name of a run that is told from those of `others` by what is standardized."""
        texts = words.of(StandardizeTexts)
        if not self:
            return texts.run_none
        return self.said(words) if sum(map(bool, others)) > 1 else texts.run_one


def _spelled_out(value: object) -> object:
    """Read true and false as what is said of inputs."""
    if isinstance(value, str | int | float | list | tuple) and not isinstance(value, bool):
        said = f'"{value}"' if isinstance(value, str) else "this"
        raise wrong(f"standardize is true, false or a mapping, not {said}", "write true, or {x: true, y: true}")
    return {"x": value} if isinstance(value, bool) else value


StandardizeOption = Annotated[
    Standardize,
    BeforeValidator(_spelled_out, json_schema_input_type=bool | Standardize),
    Field(
        description="the model sees each input less its mean and divided by its standard deviation; so raw numbers "
        "such as areas and prices train at ordinary rates, and points and predictions stay in your units; with "
        "{x: true, y: true} targets are standardized, too",
        examples=[True],
        json_schema_extra={"default": False},
    ),
]
