"""No exact place is left anywhere: some hundred events through the API, then every byte of database, logs, histories.

`python -m benchmarks.location_leaks` does the same with 10,000 events and real processes.
"""

from __future__ import annotations

import base64
import json
import logging
import struct
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
from sqlmodel import select

from benchmarks.exact_points import PLACES, exact_points
from benchmarks.location_leaks import (
    Leaks,
    compare,
    mistaken,
    search_bytes,
    search_files,
    search_history,
    send,
)
from db.queries import api_keys, inbox
from db.tables import ApiKey, Call
from intake.calls.location import cell_of
from tests.patience import until
from tests.world import World

EVENTS = 200


@pytest.fixture
async def key(listening_world: World) -> str:
    """Of the agency's CAD."""
    key = api_keys.new_key()
    scopes = "calls:write calls:read"
    async with listening_world.database.transaction() as session:
        session.add(
            ApiKey(
                ori=listening_world.ori,
                label="cad",
                key_hash=api_keys.hash_key(key),
                scopes=scopes,
                created_at=datetime.now(UTC),
            )
        )
    return key


async def test_after_hundreds_of_events_no_digit_of_a_place_is_anywhere(
    listening_world: World,
    key: str,
    sqlite_url: str,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    caplog.set_level(logging.DEBUG)
    world, points, found = listening_world, exact_points(EVENTS), Leaks()
    headers = {"Authorization": f"Bearer {key}"}
    async with httpx.AsyncClient(base_url=world.settings.base_url, headers=headers, timeout=60) as http:
        wanted = await send(http, points, found)
    played = [world.call(number) for number in list(wanted)[:3]]

    async def are_recorded() -> bool:
        async with world.database.reading() as session:
            waits, _, _ = await inbox.backlog(session)
        return not waits and all([len(await call.timeline()) >= 5 for call in played])

    await until(are_recorded)
    async with world.database.reading() as session:
        cells = {call.call_number: call.cell for call in await session.scalars(select(Call))}
    compare(wanted, cells, found)
    for call in played:
        search_history(call.workflow_id, (await call.handle.fetch_history()).events, points, found)
    search_bytes("logs", "logs", ("".join(capfd.readouterr()) + caplog.text).encode(), points, found)
    search_files(Path(sqlite_url.partition("///")[2]).parent, points, found)
    assert found.traces == []
    assert (found.events, found.wrong, found.kept) == (EVENTS, 0, 34)
    assert {"histories", "caseline.db-wal"} <= found.legible
    assert found.searched["logs"] > EVENTS


POINTS = exact_points(100)


@pytest.mark.parametrize("number", POINTS.all[7].values())
def test_the_search_finds_what_it_looks_for(number: float) -> None:
    text = str(abs(number))
    forms = [
        text.encode(),
        text[:9].encode(),
        text.replace(".", ",").encode(),
        text.encode("utf-16-le"),
        text.partition(".")[2].encode(),
        text.replace(".", "").encode(),
        struct.pack("<d", number),
        struct.pack(">d", number),
        *(base64.b64encode(b"x" * before + text.encode()) for before in range(3)),
        *(json.dumps(mistaken(POINTS.all[7], form)).encode() for form in range(9)),
    ]
    assert all(POINTS.traces(b"before " + form + b" after") for form in forms)
    assert POINTS.traces(b"47.6, 122.3, 2026-11-29T04:08:47.613371Z 8a28d542ca1ffff 1764389324613371042") == []


def test_the_points_are_exact_and_their_places_apart() -> None:
    points = exact_points(1000)
    assert len({tuple(point.items()) for point in points.all}) == 1000
    assert len({cell_of(point) for point in points.all}) == len(PLACES) == 20
    assert all(len(str(number).partition(".")[2]) == 12 for point in points.all for number in point.values())
