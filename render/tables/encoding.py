"""The bytes of a text enter, what they may say leaves: the likeliest reading first, each with its encoding."""

import codecs
from collections.abc import Iterator
from encodings.aliases import aliases

from render.errors import Fault
from render.tables.table import TableError, Wanted

MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
"""UTF-32 comes first: its little-endian mark begins with that of UTF-16."""
NAMES = {
    **{f"cp{page}": f"Windows-{page}" for page in range(1250, 1259)},
    "mac_roman": "Mac Roman",
    "utf-16": "UTF-16",
    "utf-32": "UTF-32",
}
SAMPLE = 100_000
"""Bytes by which an encoding is guessed."""
OTHERS = (
    (b"%PDF", "is a PDF", "copy the table into a spreadsheet, and save that"),
    (b"\x1f\x8b", "is compressed", "unpack it first"),
    (b"PAR1", "is a Parquet file", "save the table as CSV"),
    (b"\x89HDF", "is an HDF5 file", "save the table as CSV"),
    (b"SQLite format 3", "is a database", "save the table as CSV"),
)


def texts(raw: bytes, wanted: Wanted) -> Iterator[tuple[str, str]]:
    """Yield each text that `raw` may be, and the name of its encoding in Python. Raises TableError if there is none."""
    for start, said, hint in OTHERS:
        if raw.startswith(start):
            raise TableError(Fault(f"{wanted.file} {said}, not a table", hint, ("file",)))
    mark = next((name for start, name in MARKS if raw.startswith(start)), "")
    if wanted.encoding:
        asked = codecs.lookup(wanted.encoding).name
        yield _strictly(raw, mark if mark == "utf-8-sig" and asked == "utf-8" else asked, wanted, ("encoding",)), asked
        return
    if mark:
        yield _strictly(raw, mark, wanted, ("file",)), mark
        return
    if b"\0" in raw:
        yield _strictly(raw, wide := _wide(raw, wanted), wanted, ("file",)), wide
        return
    try:
        yield raw.decode("utf-8"), "utf-8"
        return
    except UnicodeDecodeError:
        pass
    for name in _single(raw):
        try:
            yield raw.decode(name), name
        except (UnicodeDecodeError, LookupError):
            continue


def label(encoding: str) -> str:
    """Return what an `encoding` is called; nothing for UTF-8, which needs no mention."""
    return "" if encoding.startswith("utf-8") else NAMES.get(encoding, encoding.upper().replace("_", "-"))


def is_known(encoding: str) -> bool:
    """Return whether an author may name this `encoding`: one of texts, not of escapes or of bytes."""
    try:
        name = codecs.lookup(encoding).name.replace("-", "_")
        "".encode(encoding)
    except (LookupError, ValueError):
        return False
    return name in {*aliases.values(), "utf_8_sig"} or aliases.get(name, name) in aliases.values()


def _strictly(raw: bytes, encoding: str, wanted: Wanted, at: tuple[str, ...]) -> str:
    try:
        return raw.decode(encoding).removeprefix("\N{ZERO WIDTH NO-BREAK SPACE}")
    except UnicodeError as error:
        what = label(encoding) or "UTF-8"
        where = f": byte {error.start + 1} makes no character" if isinstance(error, UnicodeDecodeError) else ""
        hint = "save the file as UTF-8" if at == ("file",) else "leave out encoding, or name another one"
        raise TableError(Fault(f"{wanted.file} is not {what} text{where}", hint, at)) from None


def _wide(raw: bytes, wanted: Wanted) -> str:
    """Return which UTF-16 has no mark and a zero in every second byte, as Latin letters and digits have."""
    start = raw[:SAMPLE]
    even, odd = start[::2].count(0), start[1::2].count(0)
    if max(even, odd) > len(start) / 4 and min(even, odd) == 0:
        return "utf-16-le" if odd else "utf-16-be"
    hint = "save the table as CSV or .xlsx"
    raise TableError(Fault(f"{wanted.file} is not a table: there are zero bytes in it", hint, ("file",)))


def _single(raw: bytes) -> Iterator[str]:
    """Yield encodings of text that is not Unicode, the commonest first."""
    yield "cp1252"
    from charset_normalizer import from_bytes

    start = raw[: raw.rfind(b"\n", 0, SAMPLE) + 1 or SAMPLE]
    yield from (match.encoding for match in from_bytes(start))
    yield "mac_roman"
