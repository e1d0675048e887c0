"""Name the letters that turn a text to UCS-2, the segments they cost, and the lines of the sentences they stand in."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path

from commands.message_samples import FULL, MINIMAL
from domain.messages import LANGUAGES, RIGHT_TO_LEFT, Channel, MessageFacts, MessageKey
from domain.sms_segments import outside_gsm, plain_typography, segments
from domain.surveys.questions import Question, QuestionSet, SurveyOutcome, newest_for
from locales.catalog_loader import LOCALES, catalog_path, read_catalog
from messaging.rendering.renderer import RenderedMessage, Renderer
from messaging.rendering.texts.correction import CORRECTION_TEXTS
from policies.files import QUESTION_FILES, QuestionSets
from policies.toml_lines import lines_of

IN_LATIN_LETTERS = tuple(language for language in LANGUAGES if language not in RIGHT_TO_LEFT)
"""Arabic letters are never in GSM-7."""

ELSEWHERE = "in no catalog: a date or a fact"

_ONE_OF_EACH = replace(FULL, minutes=1, eta_minutes=1, expires_in_days=1)

Places = Callable[[str], Iterable[str]]
"""Where a letter of a text comes from, each as file:line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OutsideGsm:
    """A text that falls out of GSM-7: by these letters, each with its places, to so many segments instead of fewer."""

    language: str
    what: str
    letters: Mapping[str, tuple[str, ...]]
    segments: int
    in_gsm: int

    def __str__(self) -> str:
        letters = ", ".join(f"{letter} (U+{ord(letter):04X})" for letter in self.letters)
        verb, noun = "makes" if len(self.letters) == 1 else "make", "segment" if self.segments == 1 else "segments"
        cost = f"{self.segments} {noun} of {self.in_gsm}" if self.segments > self.in_gsm else "no segment more yet"
        places = dict.fromkeys(place for found in self.letters.values() for place in found or (ELSEWHERE,))
        return f"{self.language} {self.what}: {letters} {verb} {cost} ({', '.join(places)})"


def texts_outside_gsm(renderer: Renderer, root: Path = LOCALES) -> Iterator[OutsideGsm]:
    """Every message in every language of Latin script that falls out, at its dearest."""
    for language in IN_LATIN_LETTERS:
        lines = _Lines(language, root)
        for key, corrects in _said():
            rendered = [
                renderer.render(key, Channel.SMS, language, replace(facts, corrects=corrects))
                for facts in (FULL, MINIMAL, _ONE_OF_EACH)
            ]
            what = f"{key.value} of {corrects.value}" if corrects else key.value
            found = [_outside(what, each, lines.of(each)) for each in rendered if outside_gsm(each.text)]
            if found:
                yield max(found, key=lambda each: each.segments - each.in_gsm)


def questions_outside_gsm(
    renderer: Renderer, sets: QuestionSets, folder: Path = QUESTION_FILES
) -> Iterator[OutsideGsm]:
    """Every survey question in force that falls out when a text asks it."""
    for questions in dict.fromkeys(newest_for(sets, outcome).key for outcome in SurveyOutcome):
        file = folder / f"{questions}.toml"
        lines = lines_of(file.read_text(encoding="utf-8"))
        for (table, question), language in product(_questions(sets[questions]), IN_LATIN_LETTERS):
            asked = question.text[language]
            if outside_gsm(plain_typography(asked)):
                rendered = renderer.render(MessageKey.SURVEY_QUESTION, Channel.SMS, language, _asking(table, asked))
                place = f"{_near(file)}:{lines.get((table, question.id, language), 1)}"
                yield _outside(f"{rendered.key.value} {question.id}", rendered, _of_question(asked, place))


def _questions(questions: QuestionSet) -> Iterator[tuple[str, Question]]:
    yield from (("items", question) for question in questions.items)
    yield from (("comments", question) for question in questions.comments)


def _asking(table: str, asked: str) -> MessageFacts:
    if table == "items":
        return replace(MINIMAL, question=asked, open_question=None)
    return replace(MINIMAL, open_question=asked)


def _said() -> Iterator[tuple[MessageKey, MessageKey | None]]:
    """All but the offer of languages, whose letters are those of Arabic and Farsi in whatever language."""
    yield from ((key, None) for key in MessageKey if key is not MessageKey.LANGUAGE_OFFER)
    yield from ((MessageKey.CORRECTION, corrects) for corrects in CORRECTION_TEXTS)


def _outside(what: str, rendered: RenderedMessage, places: Places) -> OutsideGsm:
    letters = outside_gsm(rendered.text)
    spelled_in_gsm = rendered.text.translate({ord(letter): "a" for letter in letters})
    return OutsideGsm(
        language=rendered.language,
        what=what,
        letters={letter: tuple(places(letter)) for letter in letters},
        segments=rendered.segments,
        in_gsm=segments(spelled_in_gsm).segments,
    )


class _Lines:
    """Where each sentence of a language stands in its catalog; English stands in the sources."""

    def __init__(self, language: str, root: Path) -> None:
        self._path = catalog_path(language, root)
        self._found: list[tuple[str, str, int]] = []
        for message in read_catalog(self._path, language) if self._path.exists() else ():
            (source, *_), texts = _forms(message.id), _forms(message.string)
            self._found.append((source, plain_typography("".join(texts)), message.lineno or 1))

    def of(self, rendered: RenderedMessage) -> Places:
        """The lines of the sentences that a message says with the letter."""

        def places(letter: str) -> Iterator[str]:
            for source, text, line in self._found:
                if source in rendered.sentences and letter in text:
                    yield f"{_near(self._path)}:{line}"

        return places


def _of_question(asked: str, place: str) -> Places:
    return lambda letter: (place,) if letter in plain_typography(asked) else ()


def _near(path: Path) -> str:
    return str(path.relative_to(LOCALES.parent)) if path.is_relative_to(LOCALES.parent) else str(path)


def _forms(text: str | tuple[str, ...] | list[str]) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text)
