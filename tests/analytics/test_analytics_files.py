"""docs/analytics-files.md says of each column what the code says, and its three lines run."""

from __future__ import annotations

import contextlib
import io
import re
from datetime import timedelta
from pathlib import Path

import pytest

from analytics.columns import TABLES
from analytics.extracts import KEPT
from tests.analytics.extract_fixtures import NOON, an_extract
from tests.conftest import ROOT

PAGE = (ROOT / "docs" / "analytics-files.md").read_text()


def dictionary() -> str:
    """The part of the page that comes from the code."""
    parts = []
    for name, columns in TABLES.items():
        rows = [f"| `{column.name}` | {column.type.value} | {column.meaning} |" for column in columns]
        parts.append("\n".join([f"### {name}", "", "| Column | Type | Meaning |", "|---|---|---|", *rows]))
    return "\n\n".join(parts)


def test_the_page_says_of_each_column_what_the_code_says() -> None:
    assert dictionary() in PAGE, f"this belongs under `## The columns`:\n{dictionary()}"


def test_the_page_says_how_many_extracts_stay() -> None:
    assert f"The newest {KEPT} stay" in PAGE


def test_its_three_lines_of_duckdb_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    [lines] = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    assert len([line for line in lines.splitlines() if line]) == 3
    waited = [{"priority": 1, "arrived_at": NOON + timedelta(minutes=n)} for n in (3, 7, 30)]
    folder = tmp_path / ".caseline" / "analytics"
    an_extract(folder, {"calls": [{"priority": 1, "arrived_at": NOON}]}, ori="WADEMO000")
    newest = NOON + timedelta(days=999)
    an_extract(folder, {"calls": waited}, ori="WADEMO000", extracted_at=newest)
    monkeypatch.chdir(tmp_path)

    shown = io.StringIO()
    with contextlib.redirect_stdout(shown):
        exec(compile(lines, "docs/analytics-files.md", "exec"), {})  # noqa: S102  as a reader of the page would

    assert "00:07:00" in shown.getvalue()
