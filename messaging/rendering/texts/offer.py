"""How each language is offered to a reader whose language we only assume: in that language and its own letters.

These lines are not translated, so they are not in the catalogs. Each stands on a line of its own, so that a phone
sets Arabic and Farsi from the right.
"""

from __future__ import annotations

from collections.abc import Iterable

from domain.messages import RIGHT_TO_LEFT
from locales.formats import RIGHT_TO_LEFT_MARK

OFFERS: dict[str, str] = {
    "en": "English: reply EN",
    "es": "Español: responda ES",
    "fr": "FRANÇAIS: répondez FR",
    "ar": "العربية: أرسل AR",
    "sw": "Kiswahili: jibu SW",
    "fa": "فارسی/دری: FA بفرستید",
}
"""French in capitals: a small c with cedilla is not in GSM-7. Speakers of Dari look for its name."""


def in_the_first_text(language: str, offered: Iterable[str]) -> tuple[str, ...]:
    """Those of the languages that a first text in this language offers itself.

    One Arabic letter would take a first text in English from two segments to five, and "Arabi: AR" is no offer to a
    reader who knows no Latin letters. A text in Arabic or Farsi has room for all.
    """
    return tuple(each for each in offered if language in RIGHT_TO_LEFT or each not in RIGHT_TO_LEFT)


def in_a_text_of_their_own(language: str, offered: Iterable[str]) -> tuple[str, ...]:
    """The others: one more text, of one segment."""
    return tuple(each for each in offered if language not in RIGHT_TO_LEFT and each in RIGHT_TO_LEFT)


def with_offers(text: str, languages: Iterable[str]) -> str:
    """The text and a line for each of these languages; it stays in GSM-7 if it is and they are in Latin letters."""
    return "\n".join([text, *(OFFERS[language] for language in languages)])


def offers_alone(languages: Iterable[str]) -> str:
    """The text that offers these languages and says nothing else: the agency named itself in the text before it."""
    return RIGHT_TO_LEFT_MARK + "\n".join(OFFERS[each] for each in languages if each in RIGHT_TO_LEFT)
