"""The people of a call with all that is known of their addresses, in one statement: what every step and send asks.

What was said from an address (consents), what was chosen there (preferences), whether it is another person's by now
(cuts), and what other calls say of it (careful ground).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from types import SimpleNamespace
from typing import Any

from sqlalchemy import (
    Boolean,
    ColumnElement,
    Select,
    String,
    bindparam,
    cast,
    func,
    literal_column,
    null,
    or_,
    select,
    union,
    union_all,
)
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm.instrumentation import manager_of_class
from sqlmodel import SQLModel

from db.connection.direct import Direct
from db.connection.stacked import Part
from db.connection.types import UtcDateTime
from db.queries import careful_ground, consents, contacts, preferences
from db.queries.contacts import Said
from db.queries.reassigned_addresses import OF_ANOTHER_PERSON
from db.tables import Person
from domain.contacts import Contact

_PERSON, _WORD, _CHOICE, _ELSEWHERE = "person", "word", "choice", "elsewhere"
"""Kinds of rows: a person, or what is known of an address."""

_TABLES = SQLModel.metadata.tables
_CONTACTS, _CALLS = _TABLES["contacts"], _TABLES["calls"]
_CONSENTS, _PREFERENCES, _CUTS = _TABLES["consents"], _TABLES["preferences"], _TABLES["address_cuts"]

_COLUMNS: tuple[str, ...] = tuple(_CONTACTS.c.keys())
_MANAGER = manager_of_class(Person)

_HERE = (
    select(_CONTACTS).where(_CONTACTS.c.call_id == bindparam("call_id"), _CONTACTS.c.removed_at.is_(None)).cte("here")
)
HASHES = union(
    select(_HERE.c.phone_hash.label("hash")).where(_HERE.c.phone_hash.is_not(None)),
    select(_HERE.c.email_hash).where(_HERE.c.email_hash.is_not(None)),
).cte("hashes")
ONE_OF_THEIRS: ColumnElement[str] = HASHES.c.hash.concat(literal_column("''", String()))
"""An address of these people, by which rows are looked up. SQLite does not know that there are few: it would rather go
through the rows, and look up each in the addresses."""

_SAID: dict[str, Any] = {
    "text": String(),
    "reason": String(),
    "given": Boolean(),
    "at": UtcDateTime(),
    "lost_at": UtcDateTime(),
}
_SAID |= {name: _PREFERENCES.c[name].type for name in preferences.KEPT}
"""What is said of an address, each with its type: PostgreSQL must know of what type a NULL is."""
_KNOWN_COLUMNS = ("kind", "address_hash", *_SAID)


def _word(word: str) -> ColumnElement[Any]:
    """A word of ours. Not as a parameter: each takes time whenever the statement runs."""
    return literal_column(f"'{word}'", String())


def _people() -> Select[Any]:
    nothing = (cast(null(), type_).label(name) for name, type_ in _SAID.items())
    address = cast(null(), String()).label("address_hash")
    person = (_HERE.c[name].label(f"person_{name}") for name in _COLUMNS)
    return select(_word(_PERSON).label("kind"), address, *nothing, *person)


def _known(kind: str, address_hash: Any = HASHES.c.hash, **said: Any) -> Select[Any]:
    """Rows about an address of these people; what is not said is NULL."""
    words = (said.get(name, null()).label(name) for name in _SAID)
    no_person = (null().label(f"person_{name}") for name in _COLUMNS)
    return select(_word(kind).label("kind"), address_hash.label("address_hash"), *words, *no_person)


def _words() -> Select[Any]:
    newest = (
        select(func.max(_CONSENTS.c.id))
        .where(_CONSENTS.c.ori == bindparam("ori"), _CONSENTS.c.address_hash.in_(select(HASHES.c.hash)))
        .group_by(_CONSENTS.c.address_hash, _CONSENTS.c.purpose)
    )
    in_force = _known(_WORD, _CONSENTS.c.address_hash, text=_CONSENTS.c.purpose, given=_CONSENTS.c.given)
    return in_force.where(_CONSENTS.c.id.in_(newest))


def _choices() -> Select[Any]:
    return (
        _known(_CHOICE, **{name: _PREFERENCES.c[name] for name in preferences.KEPT})
        .join_from(HASHES, _PREFERENCES, _PREFERENCES.c.address_hash == HASHES.c.hash)
        .where(_PREFERENCES.c.ori == bindparam("ori"), _PREFERENCES.c.review_by.is_not(None))
    )


def _cuts() -> Select[Any]:
    return (
        _known(_CHOICE, reason=_CUTS.c.reason, lost_at=_CUTS.c.cut_at)
        .join_from(HASHES, _CUTS, _CUTS.c.address_hash == HASHES.c.hash)
        .where(_CUTS.c.ori == bindparam("ori"), or_(*(_CUTS.c.reason == _word(reason) for reason in OF_ANOTHER_PERSON)))
    )


def _elsewhere(way: str) -> Select[Any]:
    other = _CONTACTS.alias("other")
    return (
        _known(_ELSEWHERE, text=other.c.roles, reason=_CALLS.c.status, at=_CALLS.c.sensitive_at)
        .join_from(HASHES, other, other.c[way] == ONE_OF_THEIRS)
        .join(_CALLS, _CALLS.c.id == other.c.call_id)
        .where(
            # Not to be looked up by its agency: SQLite would go through all calls of the agency.
            _CALLS.c.ori.concat(_word("")) == bindparam("ori"),
            _CALLS.c.id != bindparam("call_id"),
            careful_ground.is_careful(other.c, _CALLS.c),
        )
    )


PART: Part = (_people(), _words(), _choices(), _cuts(), _elsewhere("phone_hash"), _elsewhere("email_hash"))
"""Of a statement that asks more of a call (`db.connection.stacked`). `values_of` asks it, `people_in` reads it."""
_OF_CALL = Direct(union_all(*PART))


@dataclass(frozen=True, slots=True, kw_only=True)
class PeopleOfCall:
    """Who belongs to a call, in the order they became known, and what is known of their addresses.

    To be read: what is changed of these people is not stored.
    """

    people: Sequence[Person]
    said: Said

    def for_rules(self, default_language: str) -> list[Contact]:
        """The people as rules see them, once each."""
        return contacts.as_rules_see(self.people, default_language, self.said)

    def only(self, people: Sequence[Person]) -> PeopleOfCall:
        """Some of them."""
        return replace(self, people=people)


async def of_call(session: AsyncSession, ori: str, call_id: str, *, now: datetime) -> PeopleOfCall:
    """All people of a call but those removed from it."""
    return people_in(await _OF_CALL.rows(session, values_of(ori, call_id, now=now)), now=now)


def values_of(ori: str, call_id: str, *, now: datetime) -> dict[str, Any]:
    """By which the people of a call are asked for."""
    since, until = careful_ground.window(now)
    return {"call_id": call_id, "ori": ori, "since": since, "until": until}


def people_in(rows: Iterable[Sequence[Any]], *, now: datetime) -> PeopleOfCall:
    """What the rows say."""
    people: list[Person] = []
    by_kind: dict[str, list[Any]] = defaultdict(list)
    for row in rows:
        if row[0] == _PERSON:
            people.append(_person(row[-len(_COLUMNS) :]))
        else:
            by_kind[row[0]].append(SimpleNamespace(**dict(zip(_KNOWN_COLUMNS, row, strict=False))))
    people.sort(key=lambda person: (person.created_at, person.ref))
    return PeopleOfCall(people=people, said=_said(by_kind, now))


def _said(by_kind: Mapping[str, Sequence[Any]], now: datetime) -> Said:
    elsewhere = ((row.address_hash, row.text, row.reason, row.at) for row in by_kind.get(_ELSEWHERE, ()))
    return Said(
        opted_out=consents.refused((row.address_hash, row.text, row.given) for row in by_kind.get(_WORD, ())),
        chosen=preferences.of_rows(by_kind.get(_CHOICE, ())),
        ground=careful_ground.of_rows(elsewhere, now=now),
    )


def _person(values: Sequence[Any]) -> Person:
    """As the session would load it, which takes several times as long; it belongs to no session."""
    person: Person = _MANAGER.new_instance()
    person.__dict__.update(zip(_COLUMNS, values, strict=True))
    return person
