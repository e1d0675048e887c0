"""Store the events of one request in the inbox with one statement, and tell which of them were known before."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Table, bindparam, literal_column, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import SQLModel, col

from db.queries.inbox import FROM_HISTORY, Stored
from db.queries.insert_if_new import insert_returning
from db.tables import InboxEvent

_INBOX: Table = SQLModel.metadata.tables["inbox"]
_BEHIND: ColumnElement[int | None] = literal_column(
    "(SELECT max(earlier.seq) FROM inbox AS earlier WHERE earlier.relayed_at IS NULL AND earlier.given_up_at IS NULL"
    " AND earlier.ori = inbox.ori || '' AND earlier.call_number = inbox.call_number || '' AND earlier.seq < inbox.seq)"
)
"""Written out, as SQLAlchemy leaves out the names of tables in what an INSERT returns.

To SQLite a column that an INSERT returns has no type, and it would not be looked for in the index of a text: all that
waits would be read. `|| ''` makes a text of it.
"""
_NEW = (_INBOX.c.seq, _INBOX.c.source, _INBOX.c.event_id, _INBOX.c.call_number, _BEHIND.label("behind"))
_KNOWN = select(InboxEvent).where(
    col(InboxEvent.ori) == bindparam("ori"),
    col(InboxEvent.source) == bindparam("source"),
    col(InboxEvent.event_id).in_(bindparam("ids", expanding=True)),
)

Name = tuple[str, str]
"""Source and id of an event, by which an agency's events are told apart."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewEvent:
    """An event as it comes in. The columns of `InboxEvent`."""

    ori: str
    source: str
    event_id: str
    contents: tuple[str, ...]
    """Its content hash; then what else, by other hash keys, its content may have been hashed to."""
    call_number: str
    type: str
    facts: Mapping[str, Any]
    by: str
    occurred_at: datetime
    recorded_at: datetime
    claimed_until: datetime | None = None
    """Set: who stores it relays it, until then."""

    @property
    def name(self) -> Name:
        """By which it is recognized."""
        return self.source, self.event_id

    def columns(self) -> dict[str, Any]:
        """Of its row."""
        return {
            "ori": self.ori,
            "source": self.source,
            "event_id": self.event_id,
            "content_hash": self.contents[0],
            "call_number": self.call_number,
            "type": self.type,
            "facts": self.facts,
            "by": self.by,
            "occurred_at": self.occurred_at,
            "recorded_at": self.recorded_at,
            "claimed_until": self.claimed_until,
            "attempts": 0 if self.claimed_until is None else 1,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredAs:
    """What became of an event, and where it is if it is new.

    `behind`: the newest event of its call that waited before this request, if one did.
    """

    stored: Stored
    seq: int | None = None
    behind: int | None = None


async def store(session: AsyncSession, events: Sequence[NewEvent]) -> list[StoredAs]:
    """What became of each. Hold their calls first (`held_calls`): then `seq` is the order of a call's events."""
    new = await _insert_new(session, events) if events else {}
    old = await _known(session, {event.name for event in events} - new.keys(), events)
    contents: dict[Name, str] = {}
    outcomes = []
    for event in events:
        if event.name in new and event.name not in contents:
            contents[event.name] = event.contents[0]
            outcomes.append(new[event.name])
        elif event.name in contents:
            same = contents[event.name] in event.contents
            outcomes.append(StoredAs(stored=Stored.REPEAT if same else Stored.CONFLICT))
        else:
            outcomes.append(_again(old.get(event.name), event))
    return outcomes


def _again(known: InboxEvent | None, event: NewEvent) -> StoredAs:
    if known is not None and known.content_hash == FROM_HISTORY:
        known.content_hash, known.claimed_until = event.contents[0], None
        return StoredAs(stored=Stored.AFTER_RESTORE)
    is_same = known is not None and known.content_hash in event.contents
    return StoredAs(stored=Stored.REPEAT if is_same else Stored.CONFLICT)


async def _insert_new(session: AsyncSession, events: Sequence[NewEvent]) -> dict[Name, StoredAs]:
    rows = await insert_returning(session, _INBOX, [event.columns() for event in events], _NEW)
    first: dict[str, int | None] = {}
    new: dict[Name, StoredAs] = {}
    for seq, source, event_id, call_number, behind in sorted(rows, key=lambda row: row[0]):
        # SQLite sees those of the same statement as well: what waited before is what the first of a call is behind.
        before = first.setdefault(call_number, behind)
        new[source, event_id] = StoredAs(stored=Stored.NEW, seq=seq, behind=before)
    return new


async def _known(session: AsyncSession, names: Collection[Name], events: Sequence[NewEvent]) -> dict[Name, InboxEvent]:
    found: dict[Name, InboxEvent] = {}
    for source in {source for source, _ in names}:
        ids = sorted(event_id for of, event_id in names if of == source)
        rows = await session.scalars(_KNOWN, {"ori": events[0].ori, "source": source, "ids": ids})
        found |= {(source, row.event_id): row for row in rows}
    return found
