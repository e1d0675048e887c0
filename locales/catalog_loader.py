"""Load the catalog of each language: the compiled one if it is fresh, else compile it in memory."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations

from domain.messages import LANGUAGES

LOCALES = Path(__file__).resolve().parent


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogDomain:
    """One set of catalogs (gettext calls it a domain): where its sentences stand, and the languages it speaks.

    `folders` of the sources, without folders called as in `apart`, which another set has.
    """

    name: str
    folders: tuple[str, ...]
    languages: tuple[str, ...]
    apart: tuple[str, ...] = ()

    @property
    def template(self) -> Path:
        """The sentences in English, collected from the sources."""
        return LOCALES / f"{self.name}.pot"

    @property
    def translated(self) -> tuple[str, ...]:
        """The languages but English, which is that of the sources."""
        return self.languages[1:]


PUBLIC = CatalogDomain(name="caseline", folders=("messaging/rendering", "api"), apart=("staff",), languages=LANGUAGES)
"""What callers and victims read."""
STAFF = CatalogDomain(name="staff", folders=("api/pages/staff", "analytics"), languages=("en", "es"))
"""What detectives, supervisors and administrators read."""
DOMAINS = (PUBLIC, STAFF)
TEMPLATE = PUBLIC.template

Catalogs = Mapping[str, NullTranslations]
"""Language to its translations; English is the language of the sources and has none."""


def catalog_path(language: str, root: Path = LOCALES, domain: CatalogDomain = PUBLIC) -> Path:
    """Where the translations of a language are written."""
    return root / language / "LC_MESSAGES" / f"{domain.name}.po"


def load_catalogs(
    root: Path = LOCALES, languages: Iterable[str] | None = None, domain: CatalogDomain = PUBLIC
) -> Catalogs:
    """Every language with its catalog; a missing catalog file is an error, not silent English."""
    source = LANGUAGES[0]
    translated = {
        language: _load(catalog_path(language, root, domain), language)
        for language in languages or domain.languages
        if language != source
    }
    return {source: NullTranslations(), **translated}


def load_staff_catalogs() -> Catalogs:
    """What the staff pages say, in their languages."""
    return load_catalogs(domain=STAFF)


def _load(po: Path, language: str) -> Translations:
    mo = po.with_suffix(".mo")
    if mo.exists() and mo.stat().st_mtime >= po.stat().st_mtime:
        return Translations(BytesIO(mo.read_bytes()), domain=po.stem)
    return Translations(compiled(po, language), domain=po.stem)


def read_catalog(path: Path, language: str) -> Catalog:
    """A catalog as it stands, with line numbers."""
    with path.open("rb") as file:
        return read_po(file, locale=language, domain=path.stem)


def compiled(po: Path, language: str) -> BytesIO:
    """The binary form of a catalog; fuzzy entries are left out, so they read in English."""
    binary = BytesIO()
    write_mo(binary, read_catalog(po, language))
    binary.seek(0)
    return binary
