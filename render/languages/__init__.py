"""Languages: whoever says something has a class of English texts beside its code; a language is one YAML file.

    class FitTexts(Texts, speaker="fit"):
        guess = "guess"

    words.of(FitTexts).guess

A text is named after its speaker, `fit.guess`. A panel's speaker is the panel's word; that of a member of another
family has the family's word before it, `loss.mse`; who is no member has a word that no panel has, `verdict`. What
begins with `told` is an item of the film's description, with `beat` a caption of slow motion, and with `between` it
joins others. `{step}` and the like are placeholders. Numbers are written with a decimal point and commas between
thousands in every language, as in the program that the film shows.

A language's file holds `code` and `texts`, as a scene may; what it lacks is said in English.
"""

import re
from collections.abc import Iterator
from typing import Annotated, Any, ClassVar, TypeVar
from unicodedata import east_asian_width

from pydantic import Field, GetJsonSchemaHandler, StringConstraints, computed_field, field_validator, model_validator
from pydantic_core import CoreSchema, InitErrorDetails, PydanticKnownError

from render.errors import did_you_mean
from render.family import Options, wrong
from render.languages.english import english
from render.languages.faults import all_of, faults, misplaced
from render.languages.files import File, file_of, kinds

TAG = "^[a-zA-Z]{2,8}(-[a-zA-Z0-9]{1,8})*$"


class Texts:
    """Texts in English, as class attributes; of an object, in the language that it was asked of.

    The class statement is also read where it is not run, so it holds plain strings. Where `drawn` is False, none of
    them stands on the picture.
    """

    speaker: ClassVar[str]

    def __init_subclass__(cls, *, speaker: str, drawn: bool = True) -> None:
        """Name the speaker."""
        cls.speaker = speaker

    @classmethod
    def names(cls) -> list[str]:
        """Return the texts' names, without the speaker's."""
        return [name for name in vars(cls) if name != "speaker" and not name.startswith("_")]

    def __iter__(self) -> Iterator[str]:
        """Iterate over the texts."""
        return (getattr(self, name) for name in self.names())


Speaker = TypeVar("Speaker", bound=Texts)


class Language(Options):
    """A language, with the texts of an author's in place of its own."""

    kind: Annotated[str, Field(description="which language there is")] = "en"
    code: Annotated[
        str,
        StringConstraints(pattern=TAG, max_length=35),
        Field(description="its tag for web pages, BCP 47, if it is another one", examples=["pt-BR"]),
    ] = ""
    texts: dict[str, str] = Field(
        default_factory=dict,
        description="single texts by name, in place of the language's own: `render explain language.texts` lists them",
        examples=[{"fit.guess": "model"}],
    )

    @model_validator(mode="before")
    @classmethod
    def _spelled_out(cls, value: object) -> object:
        """Read a word as a mapping. Raises for a language that is not there, or is wrong, and for unknown keys."""
        if isinstance(value, Language):
            return value
        value = {"kind": value} if isinstance(value, str) else value
        if not isinstance(value, dict):
            raise PydanticKnownError("model_attributes_type")
        kind = value.get("kind", "en")
        if kind not in kinds():
            raise wrong(f'language cannot be "{kind}"', did_you_mean(str(kind), kinds()), ("kind",))
        file_of(kind)
        if unknown := {key: said for key, said in value.items() if key not in cls.model_fields}:
            texts = value.get("texts")
            more = faults(texts) if isinstance(texts, dict) else ()
            within = [InitErrorDetails(**{**each, "loc": ("texts", *each["loc"])}) for each in more]
            raise all_of([*misplaced(unknown, list(cls.model_fields)), *within])
        return value

    @field_validator("code", mode="before")
    @classmethod
    def _is_a_tag(cls, value: object) -> object:
        if isinstance(value, str) and not re.fullmatch(TAG, value):
            raise wrong(f'"{value}" is not the tag of a language', "BCP 47 has en, pt-BR, zh-Hans")
        return value

    @field_validator("texts", mode="before")
    @classmethod
    def _are_known(cls, value: object) -> object:
        if not isinstance(value, dict):
            raise wrong("language.texts must be a mapping", "write texts: {fit.guess: ...}")
        if found := list(faults(value)):
            raise all_of(found)
        return value

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        """Return that of a word or a mapping."""
        mapping = handler.resolve_ref_schema(handler(schema))
        mapping["properties"]["kind"] |= {"enum": kinds()}
        return {"anyOf": [{"enum": kinds()}, mapping]}

    @property
    def tag(self) -> str:
        """The language's tag for web pages, BCP 47."""
        return self.code or self._file.code

    @computed_field(repr=False)  # type: ignore[prop-decorator]
    @property
    def file(self) -> str:
        """A hash of the language's file: its films are others when it is another one."""
        return self._file.digest

    @property
    def _file(self) -> File:
        return file_of(self.kind)

    @property
    def drawn(self) -> list[str]:
        """All texts that may stand on the picture, but for ours in English: our typefaces have their characters."""
        return [text for name, text in self._said.items() if english()[name].drawn]

    @property
    def _said(self) -> dict[str, str]:
        return {**self._file.texts, **self.texts}

    def of(self, speaker: type[Speaker]) -> Speaker:
        """Return the texts of a speaker."""
        said, texts = self._said, speaker()
        # A speaker who inherits texts has the translations of those that it does not say in its own words.
        for each in reversed([base for base in speaker.__mro__ if issubclass(base, Texts) and base is not Texts]):
            for name in each.names():
                setattr(texts, name, said.get(f"{each.speaker}.{name}", vars(each)[name]))
        return texts


def cells(text: str) -> int:
    """Return how many characters of a fixed-width font `text` is wide: Chinese ones count twice (UAX #11)."""
    return sum(1 + (east_asian_width(character) in "WF") for character in text)
