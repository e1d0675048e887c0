"""A speaker's mark counts for the words that were read, and for no others."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from locales.catalog_loader import TEMPLATE, catalog_path
from locales.catalog_template import extract
from locales.catalog_upkeep import problems, update
from locales.read_catalogs import entries, read_in_catalogs, store_in_catalog
from locales.read_marks import FORM

ENGLISH, SPANISH = "Your case is not closed.", "Su caso no se ha cerrado."
PLURAL = "You have been waiting for {minutes} minute."
ON = date(2026, 11, 20)

Change = Callable[[str], str]


def read_by_ana(root: Path, *sentences: str) -> int:
    passages = [entry.passage for entry in entries("es", root) if entry.passage.english[0] in sentences]
    return store_in_catalog("es", [passage.marked(by="Ana Perez", on=ON) for passage in passages], root)


def change(root: Path, how: Change) -> None:
    po = catalog_path("es", root)
    before = po.read_text(encoding="utf-8")
    assert how(before) != before
    po.write_text(how(before), encoding="utf-8")


def read(root: Path) -> frozenset[str]:
    return read_in_catalogs(root)["es"]


def wrong(root: Path) -> list[str]:
    return [problem.what for problem in problems(extract(), TEMPLATE, root)]


def test_what_is_committed_can_be_read_and_has_no_wrong_mark() -> None:
    assert set(read_in_catalogs()) == {"es", "fr", "ar", "sw", "fa"}


def test_a_mark_is_written_beside_its_sentence_and_nothing_else_changes(catalogs_copy: Path) -> None:
    po = catalog_path("es", catalogs_copy)
    before = po.read_text(encoding="utf-8").splitlines()
    assert read_by_ana(catalogs_copy, ENGLISH, PLURAL) == 2
    after = po.read_text(encoding="utf-8").splitlines()
    marks = [line for line in after if line not in before]
    assert [line for line in after if line not in marks] == before
    assert [line[:29] for line in marks] == ["# read: 2026-11-20 Ana Perez "] * 2
    assert read(catalogs_copy) == {ENGLISH, PLURAL}
    assert wrong(catalogs_copy) == []
    assert update(extract(), catalogs_copy) == []


@pytest.mark.parametrize(
    "how",
    [
        lambda po: po.replace(SPANISH, "Su caso sigue abierto."),
        lambda po: po.replace(SPANISH, SPANISH.replace("Su", "SU")),
    ],
)
def test_a_changed_translation_is_named_and_loses_its_mark(catalogs_copy: Path, how: Change) -> None:
    read_by_ana(catalogs_copy, ENGLISH)
    change(catalogs_copy, how)
    assert read(catalogs_copy) == frozenset()
    assert wrong(catalogs_copy) == [
        "changed since Ana Perez read it on 2026-11-20; `caseline translations update` drops the mark: " + ENGLISH
    ]
    assert update(extract(), catalogs_copy) == ["es"]
    assert "# read:" not in catalog_path("es", catalogs_copy).read_text(encoding="utf-8")
    assert wrong(catalogs_copy) == []


def test_one_changed_plural_form_is_enough(catalogs_copy: Path) -> None:
    read_by_ana(catalogs_copy, PLURAL)
    change(catalogs_copy, lambda po: po.replace("lleva {minutes} minutos", "lleva ya {minutes} minutos"))
    assert read(catalogs_copy) == frozenset()


def test_a_changed_source_sentence_loses_its_mark_also_once_it_is_not_fuzzy_any_more(catalogs_copy: Path) -> None:
    read_by_ana(catalogs_copy, ENGLISH)
    template = extract()
    template.delete(ENGLISH)
    template.add("Your case is not yet closed.", None)
    update(template, catalogs_copy)
    assert "# read:" not in catalog_path("es", catalogs_copy).read_text(encoding="utf-8")
    change(catalogs_copy, lambda po: po.replace("#, fuzzy\nmsgid", "msgid"))
    assert read(catalogs_copy) == frozenset()


def test_a_mark_that_was_copied_from_another_sentence_counts_for_nothing(catalogs_copy: Path) -> None:
    read_by_ana(catalogs_copy, ENGLISH)
    po = catalog_path("es", catalogs_copy).read_text(encoding="utf-8")
    [mark] = [line for line in po.splitlines() if line.startswith("# read:")]
    change(
        catalogs_copy,
        lambda po: po.replace(f"{mark}\n", "").replace('\nmsgid "Case number"', f'\n{mark}\nmsgid "Case number"'),
    )
    assert read(catalogs_copy) == frozenset()
    assert len(wrong(catalogs_copy)) == 1


def test_a_mark_in_another_form_is_named_and_left_for_its_author(catalogs_copy: Path) -> None:
    comment = "# Read by Ana Pérez, 2026-11-20.\n"
    change(catalogs_copy, lambda po: po.replace(f'msgid "{ENGLISH}"', f'{comment}msgid "{ENGLISH}"'))
    assert read(catalogs_copy) == frozenset()
    [what] = wrong(catalogs_copy)
    assert FORM in what
    update(extract(), catalogs_copy)
    assert comment in catalog_path("es", catalogs_copy).read_text(encoding="utf-8")


def test_a_fuzzy_sentence_cannot_be_read(catalogs_copy: Path) -> None:
    change(catalogs_copy, lambda po: po.replace(f'msgid "{ENGLISH}"', f'#, fuzzy\nmsgid "{ENGLISH}"'))
    assert read_by_ana(catalogs_copy, ENGLISH) == 0


def test_a_second_reading_replaces_the_first(catalogs_copy: Path) -> None:
    read_by_ana(catalogs_copy, ENGLISH)
    [passage] = [entry.passage for entry in entries("es", catalogs_copy) if entry.mark]
    store_in_catalog("es", [passage.marked(by="Luz", on=ON)], catalogs_copy)
    [mark] = [entry.mark for entry in entries("es", catalogs_copy) if entry.mark]
    assert mark.by == "Luz"
