"""Socrata's own client for Python reads everything."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import requests
from requests.adapters import HTTPAdapter
from sodapy import Socrata

from analytics.open_data.datasets import CALLS as CALLS_DATASET
from tests.api.open_data.conftest import IDS, ROWS


@pytest.fixture(scope="module")
def client(served: str) -> Iterator[Socrata]:
    with Socrata(served, "a token", session_adapter={"prefix": "http://", "adapter": HTTPAdapter()}) as found:
        yield found


def test_it_gets_a_thousand_rows_and_with_get_all_every_row_once(client: Socrata) -> None:
    assert len(client.get(IDS["calls"])) == 1000
    assert len({row["id"] for row in client.get_all(IDS["calls"], limit=400)}) == ROWS


def test_it_selects_groups_and_orders(client: Socrata) -> None:
    found = client.get(
        IDS["calls"],
        select="incident_family, count(*) AS calls",
        where="incident_family IS NOT NULL",
        group="incident_family",
        order="calls DESC",
        **{"$having": "count(*) > 100"},
    )
    counts = [int(row["calls"]) for row in found]
    assert counts == sorted(counts, reverse=True)
    assert min(counts) > 100


def test_it_asks_a_whole_query(client: Socrata) -> None:
    query = "SELECT date_trunc_ymd(first_day) AS day, count(*) AS calls GROUP BY day ORDER BY day"
    found = client.get(IDS["calls"], query=query)
    assert [row["day"] for row in found] == [f"2026-04-0{n}T00:00:00.000" for n in (1, 2, 3)]
    assert sum(int(row["calls"]) for row in found) == ROWS


def test_it_filters_by_columns_and_words(client: Socrata) -> None:
    beat = client.get(IDS["calls"], place="beat", limit=1)[0]["beat"]
    rows = client.get(IDS["calls"], beat=beat, priority=3, limit=2000)
    assert rows
    assert {(row["beat"], row["priority"]) for row in rows} == {(beat, "3")}
    assert all("traffic" in str(row) for row in client.get(IDS["calls"], q="Traffic", limit=50))


def test_it_gets_csv_and_geojson(client: Socrata) -> None:
    names, row = client.get(IDS["calls"], content_type="csv", limit=1)
    assert names == [column.name for column in CALLS_DATASET.columns]
    assert len(row) == len(names)
    (feature,) = client.get(IDS["places"], content_type="geojson", where="cell IS NOT NULL", limit=1)["features"]
    assert feature["geometry"]["type"] == "Polygon"
    assert feature["properties"]["place"] == "cell"


def test_it_gets_metadata_and_the_list(client: Socrata) -> None:
    view = client.get_metadata(IDS["calls"])
    assert view["name"] == "Police calls for service"
    assert [column["fieldName"] for column in view["columns"]] == [column.name for column in CALLS_DATASET.columns]
    assert {each["resource"]["id"] for each in client.datasets()} == set(IDS.values())


def test_it_says_what_is_wrong(client: Socrata) -> None:
    with pytest.raises(requests.HTTPError, match="There is no column nowhere"):
        client.get(IDS["calls"], where="nowhere = 1")
    with pytest.raises(requests.HTTPError, match="There is no such dataset"):
        client.get("abcd-1234")
