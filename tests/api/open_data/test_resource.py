"""What the read API answers, with which headers; and that no question reaches further than the data."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import duckdb
import httpx
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from analytics.open_data.served import OpenDataServed
from analytics.open_data.soql.mistakes import SoqlCode, SoqlError
from api.open_data.app import build
from tests.api.open_data.conftest import CALLS, IDS, ROWS

HOSTILE = (
    "1=1; DROP TABLE calls",
    "beat = '' UNION SELECT * FROM read_csv('/etc/passwd')",
    "read_text('/etc/passwd') IS NOT NULL",
    "beat = (SELECT 1)",
    "getenv('HOME') = 'x'",
    "beat = 'a' -- ",
    "beat = $1",
    '"beat"" OR 1=1 --" = 1',
    '`beat" FROM calls` = 1',
    "(" * 5000,
    "NOT " * 500 + "true",
    "-" * 900 + "1 = 1",
    "1 = " + "+".join("1" * 1500),
    "beat IN (" + ",".join(["'a'"] * 900) + ")",
    "priority = " + "9" * 400,
    "beat = 'a\x00b'",
    "beat = '\ud7ff\U0001f4a9\u202e'",
    "date_trunc_ym('never') IS NULL",
    "within_circle(location, 'x', 1, 2)",
    "within_box(beat, 1, 2, 3, 4)",
    "count(*) > 1",
    "sum(count(*)) > 1",
    "1",
    "",
    "'",
)
WORDS = st.sampled_from(
    """SELECT WHERE GROUP BY ORDER LIMIT NOT AND OR IN IS NULL LIKE BETWEEN beat priority reported_at location id ( )
    ( ) , * = < > <> + - / % || 'a' '2026-04-01' 1 2.5 count( sum( max( date_trunc_ym( within_circle( upper( contains( ;
    -- " ` $1 AS x true ASC DESC rowid""".split()
)
questions = st.one_of(st.lists(WORDS, max_size=14).map(" ".join), st.text(max_size=60))


def ask(city: httpx.Client, **given: Any) -> Any:
    answer = city.get(CALLS, params={f"${name}": value for name, value in given.items()})
    assert answer.status_code == 200, answer.text
    return answer.json()


@pytest.mark.parametrize(
    ("select", "expected"),
    [
        ("count(*)", {"count": str(ROWS)}),
        ("count(id) AS n", {"n": str(ROWS)}),
        ("min(reported_at) >= '2026-04-01' AS since", {"since": True}),
        ("max(last_day)", {"max_last_day": "2026-04-03T00:00:00.000"}),
        ("1 + 2 * 3 - 4 / 2 AS five, -(2) AS less, 1 / 0 AS nothing", {"five": "5", "less": "-2"}),
        ("7 % 4 AS rest", {"rest": "3"}),
        ("upper('a') || lower('B') AS two", {"two": "Ab"}),
        ("date_extract_y(min(first_day)) AS y, date_extract_dow(min(first_day)) AS dow", {"y": "2026", "dow": "3"}),
        ("avg(priority) BETWEEN 1 AND 5 AS ok, sum(priority) > 0 AS more", {"ok": True, "more": True}),
    ],
)
def test_values_are_worked_out(city: httpx.Client, select: str, expected: dict[str, Any]) -> None:
    assert ask(city, select=select, limit=1)[0] == expected


@pytest.mark.parametrize(
    ("where", "same_as"),
    [
        ("NOT beat = 'B1'", "beat <> 'B1'"),
        ("beat NOT IN ('B1', 'B2')", "beat != 'B1' AND beat != 'B2'"),
        ("priority NOT BETWEEN 2 AND 3", "priority < 2 OR priority > 3"),
        ("beat LIKE 'B1%'", "starts_with(beat, 'B1')"),
        ("contains(incident_family, 'isord')", "incident_family = 'disorder'"),
        ("reported_at >= '2026-04-02'", "first_day > '2026-04-01T00:00:00.000'"),
        ("ended IS NULL", "NOT ended IS NOT NULL"),
    ],
)
def test_one_condition_is_the_same_as_another(city: httpx.Client, where: str, same_as: str) -> None:
    found = ask(city, where=where, select="id", limit=5000)
    assert found == ask(city, where=same_as, select="id", limit=5000)
    assert 0 < len(found) < ROWS


def test_a_circle_holds_what_a_box_around_it_holds_and_no_more(city: httpx.Client) -> None:
    places = f"/resource/{IDS['places']}.json"
    (cell,) = city.get(places, params={"$where": "cell IS NOT NULL", "$limit": 1}).json()
    latitude, longitude = float(cell["latitude"]), float(cell["longitude"])
    assert cell["location"] == {"type": "Point", "coordinates": [longitude, latitude]}

    def count(where: str) -> int:
        return int(city.get(places, params={"$where": where, "$select": "count(*) AS n"}).json()[0]["n"])

    circle = count(f"within_circle(location, {latitude}, {longitude}, 1000)")
    box = f"within_box(location, {latitude + 0.009}, {longitude - 0.0124}, {latitude - 0.009}, {longitude + 0.0124})"
    assert count(f"within_circle(location, {latitude}, {longitude}, 1)") == 1
    assert 1 <= circle <= count(box)
    assert circle == count(f"within_circle(location, {latitude}, {longitude}, 1000) AND {box}")


def test_columns_and_types_are_told(city: httpx.Client) -> None:
    answer = city.get(CALLS, params={"$select": "beat, count(*) AS n, max(first_day)", "$group": "beat"})
    assert json.loads(answer.headers["X-SODA2-Fields"]) == ["beat", "n", "max_first_day"]
    assert json.loads(answer.headers["X-SODA2-Types"]) == ["text", "number", "floating_timestamp"]
    assert answer.headers["Last-Modified"] == "Wed, 20 Jan 2027 11:00:00 GMT"


def test_an_answer_that_is_known_is_not_sent_again(city: httpx.Client) -> None:
    first = city.get(CALLS)
    again = city.get(CALLS, headers={"If-None-Match": first.headers["ETag"]})
    other = city.get(CALLS, params={"$limit": 5}, headers={"If-None-Match": first.headers["ETag"]})
    assert (first.status_code, again.status_code, other.status_code) == (200, 304, 200)
    assert again.content == b""


def test_any_site_may_read_it_and_it_is_packed(city: httpx.Client) -> None:
    answer = city.get(CALLS, headers={"Origin": "https://map.example"})
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.headers["Content-Encoding"] == "gzip"
    assert city.head(CALLS).content == b""
    assert city.post(CALLS).status_code == 405


@pytest.mark.parametrize("hostile", HOSTILE)
@pytest.mark.parametrize("clause", ["where", "select", "order", "group", "having", "query"])
def test_a_hostile_question_is_refused_in_words(city: httpx.Client, clause: str, hostile: str) -> None:
    answer = city.get(CALLS, params={f"${clause}": hostile})
    assert answer.status_code in (200, 400)
    assert "root:" not in answer.text
    if answer.status_code == 400:
        assert answer.json().keys() == {"code", "error", "message"}
        assert answer.json()["error"] is True


@settings(max_examples=150, deadline=None)
@given(st.sampled_from("where select order group having query q limit offset x".split()), questions)
@example("limit", "-1")
@example("limit", "٣")
@example("offset", "1" * 30)
@example("q", " ".join("abcdefghijklmnopqrstuvwxyz"))
def test_no_question_breaks_it(city: httpx.Client, clause: str, question: str) -> None:
    answer = city.get(CALLS, params={f"${clause}": question})
    assert answer.status_code in (200, 400)
    answer.json()


def test_a_question_that_takes_too_long_is_stopped_and_the_next_is_answered(released: Path) -> None:
    served = OpenDataServed(folder=released, seconds=0.05)
    loaded = served.current()
    table = loaded.datasets[IDS["calls"]].table
    # With two million rows the slow question takes many seconds wherever it is asked.
    loaded.connection.execute(f'INSERT INTO "{table}" (id) SELECT id FROM "{table}", range(1500)')  # noqa: S608
    slow = " OR ".join(f"upper(id) LIKE '%{n}%A%B%C%D%E%F%'" for n in range(60))
    with pytest.raises(SoqlError) as refused:
        served.ask(IDS["calls"], [("$select", "count(*)"), ("$where", slow)])
    assert refused.value.code is SoqlCode.TIMEOUT
    served.seconds = 60
    assert served.ask(IDS["calls"], [("$select", "count(*)")]).rows == [(ROWS * 1501,)]


def test_too_many_questions_at_once_wait_their_turn(released: Path) -> None:
    served = OpenDataServed(folder=released, at_once=1, patience=0.01)
    served.ask(IDS["calls"], [])
    with served.turn(), pytest.raises(SoqlError) as refused:
        served.ask(IDS["calls"], [])
    assert (refused.value.code, refused.value.http_status) == (SoqlCode.BUSY, 429)
    assert len(served.ask(IDS["calls"], []).rows) == 1000


def test_duckdb_itself_reads_no_file_and_takes_no_other_settings(released: Path) -> None:
    connection = OpenDataServed(folder=released).current().connection
    attempts = (
        "SELECT * FROM read_text('/etc/hostname')",
        "SET enable_external_access = true",
        "COPY (SELECT 1) TO 'x.csv'",
    )
    for attempt in attempts:
        with pytest.raises(duckdb.Error, match=r"disabled|locked"):
            connection.execute(attempt)


@pytest.mark.parametrize(
    "path",
    [
        "/files/../../etc/passwd",
        "/files/%2e%2e/%2e%2e/x/calls.csv",
        "/files/WA0171300/calls/..%2f..%2fanalytics/calls.csv",
        "/files/WA0171300/calls/2026-04-01/about.json",
        "/files/WA0171300/calls/.making-x/calls.csv",
        "/files/WA0171300/release.json",
        "/files/OTHER/data.json",
        "/resource/abcd-1234.json",
        f"/resource/{IDS['calls']}.xml",
    ],
)
def test_nothing_but_released_files_is_served(city: httpx.Client, path: str) -> None:
    assert city.get(path).status_code == 404


def test_files_are_served_as_they_lie_there(city: httpx.Client, released: Path) -> None:
    found = [path for path in released.rglob("*") if path.is_file()]
    assert len(found) > 20
    for path in found:
        answer = city.get(f"/files/{path.relative_to(released)}")
        assert answer.status_code == 200, path
        assert answer.content == path.read_bytes()


async def test_before_the_first_release_there_is_a_page_and_nothing_else(tmp_path: Path) -> None:
    transport = httpx.ASGITransport(build(tmp_path / "none", base_url="http://x"))
    async with httpx.AsyncClient(transport=transport, base_url="http://x") as client:
        assert "Nothing is released yet" in (await client.get("/")).text
        assert (await client.get("/data.json")).status_code == 404
        assert (await client.get("/health/live")).json() == {"ok": True}


def test_a_new_release_is_seen_without_a_restart(tmp_path: Path, released: Path) -> None:
    moments = iter(range(0, 1000, 60))
    served = OpenDataServed(folder=tmp_path, clock=lambda: float(next(moments)))
    assert served.current().datasets == {}
    (tmp_path / "WA0171300").symlink_to(released / "WA0171300")
    assert len(served.current().datasets) == 3
