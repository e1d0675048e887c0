"""The pages of results show an extract's figures as plots, tables and files; without one they say what to do."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import duckdb
import httpx
import pytest
from fastapi import FastAPI

from analytics.plots.plot_of_table import PLOTS
from analytics.results.all_figures import SHAPES
from api.dependencies import ApiDependencies
from domain.staff.roles import Role
from tests.analytics.busy_extract import ARABIC_BEAT, a_busy_extract
from tests.analytics.extract_fixtures import an_extract
from tests.api.staff.conftest import NewMember
from tests.portal_fixtures import ON_SQLITE, ORI
from tests.staff_fixtures import STAFF_HOME, staff_browser

pytestmark = ON_SQLITE
PAGE = f"{STAFF_HOME}/results"


@pytest.fixture(scope="module")
def busy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an extract with something in every table."""
    folder = tmp_path_factory.mktemp("analytics")
    a_busy_extract(folder, ori=ORI, invented=True)
    return folder


def put(deps: ApiDependencies, **values: Any) -> None:
    """Change what the application stands on."""
    for name, value in values.items():
        object.__setattr__(deps, name, value)


async def _get(app: FastAPI, member: NewMember, path: str, **values: object) -> httpx.Response:
    async with staff_browser(app, await member(Role.ANALYST, **values)) as browser:
        return await browser.get(path)


async def test_every_plot_has_its_table_its_finding_and_its_files(
    app: FastAPI, deps: ApiDependencies, member: NewMember, busy: Path
) -> None:
    put(deps, analytics_folder=busy)

    page = (await _get(app, member, PAGE)).text

    assert "October 2026" in page  # the last whole month
    assert "No one lived them" in page
    for key in SHAPES:
        assert f"/results/{key}?span=2026-10" in page
    for key in PLOTS.keys() - {"asked_again"}:  # too few to tell in so small an extract
        assert f'src="{PAGE}/{key}.svg?span=2026-10' in page
        assert f"/results/{key}.csv?span=2026-10" in page
    assert 'alt=""' not in page
    assert "Half of priority 1 callers see an officer within" in page


@pytest.mark.parametrize("span", ["2026-W44", "2026-10", "2026-Q4", "2026"])
async def test_every_length_of_span_has_its_page(
    app: FastAPI, deps: ApiDependencies, member: NewMember, busy: Path, span: str
) -> None:
    put(deps, analytics_folder=busy)

    answer = await _get(app, member, f"{PAGE}?span={span}")

    assert answer.status_code == 200
    is_whole = span in ("2026-W44", "2026-10")
    assert ("does not hold all of these days" in answer.text) is not is_whole
    assert ("than in the" in answer.text) is is_whole  # counts are compared with those of whole days only


@pytest.mark.parametrize("span", ["2025-10", "2027", "2026-13", "2026-W60", "none"])
async def test_days_that_the_extract_does_not_hold_are_no_page(
    app: FastAPI, deps: ApiDependencies, member: NewMember, busy: Path, span: str
) -> None:
    put(deps, analytics_folder=busy)

    answer = await _get(app, member, f"{PAGE}?span={span}")

    assert answer.status_code == 404
    assert "The extract holds Sep 1, 2026 to Nov 24, 2026." in answer.text


async def test_a_table_shows_all_rows_and_comes_as_files(
    app: FastAPI, deps: ApiDependencies, member: NewMember, busy: Path, tmp_path: Path
) -> None:
    put(deps, analytics_folder=busy)
    async with staff_browser(app, await member(Role.ANALYST)) as browser:
        page = await browser.get(f"{PAGE}/answer_by_hour?span=2026-10")
        csv = await browser.get(f"{PAGE}/answer_by_hour.csv?span=2026-10")
        parquet = await browser.get(f"{PAGE}/answer_by_hour.parquet?span=2026-10")
        unknown = await browser.get(f"{PAGE}/names.csv?span=2026-10")

    assert page.text.count("<tr>") >= 24
    assert csv.headers["content-disposition"] == f'attachment; filename="{ORI}-2026-10-answer_by_hour.csv"'
    assert csv.text.startswith("\ufeffhour,calls,answered,")
    path = tmp_path / "table.parquet"
    await asyncio.to_thread(path.write_bytes, parquet.content)
    hours = duckdb.read_parquet(str(path)).project("hour, calls").order("hour").fetchall()
    assert [f"{hour},{calls}" for hour, calls in hours] == [line.rsplit(",", 5)[0] for line in csv.text.split()[1:]]
    assert unknown.status_code == 404


async def test_a_plot_is_drawn_in_the_readers_language(
    app: FastAPI, deps: ApiDependencies, member: NewMember, busy: Path
) -> None:
    class Draughts:
        """Keeps what was asked for, and draws nothing."""

        asked: list[Any] = []  # noqa: RUF012

        async def draw(self, plot: Any, width: Any) -> str:
            """Note it."""
            self.asked.append(plot)
            return "<svg/>"

    put(deps, analytics_folder=busy, drawing=Draughts())

    answer = await _get(app, member, f"{PAGE}/volume.svg?span=2026-W45&width=narrow", language="es")

    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/svg+xml")
    assert answer.text == "<svg/>"
    assert "no-store" not in answer.headers["cache-control"]
    (plot,) = Draughts.asked
    assert plot.lines[-1].is_before
    assert "semana" in plot.title


async def test_groups_in_another_script_stay_apart(
    app: FastAPI, deps: ApiDependencies, member: NewMember, tmp_path: Path
) -> None:
    rated = {f"rated_{place}": 10 for place in range(1, 6)}
    group = {"dimension": "beat", "value": ARABIC_BEAT, "question": "fair", "words": "Fair?", "ratings": 50, **rated}
    an_extract(tmp_path, {"surveys": [group]}, ori=ORI)
    put(deps, analytics_folder=tmp_path)

    page = await _get(app, member, f"{PAGE}/satisfaction_by_group?span=2026-Q2")

    assert f"\u2068{ARABIC_BEAT}\u2069" in page.text


async def test_an_empty_extract_and_none_at_all_are_pages_too(
    app: FastAPI, deps: ApiDependencies, member: NewMember, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with staff_browser(app, await member(Role.ANALYST)) as browser:
        put(deps, analytics_folder=tmp_path)
        none = await browser.get(PAGE)
        an_extract(tmp_path, ori=ORI)
        empty = await browser.get(PAGE)
        monkeypatch.setattr("api.pages.staff.results_desk.is_installed", lambda: False)
        missing = await browser.get(PAGE)

    assert none.status_code == 200
    assert f"caseline results extract --agency {ORI}" in none.text
    assert empty.status_code == 200
    assert "Nothing in these days." in empty.text
    assert missing.status_code == 200
    assert "caseline[analytics]" in missing.text
