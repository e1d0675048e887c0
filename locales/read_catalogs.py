"""What speakers have read of the catalogs: find it, note it, and drop the marks that do not fit any more."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from babel.messages.catalog import Catalog, Message

from domain.messages import LANGUAGES
from locales.catalog_loader import LOCALES, catalog_path, read_catalog
from locales.catalog_template import as_po
from locales.read_marks import BadReadMark, Passage, ReadMark, is_meant_as_mark, mark_in

ReadIn = Mapping[str, frozenset[str]]
"""Language -> what was read in it, each by its English text (the singular, where it has a plural)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An entry of a catalog that is translated, and its mark if that fits."""

    passage: Passage
    mark: ReadMark | None


def read_in_catalogs(root: Path = LOCALES) -> ReadIn:
    """The sentences of every catalog whose translation, as it stands, a speaker has read."""
    return {
        language: frozenset(entry.passage.english[0] for entry in entries(language, root) if entry.mark)
        for language in LANGUAGES[1:]
    }


def entries(language: str, root: Path = LOCALES) -> list[Entry]:
    """The entries of a catalog that are translated; those that are empty or fuzzy read in English."""
    catalog = read_catalog(catalog_path(language, root), language)
    return [
        Entry(passage=passage, mark=_fitting_mark(message, passage))
        for message in catalog
        if (passage := _passage_of(message, language)) is not None
    ]


def store_in_catalog(language: str, marks: Collection[ReadMark], root: Path = LOCALES) -> int:
    """Write each mark at the entry whose checksum it has; returns how many found theirs."""
    path, wanted = catalog_path(language, root), {mark.checksum: mark for mark in marks}
    catalog, stored = read_catalog(path, language), 0
    for message in catalog:
        passage = _passage_of(message, language)
        if passage is not None and passage.checksum in wanted:
            message.user_comments = [*_without_marks(message), str(wanted[passage.checksum])]
            stored += 1
    if stored:
        path.write_bytes(as_po(catalog))
    return stored


def drop_unfit_marks(catalog: Catalog, language: str) -> None:
    """Take out the marks of sentences or translations that were changed since; a mistyped mark stays, to be named."""
    for message in catalog:
        if message.id and _is_unfit(_mark_or_none(message), message, language):
            message.user_comments = _without_marks(message)


def mark_problems(message: Message, language: str) -> Iterator[str]:
    """What is wrong with the mark of an entry."""
    try:
        mark = mark_in(message.user_comments)
    except BadReadMark as error:
        yield str(error)
        return
    if mark is not None and _is_unfit(mark, message, language):
        yield f"changed since {mark.by} read it on {mark.on}; `caseline translations update` drops the mark"


def marks_by_sentence(language: str, root: Path = LOCALES) -> dict[str, ReadMark]:
    """Every mark of a catalog by the English it stands at, whether it fits or not; none if there is no catalog."""
    path = catalog_path(language, root)
    found = read_catalog(path, language) if path.exists() else ()
    return {_forms(message.id)[0]: mark for message in found if message.id and (mark := _mark_or_none(message))}


def _is_unfit(mark: ReadMark | None, message: Message, language: str) -> bool:
    passage = _passage_of(message, language)
    return mark is not None and (passage is None or passage.checksum != mark.checksum)


def _fitting_mark(message: Message, passage: Passage) -> ReadMark | None:
    mark = _mark_or_none(message)
    return mark if mark and mark.checksum == passage.checksum else None


def _mark_or_none(message: Message) -> ReadMark | None:
    try:
        return mark_in(message.user_comments)
    except BadReadMark:
        return None


def _without_marks(message: Message) -> list[str]:
    return [comment for comment in message.user_comments if not is_meant_as_mark(comment)]


def _passage_of(message: Message, language: str) -> Passage | None:
    translation = _forms(message.string)
    if not message.id or message.fuzzy or not all(translation):
        return None
    return Passage(
        language=language,
        english=_forms(message.id),
        translation=translation,
        places=tuple(place for place, _ in message.locations),
        hints=tuple(message.auto_comments),
    )


def _forms(text: str | tuple[str, ...] | list[str] | None) -> tuple[str, ...]:
    return (text or "",) if text is None or isinstance(text, str) else tuple(text)
