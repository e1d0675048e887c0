"""The vocabularies of all languages, in the order in which they are searched."""

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
