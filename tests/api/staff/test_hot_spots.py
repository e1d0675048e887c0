"""The page of hot spots: what it says with and without findings, its files, and who may read them."""

from __future__ import annotations

import csv
import dataclasses
import io
from collections.abc import Callable
from pathlib import Path

import pytest
from fastapi import FastAPI

from analytics.hot_spots.findings import CountingVerdict, HotSpotFinding
from analytics.hot_spots.kept import keep
from api.dependencies import ApiDependencies
from domain.staff.roles import Role
from tests.analytics.hot_spots.town_calls import town_findings
from tests.api.staff.conftest import NewMember
from tests.portal_fixtures import ON_SQLITE, ORI
from tests.staff_fixtures import staff_browser

PAGE = f"/staff/{ORI}/hot-spots"
VEHICLES = "vehicles.all_hours.12"

pytestmark = ON_SQLITE

Kept = Callable[..., None]


@pytest.fixture
def kept(app: FastAPI, deps: ApiDependencies, tmp_path: Path) -> Kept:
    """Keeps what was found in the town as this agency's; `changes` are of one choice."""
    app.state.dependencies = dataclasses.replace(deps, analytics_folder=tmp_path)

    def keep_(changed: str = "", **changes: object) -> None:
        found = dataclasses.replace(town_findings(), ori=ORI)
        choices = dict(found.choices)
        if changed:
            choices[changed] = dataclasses.replace(choices[changed], **changes)  # type: ignore[arg-type]
        keep(tmp_path, dataclasses.replace(found, choices=choices))

    return keep_


async def shown(app: FastAPI, member: NewMember, query: str = "", **values: object) -> str:
    async with staff_browser(app, await member(Role.ANALYST, **values)) as browser:
        answer = await browser.get(f"{PAGE}{query}")
    assert answer.status_code == 200
    return answer.text


async def test_before_anything_was_found_the_page_says_how(app: FastAPI, member: NewMember, kept: Kept) -> None:
    del kept
    page = await shown(app, member)
    assert "Hot spots were not looked for yet" in page
    assert f"caseline hot-spots find --agency {ORI}" in page


async def test_it_shows_map_and_list_and_what_they_are_not(app: FastAPI, member: NewMember, kept: Kept) -> None:
    kept()
    page = await shown(app, member, "?types=vehicles")
    assert "These calls are invented" in page
    assert '<option value="vehicles" selected>' in page
    assert page.count('class="hot"') == len(town_findings().choices[VEHICLES].cells)
    assert "C2 Old Town" in page
    assert "Most between 9:00 PM and 1:00 AM, Friday and Saturday" in page
    assert "2 of 2 windows" in page
    assert "Calls are not crimes." in page
    assert "is no reason to stop one." in page


@pytest.mark.parametrize(
    ("verdict", "words"),
    [
        (CountingVerdict.EQUAL, "No: counting is as good."),
        (CountingVerdict.CLUSTERS, "Yes: in all periods but at most one"),
    ],
)
async def test_it_says_whether_counting_is_as_good(
    app: FastAPI, member: NewMember, kept: Kept, verdict: CountingVerdict, words: str
) -> None:
    kept(VEHICLES, verdict=verdict)
    assert words in await shown(app, member, "?types=vehicles")


async def test_too_few_calls_are_said_in_words(app: FastAPI, member: NewMember, kept: Kept) -> None:
    kept()
    page = await shown(app, member, "?types=burglary&hours=night&weeks=4")
    assert "Too few calls to say anything" in page
    assert "With fewer than 50" in page
    assert "<svg" not in page


async def test_calls_without_any_place_are_said_in_words(app: FastAPI, member: NewMember, kept: Kept) -> None:
    kept(VEHICLES, calls=0, without_place=900)
    assert "No call of this window has a place" in await shown(app, member, "?types=vehicles")


async def test_that_no_place_stands_out_is_said_in_words(app: FastAPI, member: NewMember, kept: Kept) -> None:
    kept()
    assert "No place stands out by more than chance" in await shown(app, member, "?types=burglary")


async def test_small_counts_are_not_shown(app: FastAPI, member: NewMember, kept: Kept) -> None:
    vehicles: HotSpotFinding = town_findings().choices[VEHICLES]
    spots = tuple(dataclasses.replace(spot, calls=None) for spot in vehicles.spots)
    kept(VEHICLES, spots=spots)
    assert "fewer than 5" in await shown(app, member, "?types=vehicles")


async def test_what_an_address_says_wrongly_is_the_usual(app: FastAPI, member: NewMember, kept: Kept) -> None:
    kept()
    page = await shown(app, member, "?types=people&hours=never&weeks=-1")
    assert '<option value="all" selected>' in page


async def test_it_speaks_spanish(app: FastAPI, member: NewMember, kept: Kept) -> None:
    kept()
    page = await shown(app, member, "?types=vehicles", language="es")
    assert "Lo que esto no es" in page
    assert "viernes y sábado" in page


async def test_files_have_the_cells_of_the_choice(app: FastAPI, member: NewMember, kept: Kept) -> None:
    kept()
    async with staff_browser(app, await member(Role.SUPERVISOR)) as browser:
        rows = await browser.get(f"{PAGE}/cells.csv?types=vehicles")
        shapes = await browser.get(f"{PAGE}/cells.geojson?types=vehicles")
    assert 'filename="hot-spots-vehicles.all_hours.12.csv"' in rows.headers["content-disposition"]
    cells = [row["cell"] for row in csv.DictReader(io.StringIO(rows.text))]
    assert cells == [cell.cell for cell in town_findings().choices[VEHICLES].cells]
    assert [each["properties"]["cell"] for each in shapes.json()["features"]] == cells


async def test_without_findings_there_is_no_file(app: FastAPI, member: NewMember) -> None:
    async with staff_browser(app, await member(Role.ADMINISTRATOR)) as browser:
        assert (await browser.get(f"{PAGE}/cells.csv")).status_code == 404
        assert (await browser.get(f"{PAGE}/cells.geojson")).status_code == 404


async def test_names_of_beats_are_shown_as_text_whatever_they_are(
    app: FastAPI, member: NewMember, kept: Kept, tmp_path: Path
) -> None:
    kept()
    found = dataclasses.replace(town_findings(), ori=ORI)
    features: list[dict[str, object]] = [dict(each) for each in found.outline["features"]]
    features[4]["properties"] = {"beat": "C2", "name": "<script>حي</script>"}
    outline = {"type": "FeatureCollection", "features": features}
    keep(tmp_path, dataclasses.replace(found, outline=outline))
    page = await shown(app, member, "?types=vehicles")
    assert "<script>حي" not in page
    assert "&lt;script&gt;حي" in page
