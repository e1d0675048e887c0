"""Send a language only where a speaker has read every sentence that would be said in it; else say it in English."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace

from domain.messages import LANGUAGES, Channel, MessageFacts, MessageKey
from locales.read_catalogs import ReadIn
from messaging.rendering.renderer import RenderedMessage, Renderer

FactsIn = Callable[[str], MessageFacts]
"""The facts of a message in a language: a survey asks its questions in it."""

ENGLISH = LANGUAGES[0]

ASKED = ("question", "open_question")
"""Facts that are translations themselves, and so must have been read as well."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedMessage:
    """What is to be said, over which channel, and in which language it should be.

    `require_reviewed`: the languages of the agency's policy in which only what was read is sent.
    """

    key: MessageKey
    channel: Channel
    language: str
    require_reviewed: frozenset[str] = frozenset()
    offer_languages: tuple[str, ...] = ()
    unsubscribe_url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeakersGate:
    """A renderer that knows what speakers have read: `sentences` of the catalogs, and `questions` of surveys."""

    renderer: Renderer
    sentences: ReadIn
    questions: ReadIn = field(default_factory=dict)

    def render(self, wanted: WantedMessage, facts_in: FactsIn) -> RenderedMessage:
        """The message in its reader's language, or in English with the offer of that language.

        Raises messaging.rendering.errors.RenderError.
        """
        rendered = self._in(wanted.language, wanted, facts_in(wanted.language))
        if rendered.language not in wanted.require_reviewed or self._is_read(rendered, facts_in):
            return rendered
        offered = rendered.language if rendered.language in wanted.offer_languages else None
        in_english = self._in(ENGLISH, wanted, replace(facts_in(ENGLISH), unreviewed_language=offered))
        return replace(in_english, instead_of=rendered.language)

    def _in(self, language: str, wanted: WantedMessage, facts: MessageFacts) -> RenderedMessage:
        return self.renderer.render(wanted.key, wanted.channel, language, facts, unsubscribe_url=wanted.unsubscribe_url)

    def _is_read(self, rendered: RenderedMessage, facts_in: FactsIn) -> bool:
        if not rendered.sentences <= _read(self.sentences, rendered.language):
            return False
        asked = [fact for fact in ASKED if says_fact(fact, rendered.sentences)]
        return not asked or self._were_read(asked, rendered.language, facts_in(ENGLISH))

    def _were_read(self, facts: Iterable[str], language: str, in_english: MessageFacts) -> bool:
        return {getattr(in_english, fact) for fact in facts} <= _read(self.questions, language)


def says_fact(fact: str, sentences: frozenset[str]) -> bool:
    """True if one of the sentences has a place for this fact."""
    return any(f"{{{fact}}}" in sentence for sentence in sentences)


def _read(read_in: Mapping[str, frozenset[str]], language: str) -> frozenset[str]:
    return read_in.get(language, frozenset())
