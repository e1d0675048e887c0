"""`GET /v1/surveys/results`: an agency's own results, as JSON or CSV, and nothing of a period that is not released."""

from __future__ import annotations

import csv
import io

import httpx
import pytest

from db.connection.session import Database
from tests.api.conftest import NOW, OTHER_ORI, NewKey
from tests.asked import ask

RESULTS = "/v1/surveys/results"


def table(answer: httpx.Response) -> list[dict[str, str]]:
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    return list(csv.DictReader(io.StringIO(answer.text)))


async def test_a_key_reads_its_own_agencys_results_only(
    client: httpx.AsyncClient, database: Database, new_key: NewKey
) -> None:
    await ask(database, 20)
    await ask(database, 12, ori=OTHER_ORI)
    mine = (await client.get(RESULTS)).json()
    assert (mine["agency"], mine["period"]["name"], mine["period"]["standing"]) == ("WASPD0000", "2026-Q3", "released")
    total = mine["groups"][0]
    assert (total["by"], total["response"]["answered"], total["response"]["rr2"]["value"]) == ("total", 20, 1.0)
    overall = next(item for item in total["items"] if item["item"] == "overall")
    assert (overall["n"], overall["mean"]["value"], overall["ratings"][4]["n"]) == (20, 3.0, 4)
    assert [each["name"] for each in mine["periods"]] == ["2026-Q3", "2026-Q4"]
    client.headers["Authorization"] = f"Bearer {await new_key('surveys:read', ori=OTHER_ORI)}"
    assert (await client.get(RESULTS)).json()["period"]["invited"] == 12


async def test_one_side_is_the_same_as_in_the_whole(client: httpx.AsyncClient, three_beats: Database) -> None:
    whole = (await client.get(RESULTS)).json()
    for by in ("month", "beat", "call_type", "language", "channel", "outcome"):
        one = (await client.get(RESULTS, params={"by": by, "period": "2026-Q3"})).json()
        assert one["groups"] == [group for group in whole["groups"] if group["by"] in ("total", by)]


@pytest.fixture
async def three_beats(database: Database) -> Database:
    """Three beats, of which one is small."""
    await ask(database, 30)
    await ask(database, 15, beat="=C3", language="es")
    await ask(database, 3, beat="C4")
    return database


async def test_spreadsheets_get_csv_without_a_figure_of_what_is_hidden(
    client: httpx.AsyncClient, three_beats: Database
) -> None:
    rows = table(await client.get(RESULTS, params={"format": "csv", "by": "beat"}))
    assert {(row["value"], row["hidden"]) for row in rows} == {
        ("", ""),
        ("C2", ""),
        ("'=C3", "group"),
        ("C4", "group"),
    }
    assert {row["n"] for row in rows if row["hidden"]} == {""}
    assert len(rows) == 4 * 5


@pytest.mark.parametrize(
    ("accept", "is_csv"),
    [
        ("text/csv", True),
        ("TEXT/CSV;q=0.9, application/json;q=0.1", True),
        ("application/json, text/csv", False),
        ("text/csv;q=x", True),
        ("*/*", False),
        ("", False),
    ],
)
async def test_the_way_to_answer_is_negotiated_and_can_be_said(
    client: httpx.AsyncClient, accept: str, is_csv: bool
) -> None:
    answer = await client.get(RESULTS, headers={"Accept": accept})
    assert answer.headers["content-type"].startswith("text/csv") is is_csv
    assert answer.headers["vary"] == "Accept"
    said = await client.get(RESULTS, headers={"Accept": accept}, params={"format": "json"})
    assert said.json()["notes"]


async def test_of_a_period_that_runs_only_how_many_were_invited_and_when_its_results_come(
    client: httpx.AsyncClient, database: Database
) -> None:
    await ask(database, 20, at=NOW)
    answer = (await client.get(RESULTS)).json()
    assert answer["period"] == {
        "name": "2026-Q4",
        "begins": "2026-10-01T07:00:00Z",
        "ends": "2027-01-01T08:00:00Z",
        "standing": "running",
        "release_at": "2027-01-08T08:00:00Z",
        "invited": 20,
    }
    assert (answer["items"], answer["groups"]) == ([], [])
    assert table(await client.get(RESULTS, params={"format": "csv"})) == []


async def test_a_period_that_is_not_there_is_not_found(client: httpx.AsyncClient) -> None:
    for name in ("2025-Q1", "2026-07", "2030"):
        answer = await client.get(RESULTS, params={"period": name})
        assert answer.status_code == 404
        assert answer.json()["detail"] == "there is no such period; there are 2026-Q4"


@pytest.mark.parametrize(
    "wrong", [{"period": "2026-Q5"}, {"period": ""}, {"by": "officer"}, {"format": "xml"}, {"since": "2026-07-01"}]
)
async def test_what_cannot_be_asked_is_refused_by_name(client: httpx.AsyncClient, wrong: dict[str, str]) -> None:
    answer = await client.get(RESULTS, params=wrong)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["parameter"] == next(iter(wrong))
