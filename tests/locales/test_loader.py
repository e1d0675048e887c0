"""A fresh clone speaks every language; a stale compiled catalog is not believed."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from domain.messages import LANGUAGES
from locales.catalog_loader import catalog_path, load_catalogs
from locales.catalog_upkeep import compile_all

SENTENCE = "Your case is not closed."


def test_without_compiled_catalogs_every_language_is_there(catalogs_copy: Path) -> None:
    catalogs = load_catalogs(catalogs_copy)
    said = [catalogs[language].gettext(SENTENCE) for language in LANGUAGES]
    assert said[0] == SENTENCE
    assert len(set(said)) == len(LANGUAGES)


def test_a_fresh_compiled_catalog_is_read(catalogs_copy: Path) -> None:
    compile_all(catalogs_copy)
    po = catalog_path("es", catalogs_copy)
    po.write_text("not a catalog", encoding="utf-8")
    os.utime(po, (0, 0))
    assert load_catalogs(catalogs_copy)["es"].gettext(SENTENCE) == "Su caso no se ha cerrado."


def test_a_compiled_catalog_older_than_its_source_is_not_read(catalogs_copy: Path) -> None:
    for mo in compile_all(catalogs_copy):
        os.utime(mo, (0, 0))
    po = catalog_path("es", catalogs_copy)
    po.write_text(po.read_text(encoding="utf-8").replace("no se ha cerrado", "sigue abierto"), encoding="utf-8")
    assert load_catalogs(catalogs_copy)["es"].gettext(SENTENCE) == "Su caso sigue abierto."


def test_a_missing_catalog_is_an_error_and_not_silent_english(catalogs_copy: Path) -> None:
    catalog_path("sw", catalogs_copy).unlink()
    with pytest.raises(FileNotFoundError):
        load_catalogs(catalogs_copy)
