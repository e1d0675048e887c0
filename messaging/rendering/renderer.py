"""Render a message: one key, one channel, one language, a few facts; nothing is read or sent here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from domain.messages import KEY_RULES, RIGHT_TO_LEFT, Channel, MessageFacts, MessageKey, Purpose
from domain.sms_segments import Encoding, plain_typography, segments
from locales.catalog_loader import Catalogs
from locales.dates_and_times import Room
from locales.formats import direction, openings
from locales.negotiate import negotiate
from locales.unbroken_numbers import unbroken_by_style
from messaging.rendering.email_parts import email_parts
from messaging.rendering.speaker import Speaker
from messaging.rendering.texts import words_said
from messaging.rendering.texts.common import PREFIX, STOP
from messaging.rendering.texts.offer import in_the_first_text, offers_alone, with_offers
from messaging.rendering.wording import wording_mark

TEMPLATES = Path(__file__).resolve().parent / "templates"


@dataclass(frozen=True, slots=True, kw_only=True)
class RenderedMessage:
    """A message ready to send. An email has `subject` and `html` and costs no segments; `text` is always there.

    `sentences` are those it says, by their English text; `instead_of` is the language that its reader should have had.
    """

    key: MessageKey
    channel: Channel
    language: str
    text: str
    subject: str | None = None
    html: str | None = None
    segments: int = 0
    encoding: Encoding | None = None
    sentences: frozenset[str] = frozenset()
    instead_of: str | None = None


@dataclass(frozen=True, slots=True)
class _Said:
    """One way to write a text, and the sentences that it says."""

    text: str
    sentences: frozenset[str] = frozenset()


@cache
def _email_template() -> Template:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["unbroken_numbers"] = unbroken_by_style
    return environment.get_template("email.html.j2")


class Renderer:
    """Knows the words of every message in every language; pure once it is built."""

    def __init__(self, catalogs: Catalogs) -> None:
        self._catalogs = catalogs
        self._marks: dict[tuple[MessageKey, Channel, str], str] = {}
        self._email_html = _email_template()

    def wording(self, key: MessageKey, channel: Channel, language: str) -> str:
        """The mark of what a message may say in a language (`messaging.rendering.wording`)."""
        at = (key, channel, language)
        if at not in self._marks:
            self._marks[at] = wording_mark(key, channel, self._catalogs[negotiate(language)])
        return self._marks[at]

    def render(
        self,
        key: MessageKey,
        channel: Channel,
        language: str,
        facts: MessageFacts,
        *,
        unsubscribe_url: str | None = None,
    ) -> RenderedMessage:
        """The message in words. Raises `MissingFact` or `UnusableFact`, which name the fact and not its value.

        `language` may be any tag or name `negotiate` understands; `unsubscribe_url` is for emails only.
        """
        spoken = negotiate(language)
        if key is MessageKey.LANGUAGE_OFFER:
            return _sms(key, spoken, [_Said(offers_alone(facts.offered_languages))])
        catalog = self._catalogs[spoken]
        if channel is Channel.EMAIL:
            speaker = Speaker(key=key, language=spoken, catalog=catalog, facts=facts)
            return self._email(key, spoken, speaker, unsubscribe_url)
        rooms = Room if facts.occurred_on else (Room.FULL,)  # only a date takes more room or less
        speakers = (Speaker(key=key, language=spoken, catalog=catalog, facts=facts, room=room) for room in rooms)
        return _sms(key, spoken, [said for speaker in speakers for said in _sms_texts(key, spoken, speaker)])

    def _email(self, key: MessageKey, language: str, speaker: Speaker, unsubscribe_url: str | None) -> RenderedMessage:
        email = email_parts(key, speaker, unsubscribe_url)
        return RenderedMessage(
            key=key,
            channel=Channel.EMAIL,
            language=language,
            subject=email.subject,
            text=email.as_text(),
            html=self._email_html.render(email=email, lang=language, dir=direction(language)),
            sentences=speaker.sentences,
        )


def _sms(key: MessageKey, language: str, texts: Sequence[_Said]) -> RenderedMessage:
    """The first of the texts that takes the fewest segments: both calendars are said only where they cost nothing."""
    count, said = min(((segments(said.text), said) for said in texts), key=lambda counted: counted[0].segments)
    return RenderedMessage(
        key=key,
        channel=Channel.SMS,
        language=language,
        text=said.text,
        segments=count.segments,
        encoding=count.encoding,
        sentences=said.sentences,
    )


def _sms_texts(key: MessageKey, language: str, speaker: Speaker) -> list[_Said]:
    """The ways to write the same text, the best one first."""
    facts = speaker.facts
    opening = facts.first_contact and KEY_RULES[key].purpose is not Purpose.REPLIES
    offered = _offered(facts, language, opening=opening)
    ending = _bound_to_host(facts) if key is MessageKey.PORTAL_CODE else ""
    said = _sms_words(key, speaker, opening=opening)
    if language not in RIGHT_TO_LEFT:
        said = plain_typography(said)
    return [_Said(with_offers(text, offered) + ending, speaker.sentences) for text in openings(said, language)]


def _sms_words(key: MessageKey, speaker: Speaker, *, opening: bool) -> str:
    words = words_said(key, speaker.facts)
    body = " ".join(speaker.said(words.lead + words.sms + ((STOP,) if opening else ())))
    return speaker.say(PREFIX, text=body) if words.named else body


def _offered(facts: MessageFacts, language: str, *, opening: bool) -> tuple[str, ...]:
    """The reader's own language first, where they should have had it; each only where its letters cost no segments."""
    own = (facts.unreviewed_language,) if facts.unreviewed_language else ()
    return in_the_first_text(language, dict.fromkeys((*own, *(facts.offered_languages if opening else ()))))


def _bound_to_host(facts: MessageFacts) -> str:
    """The last line that lets a phone fill the code in on our pages only (WICG: origin-bound one-time codes).

    It must stay exactly like this in every language: no isolates, no translation, nothing after it.
    """
    return f"\n@{facts.code_host} #{facts.code}" if facts.code_host and facts.code else ""
