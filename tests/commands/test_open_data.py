"""`caseline open-data`: what is released, what would be, and what is not yet."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from commands import open_data, policy
from policies.files import DEFAULT_POLICY
from tests.analytics.extract_fixtures import an_extract
from tests.analytics.open_data.city_releases import extract_row
from tests.analytics.open_data.invented_city import invented_calls
from tests.commands.conftest import ORI, Run

PUBLISHES = '\n[open_data]\npublish = true\ncontact = "opendata@city.example"\n'
FIRST = invented_calls(1, days=1)[0].day


@pytest.fixture
def city(ready: Run, tmp_path: Path) -> Run:
    """An agency with an extract of 300 calls in three days."""
    calls = [extract_row(call) for call in invented_calls(300, days=3)]
    an_extract(tmp_path / ".caseline" / "analytics", {"calls": calls}, ori=ORI, until=FIRST + timedelta(days=6))
    return ready


def publishing(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "policy.toml"
    file.write_text(DEFAULT_POLICY.read_text() + PUBLISHES)
    assert run(policy.app, "set", str(file), "--agency", ORI).exit_code == 0


def test_nothing_is_released_until_the_policy_says_so(city: Run, tmp_path: Path) -> None:
    result = city(open_data.app, "release")
    assert result.exit_code == 0
    assert f"{ORI} publishes nothing: its policy has no [open_data] with publish = true." in result.output
    assert not (tmp_path / ".caseline" / "open-data").exists()


def test_what_is_due_is_released_once(city: Run, tmp_path: Path) -> None:
    publishing(city, tmp_path)
    released = city(open_data.app, "release")
    assert "releases, 3" in released.output, released.output
    assert f"{ORI}: nothing is due." in city(open_data.app, "release").output
    status = city(open_data.app, "status").output
    assert "before 2026-04-04" in status
    assert "300" in status
    assert (tmp_path / ".caseline" / "open-data" / ORI / "calls" / "2026-04-03" / "calls.parquet").exists()


def test_without_an_extract_it_says_how_to_make_one(ready: Run, tmp_path: Path) -> None:
    publishing(ready, tmp_path)
    result = ready(open_data.app, "release")
    assert result.exit_code == 1
    assert "caseline results extract" in result.output


def test_it_shows_what_rows_would_tell(city: Run) -> None:
    result = city(open_data.app, "preview", "--agency", ORI)
    assert result.exit_code == 0, result.output
    for said in ("every", "prefer", "quarter", "place", "300", "%"):
        assert said in result.output
