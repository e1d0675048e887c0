"""Say what a file is from its first bytes, so that a wrong one is refused by its name and not as bad text."""

from __future__ import annotations

import codecs
from dataclasses import dataclass
from enum import Enum


class UnreadableExport(ValueError):
    """The file as such cannot be used; the message says what to do."""


class FileKind(Enum):
    """How the file is to be read."""

    TEXT = "text"
    WORKBOOK = "workbook"


_SAVE_AS = "save or export the table as CSV"
_ZIP = b"PK\x03\x04"
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_NAMED: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", f"is a PDF: {_SAVE_AS}"),
    (b"\x1f\x8b", "is compressed with gzip: unpack it first"),
    (b"7z\xbc\xaf\x27\x1c", "is a 7z archive: unpack it first"),
    (b"Rar!", "is a RAR archive: unpack it first"),
    (b"SQLite format 3\x00", f"is an SQLite database: {_SAVE_AS}"),
    (b"PAR1", f"is a Parquet file: {_SAVE_AS}"),
    (b"{\\rtf", f"is a rich text document: {_SAVE_AS}"),
)
_MARKUP: tuple[tuple[bytes, str], ...] = (
    (b"<!doctype", f"is a web page, whatever its name ends with: open it in a spreadsheet, and {_SAVE_AS}"),
    (b"<html", f"is a web page, whatever its name ends with: open it in a spreadsheet, and {_SAVE_AS}"),
    (b"<table", f"is a web page, whatever its name ends with: open it in a spreadsheet, and {_SAVE_AS}"),
    (b"<?xml", f"is XML: open it in a spreadsheet, and {_SAVE_AS}"),
    (b"{", f"is JSON: {_SAVE_AS}"),
    (b"[{", f"is JSON: {_SAVE_AS}"),
    (b"[ {", f"is JSON: {_SAVE_AS}"),
)


def kind_of(content: bytes) -> FileKind:
    """Text or a workbook. Raises UnreadableExport for what is neither; its message goes on from the file's name."""
    if content.startswith((_ZIP, _COMPOUND)):
        return FileKind.WORKBOOK
    start = b" ".join(content[:256].lstrip(codecs.BOM_UTF8 + b" \t\r\n").lower().split())
    said = [words for mark, words in _NAMED if content.startswith(mark)]
    said += [words for mark, words in _MARKUP if start.startswith(mark)]
    if said:
        raise UnreadableExport(said[0])
    return FileKind.TEXT


def text_of(content: bytes, encoding: str) -> str:
    """The text in the encoding that the mapping says. Raises UnreadableExport, which says which one it seems to be."""
    seems = _seems(content)
    if seems and codecs.lookup(encoding).name not in seems.read_by:
        raise UnreadableExport(f"is {seems.spoken} text, not {encoding}: set export.encoding = {seems.read_by[0]!r}")
    if seems is None and b"\x00" in content[:4096]:
        raise UnreadableExport(f"is not text: {_SAVE_AS}")
    try:
        return content.decode(encoding)
    except UnicodeError as error:
        raise UnreadableExport(_undecodable(content, encoding, error)) from None


@dataclass(frozen=True, slots=True)
class _Seems:
    spoken: str
    read_by: tuple[str, ...]


_MARKS: tuple[tuple[bytes, _Seems], ...] = (
    (codecs.BOM_UTF32_LE, _Seems("UTF-32", ("utf-32", "utf-32-le"))),
    (codecs.BOM_UTF32_BE, _Seems("UTF-32", ("utf-32", "utf-32-be"))),
    (codecs.BOM_UTF16_LE, _Seems("UTF-16", ("utf-16", "utf-16-le"))),
    (codecs.BOM_UTF16_BE, _Seems("UTF-16", ("utf-16", "utf-16-be"))),
    (codecs.BOM_UTF8, _Seems("UTF-8", ("utf-8-sig", "utf-8"))),
)


def _seems(content: bytes) -> _Seems | None:
    """The encoding that the first bytes give away: by a byte order mark, or by every other byte being zero."""
    for mark, seems in _MARKS:
        if content.startswith(mark):
            return seems
    start = content[:2000]
    if start[1::2].count(0) > len(start) // 4:
        return _Seems("UTF-16", ("utf-16-le", "utf-16"))
    return _Seems("UTF-16", ("utf-16-be",)) if start[::2].count(0) > len(start) // 4 else None


def _undecodable(content: bytes, encoding: str, error: UnicodeError) -> str:
    at = error.start if isinstance(error, UnicodeDecodeError) else 0
    line = content.count(b"\n", 0, at) + 1
    if codecs.lookup(encoding).name.startswith("utf-8"):
        return (
            f"is not {encoding} text (line {line}). Older Windows systems write cp1252: "
            "set export.encoding = 'cp1252', and look at the names with accents in a dry run"
        )
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return f"is not {encoding} text (line {line}): ask for the encoding, or export it again as UTF-8"
    return f"is UTF-8 text, not {encoding}: set export.encoding = 'utf-8-sig', or leave it out"
