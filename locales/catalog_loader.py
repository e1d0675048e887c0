"""Load the catalog of each language: the compiled one if it is fresh, else compile it in memory."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations

from domain.messages import LANGUAGES

LOCALES = Path(__file__).resolve().parent
DOMAIN = "caseline"
TEMPLATE = LOCALES / f"{DOMAIN}.pot"

Catalogs = Mapping[str, NullTranslations]
"""Language to its translations; English is the language of the sources and has none."""


def catalog_path(language: str, root: Path = LOCALES) -> Path:
    """Where the translations of a language are written."""
    return root / language / "LC_MESSAGES" / f"{DOMAIN}.po"


def load_catalogs(root: Path = LOCALES, languages: Iterable[str] = LANGUAGES) -> Catalogs:
    """Every language with its catalog; a missing catalog file is an error, not silent English."""
    source = LANGUAGES[0]
    translated = {
        language: _load(catalog_path(language, root), language) for language in languages if language != source
    }
    return {source: NullTranslations(), **translated}


def _load(po: Path, language: str) -> Translations:
    mo = po.with_suffix(".mo")
    if mo.exists() and mo.stat().st_mtime >= po.stat().st_mtime:
        return Translations(BytesIO(mo.read_bytes()), domain=DOMAIN)
    return Translations(compiled(po, language), domain=DOMAIN)


def read_catalog(path: Path, language: str) -> Catalog:
    """A catalog as it stands, with line numbers."""
    with path.open("rb") as file:
        return read_po(file, locale=language, domain=DOMAIN)


def compiled(po: Path, language: str) -> BytesIO:
    """The binary form of a catalog; fuzzy entries are left out, so they read in English."""
    binary = BytesIO()
    write_mo(binary, read_catalog(po, language))
    binary.seek(0)
    return binary
