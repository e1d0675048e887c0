"""What an email says, part by part: the same content for its HTML and its plain-text half."""

from __future__ import annotations

from dataclasses import dataclass

from activities.messages.speak import Speaker
from activities.messages.texts import TEXTS
from activities.messages.texts.common import (
    DETAILS,
    DETECTIVE_DETAILS,
    FOOTER,
    NO_UNSUBSCRIBE,
    UNSUBSCRIBE,
)
from activities.messages.words import Sentence, Words
from domain.messages import KEY_RULES, KeyRule, MessageKey, Purpose


@dataclass(frozen=True, slots=True, kw_only=True)
class EmailParts:
    """In reading order; `actions` are label and address, `details` label and value."""

    agency: str
    subject: str
    opening: list[str]
    quote: str | None
    paragraphs: list[str]
    actions: list[tuple[str, str]]
    details: list[tuple[str, str]]
    footer: list[str]
    unsubscribe: tuple[str, str] | None

    def as_text(self) -> str:
        """The plain-text part."""
        links = [f"{label}:\n{address}" for label, address in self.actions]
        rows = "\n".join(f"{label}: {value}" for label, value in self.details)
        stop = [": ".join(self.unsubscribe)] if self.unsubscribe else []
        signature = "\n".join(["-- ", *self.footer, *stop])
        blocks = [*self.opening, self.quote, *self.paragraphs, *links, rows, signature]
        return "\n\n".join(block for block in blocks if block) + "\n"


def email_parts(key: MessageKey, speaker: Speaker, unsubscribe_url: str | None) -> EmailParts:
    """Decide what the email says."""
    words, rule = TEXTS[key], KEY_RULES[key]
    return EmailParts(
        agency=speaker.value("agency"),
        subject=" ".join(speaker.said(words.subject)[0].split()),
        opening=[" ".join(speaker.said(words.lead))],
        quote=speaker.value(words.quote) if words.quote else None,
        paragraphs=speaker.said(words.email),
        actions=_actions(words, speaker),
        details=_rows(_details(rule), speaker),
        footer=speaker.said(_footer(rule, unsubscribe_url)),
        unsubscribe=(speaker.say(UNSUBSCRIBE), unsubscribe_url) if unsubscribe_url else None,
    )


def _actions(words: Words, speaker: Speaker) -> list[tuple[str, str]]:
    known = [action for action in words.actions if action.fact in speaker.values]
    return [(speaker.say(action.label), speaker.values[action.fact]) for action in known]


def _details(rule: KeyRule) -> tuple[tuple[str, Sentence], ...]:
    if rule.purpose is not Purpose.UPDATES:
        return ()
    return DETAILS + DETECTIVE_DETAILS if rule.victims_only else DETAILS


def _rows(details: tuple[tuple[str, Sentence], ...], speaker: Speaker) -> list[tuple[str, str]]:
    known = [(fact, label) for fact, label in details if fact in speaker.values]
    return [(speaker.say(label), speaker.inside[fact]) for fact, label in known]


def _footer(rule: KeyRule, unsubscribe_url: str | None) -> tuple[Sentence, ...]:
    """Who can be stopped is told how: by the link, or by telephone where there is none."""
    if unsubscribe_url or rule.purpose is Purpose.REPLIES:
        return FOOTER
    return (*FOOTER, NO_UNSUBSCRIBE)
