"""Calls as they lie in the database, of which a test names only what it is about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from analytics.columns import TABLES
from analytics.extract.make import ExtractOrder, make_extract
from analytics.extracts import Extract
from db.connection.session import Database
from db.encryption.vault import Vault
from db.queries import agencies, contacts
from db.queries.contacts import PersonValues
from db.state_json import dump_state
from db.tables import Agency, Call, OutboundMessage, TimelineEntry
from domain.call_state import CallState
from domain.contacts import ContactRole
from domain.usage import Prices
from tests.database import an_agency
from tests.intake.fakes import POLICY

ORI = "WASPD0000"
RECEIVED = datetime(2026, 6, 3, 19, 0, tzinfo=UTC)
"""A Wednesday, at noon in Los Angeles."""
NOW = RECEIVED + timedelta(days=2)
PRICES = Prices(sms_per_segment=Decimal("0.0109"), email=Decimal("0.0006"))
PHONE = "+12065550123"


def after(minutes: float) -> datetime:
    """So many minutes after RECEIVED."""
    return RECEIVED + timedelta(minutes=minutes)


@dataclass(frozen=True, kw_only=True)
class LiveCall:
    """A theft of priority 3 with one caller, who was told nothing."""

    number: str = "26-000001"
    phones: Sequence[str] = (PHONE,)
    roles: frozenset[ContactRole] = frozenset({ContactRole.REPORTING_PARTY})
    facts: Mapping[str, Any] = field(default_factory=dict)
    messages: Sequence[Mapping[str, Any]] = ()
    late: Sequence[tuple[datetime, str]] = ()
    """When the time allowed for an officer had passed, and with which effect."""
    cell: str | None = None
    known_after: float = 0
    """Minutes after which CAD told us of the call."""

    @property
    def state(self) -> CallState:
        """As its workflow recorded it."""
        usual: dict[str, Any] = {
            "received_at": RECEIVED,
            "incident_type": "LARCENY",
            "priority": 3,
            "beat": "C2",
        }
        return CallState(agency=ORI, call_number=self.number, **(usual | dict(self.facts)))


async def store(database: Database, vault: Vault, *calls: LiveCall, policy: str = POLICY, ori: str = ORI) -> Agency:
    """An agency with these calls."""
    agency = an_agency(ori, policy=policy)
    agency.created_at = RECEIVED - timedelta(days=100)
    async with database.transaction() as session:
        await agencies.add(session, agency)
        for each in calls:
            await _store(session, vault, each, ori)
    return agency


async def extracted(database: Database, folder: Path, agency: Agency, *, now: datetime = NOW) -> Extract:
    """The extract of the agency."""
    order = ExtractOrder(agency=agency, analytics_folder=folder, prices=PRICES, now=now)
    return await make_extract(database, order)


def rows(extract: Extract, table: str) -> list[dict[str, Any]]:
    """Every row, as column -> value; moments are aware."""
    names = [column.name for column in TABLES[table]]
    with extract.opened() as opened:
        found = opened.table(table).fetchall()
    return [{name: _aware(value) for name, value in zip(names, row, strict=True)} for row in found]


def _aware(value: Any) -> Any:
    return value.replace(tzinfo=UTC) if isinstance(value, datetime) else value


async def _store(session: Any, vault: Vault, each: LiveCall, ori: str) -> None:
    state = each.state
    call = Call(
        id=each.number,
        ori=ori,
        call_number=f"number {each.number}",
        state=dump_state(state),
        status=state.status.value,
        received_at=state.received_at,
        cell=each.cell,
        created_at=(state.received_at or RECEIVED) + timedelta(minutes=each.known_after),
        updated_at=NOW,
    )
    session.add(call)
    await session.flush()
    for n, phone in enumerate(each.phones):
        said: PersonValues = {"name": f"Ana {n}", "phone": phone, "roles": set(each.roles)}
        await contacts.upsert(session, vault, call_id=call.id, ref=f"p{n}", values=said, now=RECEIVED)
    for n, message in enumerate(each.messages):
        session.add(_message(call.id, n, message))
    for at, effect in each.late:
        session.add(_line(call.id, at, effect))


def _message(call_id: str, n: int, values: Mapping[str, Any]) -> OutboundMessage:
    usual: dict[str, Any] = {
        "call_id": call_id,
        "contact_id": f"p{n}",
        "key": "call_received",
        "n": n,
        "channel": "sms",
        "status": "delivered",
        "segments": 1,
        "planned_at": RECEIVED,
        "updated_at": NOW,
    }
    whole = usual | dict(values)
    if whole["status"] in {"sent", "delivered"}:
        whole = {"provider_message_id": f"SM{call_id}{n}", "sent_at": whole["planned_at"], **whole}
    return OutboundMessage(**whole)


def _line(call_id: str, at: datetime, effect: str) -> TimelineEntry:
    return TimelineEntry(
        call_id=call_id,
        entry_key=f"deadline/officer_delayed/{at.isoformat()}",
        kind="deadline",
        what="officer_delayed",
        effect=effect,
        status="delayed",
        occurred_at=at,
        recorded_at=at,
    )
