"""A number or address is looked up by the hash that the database has of it, which depends on the database."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tests.architecture.test_sql_lives_in_queries import sources
from tests.conftest import ROOT

KNOW_NO_DATABASE = {"phone_hash", "email_hash"}
"""`db.queries.contacts` has them for what has only ever had one hash key, as tests do."""


def calls_in(source: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if name in KNOW_NO_DATABASE:
                yield f"{node.lineno}: {name}"


def test_addresses_are_looked_up_by_the_hash_that_is_in_use() -> None:
    paths = [*sources(), *(ROOT / "db").rglob("*.py")]
    found = {str(path.relative_to(ROOT)): list(calls_in(path.read_text(encoding="utf-8"))) for path in paths}
    assert {path: lines for path, lines in found.items() if lines} == {}, "use db.queries.hash_lookup"
