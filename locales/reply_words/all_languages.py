"""All the languages that we understand, side by side."""

from __future__ import annotations

from locales.reply_words import ar, en, es, everywhere, fa, fr, sw

VOCABULARIES = (
    everywhere.VOCABULARY,
    en.VOCABULARY,
    es.VOCABULARY,
    fr.VOCABULARY,
    ar.VOCABULARY,
    sw.VOCABULARY,
    fa.VOCABULARY,
)
