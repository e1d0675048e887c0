"""The people of a call and what they have heard: every step asks this, in one statement.

The messages of the call, what went to their addresses over all calls of the agency, and who was asked for an opinion.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, String, bindparam, literal_column, null, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import SQLModel

from db.connection.stacked import Stacked
from db.queries import people
from db.queries.messages import COUNTED, NO_NEWS
from db.queries.people import HASHES, ONE_OF_THEIRS, PeopleOfCall

_TABLES = SQLModel.metadata.tables
_MESSAGES, _CALLS, _SURVEYS = _TABLES["messages"], _TABLES["calls"], _TABLES["survey_invitations"]


class KnownMessage(NamedTuple):
    """What rules need to know of a message: these columns of `db.tables.OutboundMessage`."""

    id: str
    contact_id: str
    key: str
    n: int
    channel: str
    language: str
    status: str
    reason: str
    address_hash: str
    planned_at: datetime
    not_before: datetime | None
    valid_until: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedAbout:
    """A person who was asked about the call: when, and when they answered, if they did."""

    contact_id: str
    invited_at: datetime
    answered_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class HeardInCall:
    """`messages`: of the call, withheld ones too, in the order they were planned.

    `sent`: by address, the keys of what went there lately. `asked`: about this call; `asked_elsewhere`: the addresses
    that were asked about another one; both are empty if they were not wanted.
    """

    messages: Sequence[KnownMessage]
    sent: Mapping[str, Sequence[str]]
    asked: Sequence[AskedAbout] = ()
    asked_elsewhere: frozenset[str] = field(default_factory=frozenset)


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedOfCall:
    """Of which call, and since when things were sent. `surveys_since`: None if not wanted."""

    ori: str
    call_id: str
    now: datetime
    sent_since: datetime
    surveys_since: datetime | None = None


async def heard(session: AsyncSession, wanted: WantedOfCall) -> tuple[PeopleOfCall, HeardInCall]:
    """Who belongs to the call, what was said in it and to their addresses, and who was asked about it."""
    values = people.values_of(wanted.ori, wanted.call_id, now=wanted.now) | {
        "sent_since": wanted.sent_since,
        "surveys_since": wanted.surveys_since,
    }
    of_people, rows = await (_ALL if wanted.surveys_since else _WITHOUT_SURVEYS).rows(session, values)
    return people.people_in(of_people, now=wanted.now), _said(rows)


def _said(rows: Iterable[Sequence[Any]]) -> HeardInCall:
    found: dict[str, list[KnownMessage]] = defaultdict(list)
    for kind, *said in rows:
        found[kind].append(KnownMessage(*said))
    sent: dict[str, list[str]] = defaultdict(list)
    for row in found[_SENT]:
        sent[row.address_hash].append(row.key)
    return HeardInCall(
        messages=sorted(found[_OF_CALL], key=lambda row: (row.planned_at, row.id)),
        sent=sent,
        asked=[
            AskedAbout(contact_id=row.contact_id, invited_at=row.planned_at, answered_at=row.not_before)
            for row in found[_ASKED]
        ],
        asked_elsewhere=frozenset(row.address_hash for row in found[_ELSEWHERE]),
    )


_OF_CALL, _SENT, _ASKED, _ELSEWHERE = "message", "sent", "asked", "elsewhere"


def _words(words: Iterable[str]) -> list[ColumnElement[str]]:
    """Words of ours. Not as parameters: each takes time whenever the statement runs."""
    return [literal_column(f"'{word}'", String()) for word in words]


def _rows(kind: str, **columns: Any) -> Select[Any]:
    """Rows of one kind in the columns of a message; the messages themselves come first and give each its type."""
    columns = {name: columns.get(name, null()) for name in KnownMessage._fields}
    return select(_words([kind])[0].label("kind"), *(what.label(name) for name, what in columns.items()))


_MESSAGES_OF_CALL = _rows(_OF_CALL, **{name: _MESSAGES.c[name] for name in KnownMessage._fields}).where(
    _MESSAGES.c.call_id == bindparam("call_id")
)
_SENT_THERE = (
    _rows(_SENT, address_hash=_MESSAGES.c.address_hash, key=_MESSAGES.c.key)
    .join_from(HASHES, _MESSAGES, _MESSAGES.c.address_hash == ONE_OF_THEIRS)
    .join(_CALLS, _CALLS.c.id == _MESSAGES.c.call_id)
    .where(
        # Not to be looked up by its agency: SQLite would go through all calls of the agency.
        _CALLS.c.ori.concat(_words([""])[0]) == bindparam("ori"),
        # Nor by its status: that is how SQLite would rather find them, among all messages of the day.
        _MESSAGES.c.status.concat(_words([""])[0]).in_(_words(COUNTED)),
        _MESSAGES.c.sending_at >= bindparam("sent_since"),
        # Answers do not count: a stranger who asks for codes must not use up what a person may be told in a day.
        _MESSAGES.c.key.not_in(_words(NO_NEWS)),
    )
)
_ASKED_ABOUT_CALL = _rows(
    _ASKED, contact_id=_SURVEYS.c.contact_id, planned_at=_SURVEYS.c.invited_at, not_before=_SURVEYS.c.answered_at
).where(_SURVEYS.c.call_id == bindparam("call_id"))
_ASKED_ELSEWHERE = (
    _rows(_ELSEWHERE, address_hash=_SURVEYS.c.address_hash)
    .join_from(HASHES, _SURVEYS, _SURVEYS.c.address_hash == ONE_OF_THEIRS)
    .where(
        _SURVEYS.c.ori == bindparam("ori"),
        _SURVEYS.c.invited_at >= bindparam("surveys_since"),
        _SURVEYS.c.call_id != bindparam("call_id"),
    )
)
_WITHOUT_SURVEYS = Stacked(people.PART, (_MESSAGES_OF_CALL, _SENT_THERE))
_ALL = Stacked(people.PART, (_MESSAGES_OF_CALL, _SENT_THERE, _ASKED_ABOUT_CALL, _ASKED_ELSEWHERE))
