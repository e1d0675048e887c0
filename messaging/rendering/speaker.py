"""Say sentences in one language with one set of facts, leaving out what cannot or should not be said."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from string import Formatter

from babel.support import NullTranslations

from domain.messages import MessageFacts, MessageKey
from locales.dates_and_times import Room
from locales.sentences import Sentence
from messaging.rendering.errors import MissingFact, RenderError, UnusableFact
from messaging.rendering.sentence_facts import isolated, values_of


class Speaker:
    """Puts the sentences of one message into words; `values` stand alone, `inside` within a sentence."""

    def __init__(
        self,
        *,
        key: MessageKey,
        language: str,
        catalog: NullTranslations,
        facts: MessageFacts,
        room: Room = Room.FULL,
    ) -> None:
        values = values_of(facts, language, room)
        self.values = values.known
        self.inside = isolated(values.known, language)
        self._unusable = values.unusable
        self._key = key
        self._catalog = catalog
        self.facts = facts
        self._sentences: set[str] = set()

    @property
    def sentences(self) -> frozenset[str]:
        """What was said so far, each sentence by its English text."""
        return frozenset(self._sentences)

    def say(self, sentence: Sentence, **extra: str) -> str:
        """The sentence in words; a placeholder without a fact raises `MissingFact` or `UnusableFact`."""
        self._sentences.add(sentence.text)
        template = self._translated(sentence)
        try:
            return template.format_map(self.inside | extra)
        except KeyError as missing:
            raise self._lacking(str(missing.args[0])) from None

    def said(self, sentences: Iterable[Sentence]) -> list[str]:
        """Those of the sentences that apply, in words."""
        return [self.say(sentence) for sentence in sentences if self._applies(sentence)]

    def first_said(self, sentences: Iterable[Sentence]) -> str:
        """The first of the sentences that applies, in words."""
        return next(self.say(sentence) for sentence in sentences if self._applies(sentence))

    def value(self, fact: str) -> str:
        """One fact by itself, as it stands outside any sentence."""
        if fact not in self.values:
            raise self._lacking(fact)
        return self.values[fact]

    def _lacking(self, fact: str) -> RenderError:
        return (UnusableFact if fact in self._unusable else MissingFact)(self._key, fact)

    def _translated(self, sentence: Sentence) -> str:
        if sentence.plural is None or sentence.of is None:
            return str(self._catalog.gettext(sentence.wording(text_to_911=self.facts.text_to_911)))
        number = getattr(self.facts, sentence.of)
        return str(self._catalog.ngettext(sentence.text, sentence.plural, number))

    def _applies(self, sentence: Sentence) -> bool:
        if sentence.when and not getattr(self.facts, sentence.when):
            return False
        if sentence.unless and sentence.unless in self.values:
            return False
        return not sentence.optional or placeholders(sentence.text) <= self.values.keys()


@cache
def placeholders(text: str) -> frozenset[str]:
    """The names in braces in a sentence of ours."""
    return frozenset(name for _, name, _, _ in Formatter().parse(text) if name)
