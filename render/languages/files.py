"""The name of a language enters, its file's content leaves."""

from collections.abc import Mapping
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from render.family import wrong
from render.languages.faults import all_of, faults
from render.systems import with_unix_breaks

FOLDER = Path(__file__).parent


class File(NamedTuple):
    """A language's tag for web pages, its texts by name, and a hash of both."""

    code: str
    texts: Mapping[str, str]
    digest: str = ""


@cache
def kinds() -> list[str]:
    """Return the words of all languages."""
    return sorted(["en", *(path.stem for path in FOLDER.glob("*.yaml"))])


@cache
def file_of(kind: str) -> File:
    """Return the file of the language `kind`; English is in the source. Raises PydanticCustomError for a wrong one."""
    if kind == "en":
        return File("en", {})
    import yaml

    path = FOLDER / f"{kind}.yaml"
    content = with_unix_breaks(path.read_bytes())
    try:
        said = yaml.load(content, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
        code, texts = said["code"], {str(name): text for name, text in said["texts"].items()}
    except (yaml.YAMLError, UnicodeError, KeyError, TypeError, AttributeError) as error:
        raise wrong(
            f"{path} is not a language: {error}".splitlines()[0], "it needs code and texts", ("kind",)
        ) from None
    if found := list(faults(texts)):
        first = all_of(found).errors(include_url=False)[0]
        raise wrong(f"{path}: {first['loc'][0]}: {first['msg']}", first.get("ctx", {}).get("hint", ""), ("kind",))
    return File(code, texts, sha256(content).hexdigest())
