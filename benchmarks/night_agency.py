"""An agency where it is past nine in the evening: an hour's wrong clock would let it text news of a case."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime

import httpx

from benchmarks.chaos_calls import CALL, Calls, event
from benchmarks.chaos_ledger import Row
from benchmarks.topology_stage import TopologyStage
from db.connection.session import Database
from db.queries import agencies, api_keys
from db.tables import Agency, ApiKey
from domain.messages import KEY_RULES, MessageKey, Urgency

ORI = "WANIGHT00"
HOUR = 21
"""There: case news leaves until 21:00."""
FIRST = 9_000
"""Number of its first call."""
EXEMPT = MessageKey.ARREST_MADE
"""By the policy it may be said at any hour."""


@dataclass(kw_only=True)
class NightAgency:
    """Its calls, each reported as quickly as the API takes it."""

    http: httpx.AsyncClient
    calls: list[int] = field(default_factory=list)

    async def play(self, calls: Calls) -> None:
        """One more call, from the first event to the last."""
        n = FIRST + len(self.calls)
        self.calls.append(n)
        for happening in CALL:
            if not await calls.report(n, event(n, happening), http=self.http):
                return
        calls.played.finished += 1

    def had_to_wait(self, row: Row) -> bool:
        """True of news that may not be told at night."""
        is_ours = int(row.call_number.partition("-")[2]) >= FIRST
        return is_ours and row.key != EXEMPT and KEY_RULES[MessageKey(row.key)].urgency is Urgency.CASE


@contextlib.asynccontextmanager
async def night_agency(stage: TopologyStage) -> AsyncIterator[NightAgency]:
    """As the demonstration agency, in another time zone and with a key of its own."""
    now, key = datetime.now(UTC), api_keys.new_key()
    offset = (HOUR - now.hour + 12) % 24 - 12
    database = Database(stage.settings.database)
    try:
        async with database.transaction() as session:
            day = await agencies.get(session, stage.demo.ori)
            assert day is not None
            zone = f"Etc/GMT{-offset:+d}"  # the sign is the other way round in these names
            values = day.model_dump() | {"ori": ORI, "name": "Shelbyville Police", "time_zone": zone}
            await agencies.add(session, Agency(**values))
            await session.flush()
            hashed = api_keys.hash_key(key)
            session.add(
                ApiKey(ori=ORI, label="night", key_hash=hashed, scopes="calls:write calls:read", created_at=now)
            )
    finally:
        await database.dispose()
    headers = {"Authorization": f"Bearer {key}"}
    async with httpx.AsyncClient(base_url=stage.settings.base_url, headers=headers, timeout=20) as http:
        yield NightAgency(http=http)
