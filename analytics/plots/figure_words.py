"""Figures in a reader's language: numbers, shares, durations, money, hours and days, and the words for codes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from functools import cache
from typing import Any

from babel import Locale
from babel.dates import format_date, format_time
from babel.numbers import format_currency, format_decimal, format_percent
from babel.support import NullTranslations

from analytics.plots import findings
from analytics.results.figure_table import FigureColumn, Unit
from locales.formats import FIRST_STRONG_ISOLATE, POP_DIRECTIONAL_ISOLATE, name_in
from locales.sentences import Sentence

_NUMBERS_OF = {"es": "es_US"}
"""As locales.formats has it: readers of Spanish in the United States write 1,234."""

Words = Sentence | str | tuple[Sentence, str]
"""With what stands in brackets behind them, as a provider's own code."""
WordOf = Callable[[FigureColumn, str], Words]
"""The words for a code in a column; the code itself where there are none."""


def as_it_is(column: FigureColumn, code: str) -> Words:
    """For who has no words for codes."""
    del column
    return code


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureWords:
    """Writes figures in one language; `word_of` has the words for codes."""

    language: str
    catalog: NullTranslations
    currency: str = "USD"
    word_of: WordOf = as_it_is

    def say(self, sentence: Sentence, **values: str) -> str:
        """A sentence in the language."""
        return str(self.catalog.gettext(sentence.text)).format(**values)

    def cell(self, column: FigureColumn, value: Any) -> str:
        """A value as a table shows it; a dash where there is none."""
        if value is None:
            return "–"
        write = _CELLS.get(column.unit)
        return write(self, value) if write else self._code(column, str(value))

    def number(self, value: float, digits: int = 0) -> str:
        """With the separators of the language."""
        return str(format_decimal(round(value, digits) + 0, format=_DECIMALS[digits], locale=self._locale))

    def score(self, value: float) -> str:
        """With one digit after the point, also if that is zero."""
        return str(format_decimal(value, format="0.0", locale=self._locale))

    def share(self, value: float, *, fine: bool = False) -> str:
        """In percent; with a digit after the point if `fine`, or where it is nearly nothing or nearly all."""
        fine = fine or 0 < value < 0.05 or 0.95 < value < 1
        return format_percent(value, format="#,##0.0%" if fine else "#,##0%", locale=self._locale)

    def minutes(self, value: float) -> str:
        """As they are said: "7 minutes", from three hours on "5 hours"."""
        if value >= _HOURS_FROM:
            return self.hours(value / 60)
        return self._counted(findings.MINUTE, value, 0 if value >= _FINE_UNDER else 1)

    def hours(self, value: float) -> str:
        """From three days on in days."""
        if value >= _DAYS_FROM:
            return self._counted(findings.DAYS, value / 24, 1)
        if value < 1:
            return self._counted(findings.MINUTE, value * 60, 0)
        return self._counted(findings.HOURS, value, 0 if value >= _FINE_UNDER else 1)

    def money(self, value: Decimal) -> str:
        """In the extract's currency; less than a unit with more digits."""
        small = 0 < abs(value) < Decimal(1)
        pattern = "¤#,##0.000" if small else None
        return str(format_currency(value, self.currency, format=pattern, locale=self._locale))

    def hour(self, value: int) -> str:
        """Of the day, as clocks are read in the United States."""
        pattern = "h a"
        return (
            format_time(time(int(value)), format=pattern, locale=_locale_of_words(self.language))
            .replace("\u202f", " ")
            .replace(" ", "\u00a0")
        )

    def day(self, value: date, *, short: bool = False) -> str:
        """A day; short without its year."""
        pattern = {"en": "MMM d", "es": "d MMM"}[self.language] if short else "medium"
        return format_date(value, format=pattern, locale=_locale_of_words(self.language))

    def month(self, value: date) -> str:
        """ "October 2026"."""
        said = str(
            format_date(
                value,
                format={"en": "MMMM y", "es": "MMMM 'de' y"}[self.language],
                locale=_locale_of_words(self.language),
            )
        )
        return said[:1].upper() + said[1:]

    def language_name(self, language: str) -> str:
        """As it stands in a sentence: Spanish writes its languages small."""
        name = name_in(language, self.language)
        return name[:1].lower() + name[1:] if self.language == "es" else name

    def _code(self, column: FigureColumn, code: str) -> str:
        found = self.word_of(column, code)
        if isinstance(found, tuple):
            found = f"{self.say(found[0]).removesuffix('.')} ({found[1]})"
        said = found if isinstance(found, str) else self.say(found)
        # A beat in Arabic, or a name with digits at its end, must not mix with what stands around it.
        return f"{FIRST_STRONG_ISOLATE}{said}{POP_DIRECTIONAL_ISOLATE}" if _is_mixed(said) else said

    def _counted(self, sentence: Sentence, value: float, digits: int) -> str:
        shown = self.number(value, digits)
        form = self.catalog.ngettext(sentence.text, sentence.plural or sentence.text, 1 if shown == "1" else 2)
        return str(form).format(count=shown)

    @property
    def _locale(self) -> Locale:
        return _locale_of(self.language)


@cache
def _locale_of_words(language: str) -> Locale:
    return Locale.parse(language)


@cache
def _locale_of(language: str) -> Locale:
    """Read once: a page has a thousand numbers."""
    return Locale.parse(_NUMBERS_OF.get(language, language))


_HOURS_FROM, _DAYS_FROM, _FINE_UNDER = 180, 72, 10
_DECIMALS = {0: "#,##0", 1: "#,##0.#", 2: "#,##0.00"}
_LATIN_ENDS = 0x0590
"""From this letter on scripts run from right to left, or need fonts of their own."""

_CELLS: dict[Unit, Callable[[FigureWords, Any], str]] = {
    Unit.PRIORITY: lambda words, value: words.number(value),
    Unit.HOUR: FigureWords.hour,
    Unit.DAY: FigureWords.day,
    Unit.LANGUAGE: lambda words, value: name_in(value, words.language),
    Unit.COUNT: FigureWords.number,
    Unit.SHARE: lambda words, value: words.share(value, fine=True),
    Unit.MINUTES: lambda words, value: words.number(value, 1),
    Unit.HOURS: lambda words, value: words.number(value, 1),
    Unit.SCORE: lambda words, value: words.number(value, 2),
    Unit.RATE: lambda words, value: words.number(value, 1),
    Unit.MONEY: FigureWords.money,
}


def _is_mixed(said: str) -> bool:
    return any(ord(letter) >= _LATIN_ENDS and letter.isalpha() for letter in said)
