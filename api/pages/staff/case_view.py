"""How a line of a timeline, a person's safe hours and the seconds of a hold are put into words."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from datetime import datetime

from api.pages.staff import case_words as words
from api.pages.staff.actor_words import actor_in_words
from api.pages.staff.case_reasons import reason_sentence
from db.tables import HeldChange, TimelineEntry
from domain.messages import MessageKey
from domain.preferences import text_of
from domain.quiet_hours import Hours
from domain.replies.intents import Intent
from locales.formats import own_name
from locales.sentences import Sentence

REPLIED = "reply received: "


def seconds_left(change: HeldChange, now: datetime) -> int:
    """Until it leaves; 0 once it is due."""
    return max(0, math.ceil((change.due_at - now).total_seconds()))


def what_of(line: TimelineEntry) -> Sentence | None:
    """What happened, in words; None for what has only words of its own, in English."""
    if line.what.startswith(REPLIED):
        return words.EVENTS["reply"]
    if line.kind == "message" and line.what in set(MessageKey):
        return words.MESSAGES[MessageKey(line.what)]
    return words.EVENTS.get(line.what)


def became_of(line: TimelineEntry) -> list[Sentence | str]:
    """What came of it; a text that is only there in English as it is."""
    if line.what.startswith(REPLIED):
        intent = line.what.removeprefix(REPLIED)
        return [words.INTENTS[intent]] if intent in set(Intent) else [intent]
    effect = (words.DELIVERY if line.kind == "message" else words.EFFECTS).get(line.effect)
    reason = reason_sentence(line.reason) if line.kind == "message" else None
    found: list[Sentence | str] = [effect or line.effect.replace("_", " ")]
    return found + ([reason or line.reason] if line.reason else [])


def who_of(line: TimelineEntry, said: Callable[..., str]) -> str:
    """Who did it, in words of a language: `said` puts a sentence into it."""
    badge = str(line.detail.get("by") or "")
    return actor_in_words(line.by or "", badge, said)


def hours_of(hours: Iterable[Hours]) -> str:
    """As 09:00-17:00, by the agency's clocks."""
    return ", ".join(sorted(text_of(each) for each in hours))


def language_name(language: str) -> str:
    """As its own readers call it."""
    return own_name(language)
