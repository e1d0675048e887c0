"""Turn facts into what stands in a sentence: clean, formatted for the language, isolated where it must be."""

from __future__ import annotations

import re
from dataclasses import fields
from datetime import datetime
from zoneinfo import ZoneInfo

from activities.messages.errors import UnusableFact
from domain.messages import RIGHT_TO_LEFT, MessageFacts, MessageKey
from locales.formats import format_date, format_number, format_time, isolate

FORMATTED = frozenset({"first_contact", "cancel_word", "time_zone", "occurred_on"})
"""Facts that steer a message or are shown in another form (`occurred_on` as {date} and {time})."""

LINKS = frozenset({"link", "report_link", "rights_link"})

_WEB_ADDRESS = re.compile(r"https?://[^\s<>\"]+")
_BIDI_CONTROLS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_OTHER_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ufeff\ufff9-\uffff]")


def clean(value: str) -> str:
    """Free text without the invisible characters that could turn the direction of what surrounds it."""
    unix = value.replace("\r\n", "\n").replace("\r", "\n")
    return _OTHER_CONTROLS.sub("", _BIDI_CONTROLS.sub("", unix)).strip()


def plain_values(key: MessageKey, facts: MessageFacts, language: str) -> dict[str, str]:
    """Every known fact by placeholder name, as text; unknown and empty ones are absent."""
    named = {field.name: getattr(facts, field.name) for field in fields(facts) if field.name not in FORMATTED}
    shown = {name: _text(value, language) for name, value in named.items() if value is not None}
    for name in LINKS & shown.keys():
        if not _WEB_ADDRESS.fullmatch(shown[name]):
            raise UnusableFact(key, name)
    return {name: value for name, value in (shown | _when(key, facts, language)).items() if value}


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


def _when(key: MessageKey, facts: MessageFacts, language: str) -> dict[str, str]:
    if facts.occurred_on is None:
        return {}
    try:
        moment = datetime.fromisoformat(facts.occurred_on)
    except ValueError:
        raise UnusableFact(key, "occurred_on") from None
    if moment.tzinfo is None:
        raise UnusableFact(key, "occurred_on")
    try:
        zone = ZoneInfo(facts.time_zone)
    except (ValueError, OSError):
        raise UnusableFact(key, "time_zone") from None
    return {"date": format_date(moment, language, zone), "time": format_time(moment, language, zone)}
