"""Worker, API and commands connect to Temporal by one function, with all that the settings say."""

from __future__ import annotations

import ast

from tests.architecture.test_sql_lives_in_queries import sources
from tests.conftest import ROOT

KNOWS_NO_SETTINGS = {"engine/server/process.py", "engine/client.py"}
"""The development server that we start speaks no TLS."""


def test_what_has_settings_connects_by_all_of_them() -> None:
    found = {
        str(path.relative_to(ROOT))
        for path in sources()
        if path.parts[len(ROOT.parts)] != "benchmarks"
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and ast.unparse(node.func) in ("connect", "Client.connect")
    }
    assert found <= KNOWS_NO_SETTINGS
