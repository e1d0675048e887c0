"""`GET /v1/usage`: an agency's own month, never another's."""

from __future__ import annotations

import httpx
import pytest

from db.connection.session import Database
from db.tables import OutboundMessage
from tests.api.conftest import NOW, OTHER_ORI, NewKey
from tests.database import a_call


async def a_message(database: Database, ori: str) -> None:
    call = await a_call(database, ori=ori)
    async with database.transaction() as session:
        message = OutboundMessage(
            call_id=call.id,
            key="call_received",
            channel="sms",
            language="fa",
            status="delivered",
            segments=3,
            provider_message_id="SM1",
            sending_at=NOW,
            planned_at=NOW,
            updated_at=NOW,
        )
        session.add(message)


async def test_a_key_sees_its_own_agencys_month_only(
    client: httpx.AsyncClient, database: Database, new_key: NewKey
) -> None:
    await a_message(database, OTHER_ORI)
    mine = (await client.get("/v1/usage")).json()
    assert (mine["month"], mine["total"]["messages"], mine["currency"]) == ("2026-11", 0, "USD")
    client.headers["Authorization"] = f"Bearer {await new_key('usage:read', ori=OTHER_ORI)}"
    theirs = (await client.get("/v1/usage", params={"month": "2026-11"})).json()
    assert theirs["total"] == {"name": "total", "messages": 1, "segments": 3, "price": "0.0327"}
    assert [share["name"] for share in theirs["by_language"]] == ["fa"]
    assert (await client.get("/v1/usage", params={"month": "2026-10"})).json()["total"]["messages"] == 0


@pytest.mark.parametrize("month", ["", "2026-13", "1999-12", "november", "2026-1", "2026-11-01", "٢٠٢٦-١١"])
async def test_what_is_no_month_is_refused_by_name(client: httpx.AsyncClient, month: str) -> None:
    answer = await client.get("/v1/usage", params={"month": month})
    assert answer.status_code == 422
    assert "month" in answer.text


async def test_a_mistyped_parameter_is_a_mistake(client: httpx.AsyncClient) -> None:
    answer = await client.get("/v1/usage", params={"mnth": "2026-11"})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["parameter"] == "mnth"
