"""Turn facts into what stands in a sentence: clean, formatted for the language, isolated where it must be."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from domain.messages import RIGHT_TO_LEFT, MessageFacts
from locales.dates_and_times import Room, format_date, time_in_sentence
from locales.formats import format_number, isolate

FORMATTED = frozenset(
    {
        "first_contact",
        "offered_languages",
        "unreviewed_language",
        "cancel_word",
        "text_to_911",
        "time_zone",
        "occurred_on",
        "code_host",
        "corrects",
        "approved",
    }
)
"""Facts that steer a message or are shown in another form (`occurred_on` as {date} and {time})."""

_SHOWN = tuple(field.name for field in fields(MessageFacts) if field.name not in FORMATTED)

LINKS = frozenset({"link", "report_link", "rights_link"})

_WEB_ADDRESS = re.compile(r"https?://[^\s<>\"]+")
_BIDI_CONTROLS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_OTHER_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ufeff\ud800-\udfff\ufff9-\uffff]")


def clean(value: str) -> str:
    """Free text without the invisible characters that could turn the direction of what surrounds it."""
    if value.isascii() and value.isprintable():
        return value.strip()
    unix = value.replace("\r\n", "\n").replace("\r", "\n")
    return _OTHER_CONTROLS.sub("", _BIDI_CONTROLS.sub("", unix)).strip()


@dataclass(frozen=True, slots=True, kw_only=True)
class Values:
    """What is known, by placeholder name; `unusable` names facts that are there but cannot be read."""

    known: dict[str, str]
    unusable: frozenset[str]


def values_of(facts: MessageFacts, language: str, room: Room) -> Values:
    """Every fact as text; an unknown or empty one is in neither half."""
    named = ((name, getattr(facts, name)) for name in _SHOWN)
    shown = {name: _text(value, language) for name, value in named if value is not None}
    unusable = {name for name in LINKS & shown.keys() if shown[name] and not _WEB_ADDRESS.fullmatch(shown[name])}
    if facts.occurred_on:
        moment, zone = _moment(facts.occurred_on), _zone(facts.time_zone)
        if moment and zone:
            shown["date"] = format_date(moment, language, zone, room)
            shown["time"] = time_in_sentence(moment, language, zone, room)
        else:
            unusable |= {"date", "time"}
    known = {name: value for name, value in shown.items() if value and name not in unusable}
    return Values(known=known, unusable=frozenset(unusable))


def isolated(values: dict[str, str], language: str) -> dict[str, str]:
    """The same values, ready to stand inside a sentence of the language."""
    return {name: _isolated(name, value, language) for name, value in values.items()}


def _isolated(name: str, value: str, language: str) -> str:
    if name in LINKS and language in RIGHT_TO_LEFT:
        # Android makes the closing isolate a part of the link unless a space comes before it.
        return isolate(f"{value} ", language)
    return isolate(value, language)


def _text(value: str | int, language: str) -> str:
    return format_number(value, language) if isinstance(value, int) else clean(value)


def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else None


def _zone(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, ZoneInfoNotFoundError):
        return None
