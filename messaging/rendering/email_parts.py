"""Decide what an email says, part by part: the same content for its HTML and its plain-text part."""

from __future__ import annotations

from dataclasses import dataclass

from domain.messages import KEY_RULES, KeyRule, MessageKey, Purpose
from locales.formats import with_marks
from locales.sentences import Action, MessageWords, Sentence
from messaging.rendering.speaker import Speaker
from messaging.rendering.texts import words_said
from messaging.rendering.texts.common import DETAILS, DETECTIVE_DETAILS, FOOTER, LABELLED, NO_UNSUBSCRIBE, UNSUBSCRIBE


@dataclass(frozen=True, slots=True, kw_only=True)
class Labelled:
    """A label and its value, and how both stand in plain text."""

    label: str
    value: str
    plain: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EmailParts:
    """In reading order."""

    agency: str
    subject: str
    opening: str
    quote: str | None
    paragraphs: list[str]
    actions: list[Labelled]
    details: list[Labelled]
    footer: list[str]
    unsubscribe: Labelled | None

    def as_text(self) -> str:
        """The plain-text part."""
        details = "\n".join(row.plain for row in self.details)
        stop = [self.unsubscribe.plain] if self.unsubscribe else []
        signature = "\n".join(["-- ", *self.footer, *stop])
        links = [action.plain for action in self.actions]
        blocks = [self.opening, self.quote, *self.paragraphs, *links, details, signature]
        return "\n\n".join(block for block in blocks if block) + "\n"


def email_parts(key: MessageKey, speaker: Speaker, unsubscribe_url: str | None) -> EmailParts:
    """Decide what the email says."""
    words, rule = words_said(key, speaker.facts), KEY_RULES[key]
    return EmailParts(
        agency=speaker.value("agency"),
        subject=with_marks(" ".join(speaker.first_said(words.subject).split())),
        opening=" ".join(speaker.said(words.lead)),
        quote=speaker.value(words.quote) if words.quote else None,
        paragraphs=speaker.said(words.email),
        actions=[_link(speaker, action.label, speaker.value(action.fact)) for action in _known(words, speaker)],
        details=[_detail(speaker, fact, label) for fact, label in details_of(rule) if fact in speaker.values],
        footer=speaker.said(footer_of(rule, unsubscribe_url)),
        unsubscribe=_link(speaker, UNSUBSCRIBE, unsubscribe_url) if unsubscribe_url else None,
    )


def _known(words: MessageWords, speaker: Speaker) -> list[Action]:
    return [action for action in words.actions if action.required or action.fact in speaker.values]


def _link(speaker: Speaker, label: Sentence, address: str) -> Labelled:
    """In plain text a link stands on its own line, where nothing can run into it."""
    said = speaker.say(label)
    plain = speaker.say(LABELLED, label=said, value=f"\n{address}").replace(" \n", "\n")
    return Labelled(label=said, value=address, plain=plain)


def _detail(speaker: Speaker, fact: str, label: Sentence) -> Labelled:
    said, value = speaker.say(label), speaker.inside[fact]
    return Labelled(label=said, value=value, plain=speaker.say(LABELLED, label=said, value=value))


def details_of(rule: KeyRule) -> tuple[tuple[str, Sentence], ...]:
    """Only a victim is shown who the detective is."""
    if rule.purpose is not Purpose.UPDATES:
        return ()
    return DETAILS + DETECTIVE_DETAILS if rule.victims_only else DETAILS


def footer_of(rule: KeyRule, unsubscribe_url: str | None) -> tuple[Sentence, ...]:
    """Who can be stopped is told how: by the link, or by telephone where there is none."""
    if unsubscribe_url or rule.purpose is Purpose.REPLIES:
        return FOOTER
    return (*FOOTER, NO_UNSUBSCRIBE)
