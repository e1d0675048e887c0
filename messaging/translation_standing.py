"""Count what speakers have read of each language, and which messages that lets through a policy's gate."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from domain.messages import KEY_RULES, LANGUAGES, Channel, MessageKey, Purpose
from domain.policy import Policy, SurveyMode
from locales.catalog_loader import LOCALES
from locales.read_catalogs import Entry, entries
from locales.read_marks import ReadMark
from messaging.rendering.gate import ASKED, says_fact
from messaging.rendering.sentences_of import sentences_of
from policies.files import load_question_sets
from policies.read_questions import REGISTER, question_entries

TRANSLATED = LANGUAGES[1:]
CATALOGS, QUESTIONS = LOCALES, REGISTER

TRANSLATED_MESSAGES = tuple(key for key in MessageKey if key is not MessageKey.LANGUAGE_OFFER)
"""All but the one that only offers languages, each in its own words."""

ANSWERED_BY_EMAIL_TOO = frozenset({MessageKey.PORTAL_CODE, MessageKey.PORTAL_SIGNED_IN})
"""Every other reply is a text, as it answers one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LanguageStanding:
    """How far a language is read; `unread`: by message and channel, how many of its sentences are not."""

    language: str
    sentences: tuple[Entry, ...]
    questions: tuple[Entry, ...]
    unread: Mapping[tuple[MessageKey, Channel], int]

    @property
    def last(self) -> ReadMark | None:
        """The mark of the last day; of several of that day, any."""
        marks = [entry.mark for entry in (*self.sentences, *self.questions) if entry.mark]
        return max(marks, key=lambda mark: mark.on, default=None)

    @property
    def wholly_read(self) -> tuple[MessageKey, ...]:
        """The messages of which every sentence is read, in text and email."""
        return tuple(key for key in TRANSLATED_MESSAGES if not any(self.unread[key, channel] for channel in Channel))

    @property
    def questions_read(self) -> bool:
        """Whether every survey question is read."""
        return all(entry.mark for entry in self.questions)

    def in_english(self, policy: Policy) -> tuple[MessageKey, ...]:
        """The messages of a policy that may go out in English, as one of their sentences is not read."""
        used = ways_of(policy)
        return tuple(key for key in used if any(self._is_held(key, channel, policy) for channel in used[key]))

    def _is_held(self, key: MessageKey, channel: Channel, policy: Policy) -> bool:
        asks = channel is Channel.SMS and policy.survey.mode is SurveyMode.TEXT and _asks(key)
        return bool(self.unread[key, channel]) or (asks and not self.questions_read)


def standing_of(language: str) -> LanguageStanding:
    """As the catalogs and the register of questions are now. Raises TomlError for a wrong register."""
    found = entries(language, CATALOGS)
    read = {entry.passage.english[0] for entry in found if entry.mark}
    return LanguageStanding(
        language=language,
        sentences=tuple(found),
        questions=tuple(question_entries(language, load_question_sets(), QUESTIONS)),
        unread={(key, channel): len(_texts(key, channel) - read) for key in MessageKey for channel in Channel},
    )


def ways_of(policy: Policy) -> dict[MessageKey, tuple[Channel, ...]]:
    """The messages that an agency with this policy may send, and over which channels."""
    return {key: ways for key in MessageKey if (ways := _ways_of(key, policy))}


def _ways_of(key: MessageKey, policy: Policy) -> tuple[Channel, ...]:
    if KEY_RULES[key].purpose is Purpose.REPLIES:
        return tuple(Channel) if key in ANSWERED_BY_EMAIL_TOO else (Channel.SMS,)
    if key is MessageKey.CORRECTION:
        return tuple(channel for channel in Channel if channel in policy.ways)
    return policy.messages[key].channels if key in policy.messages else ()


@cache
def _texts(key: MessageKey, channel: Channel) -> frozenset[str]:
    return frozenset(sentence.text for sentence in sentences_of(key, channel))


def _asks(key: MessageKey) -> bool:
    return any(says_fact(fact, _texts(key, Channel.SMS)) for fact in ASKED)
