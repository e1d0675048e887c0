"""`caseline results`: an extract of real calls, an invented year, and what is said when neither can be."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest

from analytics.extracts import being_written, current
from analytics.not_installed import NotInstalled
from commands import results
from commands.local import demo_agency, example_year
from db.connection.session import Database
from db.queries import calls
from engine.processes import ManagedProcesses
from settings import Settings
from tests.analytics.extract_fixtures import an_extract
from tests.commands.conftest import ORI, Run
from tests.database import NOW


@pytest.fixture
def folder(url: str, tmp_path: Path) -> Path:
    """Where analytics lie."""
    del url
    return tmp_path / ".caseline" / "analytics"


async def _a_call(url: str) -> None:
    database = Database(url)
    async with database.transaction() as session:
        call = await calls.get_or_create(session, ORI, "26-1", now=NOW)
        call.received_at = NOW
    await database.dispose()


def test_calls_are_extracted_and_the_command_says_how_many_and_where(ready: Run, url: str, folder: Path) -> None:
    asyncio.run(_a_call(url))

    result = ready(results.app, "extract", "--agency", ORI.lower())

    made = current(folder, ORI)
    assert result.exit_code == 0, result.output
    assert result.stdout == f"{ORI}: 1 calls, in {made.folder.relative_to(folder.parent.parent)}.\n"
    assert f"Reading calls and messages of {ORI}" in result.stderr
    assert (made.folder.parent.stat().st_mode & 0o777, made.folder.stat().st_mode & 0o777) == (0o700, 0o700)


def test_an_unknown_agency_and_an_extract_under_way_are_said_in_a_sentence(ready: Run, folder: Path) -> None:
    unknown = ready(results.app, "extract", "--agency", "WAXXX0000")
    with being_written(folder, ORI):
        under_way = ready(results.app, "extract")

    assert (unknown.exit_code, under_way.exit_code) == (1, 1)
    assert "There is no agency WAXXX0000" in unknown.stderr
    assert f"An extract of {ORI} is being made right now. Wait for it, or try again later." in under_way.stderr


def test_an_example_needs_no_database_and_says_that_it_is_invented(run: Run, folder: Path) -> None:
    result = run(results.app, "example", "--year", "2025", "--calls", "50")

    made = current(folder, demo_agency.ORI)
    assert result.exit_code == 0, result.output
    assert result.stdout.endswith("All of it is invented.\n")
    about = json.loads((made.folder / "about.json").read_text())
    assert (about["since"], about["until"], about["invented"]) == ("2025-01-01", "2026-01-01", True)


def test_an_example_takes_the_place_of_real_calls_only_if_it_is_told_to(ready: Run, folder: Path) -> None:
    assert ready(results.app, "extract").exit_code == 0

    refused = ready(results.app, "example", "--agency", ORI, "--calls", "20")
    assert (refused.exit_code, current(folder, ORI).about.invented) == (1, False)
    assert "--replace puts the invented year in its place" in refused.stderr

    assert ready(results.app, "example", "--agency", ORI, "--calls", "20", "--replace").exit_code == 0
    assert current(folder, ORI).about.invented
    assert current(folder, ORI).about.agency == "Springfield Police"


def test_without_the_extra_both_say_how_to_install_it(ready: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing() -> None:
        raise NotInstalled

    monkeypatch.setattr("analytics.extracts.duckdb_module", missing)

    for words in (["extract"], ["example", "--calls", "5"]):
        result = ready(results.app, *words)
        assert result.exit_code == 1
        assert "pip install 'caseline[analytics]'" in result.stderr


@pytest.mark.parametrize(
    ("program", "said"),
    [
        ("pass", "Results are there, of a year that is invented."),
        ("raise SystemExit(1)", "The invented year was not written: `caseline results example` says why."),
    ],
)
async def test_beside_caseline_up_it_is_written_and_said(
    url: str, monkeypatch: pytest.MonkeyPatch, program: str, said: str
) -> None:
    del url
    monkeypatch.setattr(example_year, "PROGRAM", program)
    heard = asyncio.Queue[str]()

    async with example_year.example_beside(Settings(), ManagedProcesses(), heard.put_nowait):
        assert await asyncio.wait_for(heard.get(), 120) == said


async def test_it_ends_with_caseline_up(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    del url
    monkeypatch.setattr(example_year, "PROGRAM", "import time; time.sleep(600)")

    async with asyncio.timeout(120):
        async with example_year.example_beside(Settings(), ManagedProcesses(), pytest.fail):
            pass


async def test_an_extract_that_is_there_stays(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(example_year, "PROGRAM", "raise SystemExit(1)")
    assert example_year.results_line(Settings()) == example_year.INVENTED
    an_extract(folder, ori=demo_agency.ORI)

    async with example_year.example_beside(Settings(), ManagedProcesses(), pytest.fail):
        await asyncio.sleep(0)

    assert example_year.results_line(Settings()) == "of the calls that were played, as last extracted"
