"""Compose what a send is called in the Temporal Web UI from closed vocabularies, and recognize such a name."""

from __future__ import annotations

from collections.abc import Iterable

from domain.messages import LANGUAGES, Channel, MessageKey

LONGEST = 200

_VERBS = {(Channel.SMS,): "Text", (Channel.EMAIL,): "Email", (Channel.SMS, Channel.EMAIL): "Text and email"}
_BEGINNINGS = tuple(f"{verb} {role}: " for verb in _VERBS.values() for role in ("caller", "victim"))
_SAID = frozenset(key.replace("_", " ") for key in MessageKey)


def send_name(channels: Iterable[Channel], to: str, keys: Iterable[MessageKey], languages: Iterable[str]) -> str:
    """`Text caller: officer delayed (es)`; what is said over both channels is named once."""
    verb = _VERBS[tuple(sorted(set(channels), key=tuple(Channel).index))]
    said = ", ".join(dict.fromkeys(key.replace("_", " ") for key in keys))
    return f"{verb} {to}: {said} ({', '.join(dict.fromkeys(languages))})"[:LONGEST]


def is_send_name(name: str) -> bool:
    """True for what `send_name` may compose, its end cut off where the name is as long as it may be."""
    beginning = next((each for each in _BEGINNINGS if name.startswith(each)), None)
    if beginning is None:
        return False
    said, _, languages = name.removeprefix(beginning).partition(" (")
    *parts, last = said.split(", ")
    if not _SAID.issuperset(parts):
        return False
    if len(name) == LONGEST and not languages.endswith(")"):
        return any(each.startswith(last) for each in _SAID)
    return last in _SAID and languages.endswith(")") and set(LANGUAGES).issuperset(languages[:-1].split(", "))
