"""While one agency sends a great deal, another's news and the portal's pages go in between (case E6)."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from sqlmodel import select

from api import examples
from db.connection.session import Database
from db.tables import InboxEvent
from intake.calls.batches import PORTION
from tests.api.conftest import ORI, OTHER_ORI, NewKey
from tests.patience import until

BATCH = {"Content-Type": "application/cloudevents-batch+json"}
SIZE = PORTION * 8


def a_batch(source: str, size: int = SIZE) -> str:
    first = {**examples.EVENTS["call received"], "source": source}
    return json.dumps([{**first, "id": str(n), "subject": f"26-{n}"} for n in range(size)])


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_e6_news_of_another_agency_goes_before_most_of_three_batches(
    app: FastAPI, anonymous: httpx.AsyncClient, new_key: NewKey, database: Database
) -> None:
    busy, quiet = [{"Authorization": f"Bearer {await new_key(ori=ori)}"} for ori in (OTHER_ORI, ORI)]
    batches = [
        asyncio.create_task(anonymous.post("/v1/events", content=a_batch(f"b{n}"), headers={**BATCH, **busy}))
        for n in range(3)
    ]
    await until(lambda: _has_begun(database))
    assert (await anonymous.put("/v1/calls/26-1", json={"priority": 2}, headers=quiet)).status_code == 202
    assert [(await batch).status_code for batch in batches] == [202] * 3
    async with database.reading() as session:
        order = list(await session.scalars(select(InboxEvent.ori).order_by(InboxEvent.seq)))  # type: ignore[arg-type]  # a column
    assert len(order) == 3 * SIZE + 1
    assert order.index(ORI) < len(order) / 2


async def test_e6_a_conflict_in_a_large_batch_names_its_place_and_stores_nothing(
    client: httpx.AsyncClient, database: Database
) -> None:
    event: dict[str, Any] = {**examples.EVENTS["call received"], "source": "b", "id": str(SIZE - 1)}
    assert (await client.post("/v1/events", json=event, headers={"Content-Type": BATCH["Content-Type"]})).is_error
    single = {"Content-Type": "application/cloudevents+json"}
    assert (await client.post("/v1/events", content=json.dumps(event), headers=single)).status_code == 202
    answer = await client.post("/v1/events", content=a_batch("b"), headers=BATCH)
    assert (answer.status_code, answer.json()["detail"]) == (409, "nothing was stored")
    assert answer.json()["errors"][0]["index"] == SIZE - 1
    assert await _count(database) == 1


async def _has_begun(database: Database) -> bool:
    return await _count(database) > 0


async def _count(database: Database) -> int:
    async with database.reading() as session:
        return len((await session.scalars(select(InboxEvent))).all())
