"""The catalogs are complete, and whatever is wrong in one is named with its file and line."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from locales.catalog_loader import LOCALES, TEMPLATE, catalog_path, read_catalog
from locales.catalog_template import as_po, extract
from locales.catalog_upkeep import TRANSLATED, problems, update

Spoil = Callable[[str], str]


def test_the_committed_catalogs_are_complete_and_the_template_is_current() -> None:
    assert [str(problem) for problem in problems(extract(), TEMPLATE)] == []


def test_updating_the_committed_catalogs_changes_nothing(catalogs_copy: Path) -> None:
    assert update(extract(), catalogs_copy) == []


def test_extracting_twice_gives_the_same_bytes() -> None:
    assert as_po(extract()) == as_po(extract())


def test_the_template_holds_the_sentences_with_their_plurals_and_hints() -> None:
    template = extract()
    plural = template.get(("You have been waiting for {minutes} minute.", ""))
    assert plural is not None
    assert plural.id[1] == "You have been waiting for {minutes} minutes."
    stop = template.get("Reply STOP to stop these texts.")
    assert stop is not None
    assert "Latin letters" in stop.auto_comments[0]


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_catalog_says_who_translated_it(language: str) -> None:
    head = catalog_path(language).read_text(encoding="utf-8")[:200]
    assert "Translated by machine; to be reviewed by a speaker" in head


def _spoiled(root: Path, spoil: Spoil) -> list[str]:
    po = catalog_path("es", root)
    before = po.read_text(encoding="utf-8")
    after = spoil(before)
    assert after != before
    po.write_text(after, encoding="utf-8")
    return [str(problem) for problem in problems(extract(), TEMPLATE, root)]


@pytest.mark.parametrize(
    ("what", "spoil"),
    [
        ("not translated", lambda po: po.replace('msgstr "Su caso no se ha cerrado."', 'msgstr ""')),
        ("missing", lambda po: re.sub(r'msgid "Your case is not closed."\nmsgstr .*\n', "", po)),
        (
            "fuzzy",
            lambda po: po.replace('msgid "Your case is not closed."', '#, fuzzy\nmsgid "Your case is not closed."'),
        ),
        ("obsolete", lambda po: po + '\n#~ msgid "Good morning."\n#~ msgstr "Buenos días."\n'),
        ("not in the sources", lambda po: po + '\nmsgid "Good morning."\nmsgstr "Buenos días."\n'),
        ("placeholders differ", lambda po: po.replace("Detective a cargo: {detective_name}", "Detective a cargo")),
        ("placeholders differ", lambda po: po.replace("cargo: {detective_name}", "cargo: {detective_phone}")),
        ("placeholders differ", lambda po: po.replace("cargo: {detective_name}", "cargo: {detective_name")),
        ("placeholders differ", lambda po: po.replace("lleva {minutes} minutos", "lleva unos minutos")),
        ("STOP, START and 911", lambda po: po.replace("Responda STOP", "Responda ALTO")),
        ("STOP, START and 911", lambda po: po.replace("un texto al 911 ahora mismo.", "un texto al 112 ahora.")),
        ("Plural-Forms", lambda po: po.replace("plural=(n != 1)", "plural=(n > 1)")),
    ],
)
def test_what_is_wrong_is_named_with_its_file(what: str, spoil: Spoil, catalogs_copy: Path) -> None:
    found = _spoiled(catalogs_copy, spoil)
    assert len(found) == 1
    assert what in found[0]
    assert found[0].startswith(str(catalog_path("es", catalogs_copy)))


def test_the_line_named_is_the_line_of_the_entry(catalogs_copy: Path) -> None:
    [found] = _spoiled(catalogs_copy, lambda po: po.replace("Responda STOP", "Responda ALTO"))
    line = int(found.removeprefix(str(catalog_path("es", catalogs_copy))).split(":")[1])
    lines = catalog_path("es", catalogs_copy).read_text(encoding="utf-8").splitlines()
    assert "Reply STOP" in lines[line - 1]


def test_an_outdated_template_is_named(tmp_path: Path) -> None:
    stale = tmp_path / "caseline.pot"
    stale.write_bytes(TEMPLATE.read_bytes() + b"\n")
    assert [problem.path for problem in problems(extract(), stale, LOCALES)] == [stale]


def test_a_changed_sentence_becomes_fuzzy_and_a_dropped_one_goes(catalogs_copy: Path) -> None:
    template = extract()
    template.delete("Your case is not closed.")
    template.add("Your case is not yet closed.", None)
    assert update(template, catalogs_copy) == list(TRANSLATED)
    catalog = read_catalog(catalog_path("fr", catalogs_copy), "fr")
    changed = catalog.get("Your case is not yet closed.")
    assert changed is not None
    assert changed.fuzzy
    assert catalog.get("Your case is not closed.") is None
    assert not catalog.obsolete


def test_a_new_language_gets_an_empty_catalog_that_check_asks_to_fill(catalogs_copy: Path) -> None:
    po = catalog_path("ar", catalogs_copy)
    po.unlink()
    assert [problem.what for problem in problems(extract(), TEMPLATE, catalogs_copy)] == [
        "no catalog; run `caseline translations update`"
    ]
    assert update(extract(), catalogs_copy) == ["ar"]
    assert "nplurals=6" in po.read_text(encoding="utf-8")
    found = problems(extract(), TEMPLATE, catalogs_copy)
    assert len(found) == len(extract())
    assert all(problem.what.startswith("not translated") for problem in found)
