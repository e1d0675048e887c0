"""How each language is offered to a reader whose language we only assume: in that language itself.

These lines are not translated, so they are not in the catalogs. Each stands on a line of its own, so that a phone
sets Arabic and Farsi from the right.
"""

from __future__ import annotations

from collections.abc import Iterable

from domain.sms_segments import Encoding, encoding_of

OFFERS: dict[str, str] = {
    "en": "English: reply EN",
    "es": "Español: responda ES",
    "fr": "FRANÇAIS: répondez FR",
    "ar": "العربية: أرسل AR",
    "sw": "Kiswahili: jibu SW",
    "fa": "فارسی: بفرستید FA",
}
"""French in capitals: a small c with cedilla is not in GSM-7."""

IN_LATIN_LETTERS: dict[str, str] = {"ar": "Arabi: AR", "fa": "Farsi: FA"}
"""As they are written on a telephone without Arabic letters. One Arabic letter would take a first text in English from
two segments to five; and who answers must type AR or FA anyway, or their language in its own letters."""


def with_offer(text: str, languages: Iterable[str]) -> str:
    """The text and a line for each of these languages; it stays in GSM-7 if it is."""
    lines = OFFERS | IN_LATIN_LETTERS if encoding_of(text) is Encoding.GSM_7 else OFFERS
    return "\n".join([text, *(lines[language] for language in languages)])
