"""Gather what the plan for a call needs to know, and turn planned messages into rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from audit.record import record_all
from db.queries import contacts, inbox_walk
from db.queries.heard import HeardInCall, KnownMessage, WantedOfCall, heard
from db.queries.insert_if_new import insert_new
from db.state_json import state_of
from db.tables import Call, OutboundMessage, Person, new_id
from domain.audience import Audience, SaidKey, Surveys
from domain.call_state import CallState
from domain.contacts import VICTIMS, Contact
from domain.delivery import DeliveryStatus, NotSent
from domain.events import CallEvent
from domain.lifecycle import advance
from domain.message_plan import MAY_PASS, PlannedMessage
from domain.messages import KEY_RULES, MessageKey, Purpose, Urgency
from domain.permission import within_countries
from messaging import decided
from messaging.call_context import CallContext

_DAY = timedelta(days=1)
_TO_GO = frozenset({DeliveryStatus.CREATED, DeliveryStatus.TEMPORARY_FAILURE})


StoredMessage = OutboundMessage | KnownMessage
"""A message as a whole, or what rules need to know of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """`people` and `messages` of the call, in the order they became known; what is changed of them is not stored."""

    audience: Audience
    people: Sequence[Person]
    messages: Sequence[KnownMessage]


async def gather(session: AsyncSession, context: CallContext) -> Gathered:
    """The people of a call and what they have heard so far, by one statement."""
    known, said = await heard(session, _wanted(context))
    elsewhere = [row for row in said.messages if went_elsewhere(row, known.people)]
    planned = [row for row in said.messages if row not in elsewhere] if elsewhere else said.messages
    settled = _keys(row for row in planned if not may_be_said_yet(row, context.state))
    since = context.now - _DAY
    counts = {person.id: _heard_lately(person, planned, said.sent, since=since) for person in known.people}
    keys = _keys(planned)
    audience = Audience(
        contacts=tuple(
            within_countries(contact, context.policy) for contact in known.for_rules(context.agency.default_language)
        ),
        said=keys,
        told_elsewhere=Counter(_key(row) for row in elsewhere),
        not_yet=keys - settled,
        said_today={person: said - case_news for person, (said, case_news) in counts.items()},
        case_news_today={person: case_news for person, (_, case_news) in counts.items()},
        surveys=_surveys_of(said, known.people),
        zone=ZoneInfo(context.agency.time_zone),
    )
    return Gathered(audience=audience, people=known.people, messages=said.messages)


def _wanted(context: CallContext) -> WantedOfCall:
    """A survey is planned, or waited for, once the response is over; before, it is not asked about."""
    surveys_since = context.now - context.policy.survey.once_per if context.state.response_over else None
    return WantedOfCall(
        ori=context.agency.ori,
        call_id=context.call.id,
        now=context.now,
        sent_since=context.now - _DAY,
        surveys_since=surveys_since,
    )


async def gather_audience(session: AsyncSession, context: CallContext) -> Audience:
    """What the plan for a call needs to know."""
    return (await gather(session, context)).audience


def _keys(rows: Iterable[StoredMessage]) -> frozenset[SaidKey]:
    return frozenset(_key(row) for row in rows)


def _key(row: StoredMessage) -> SaidKey:
    return row.contact_id, MessageKey(row.key), row.n


def may_be_said_yet(row: StoredMessage, state: CallState) -> bool:
    """True of what was withheld for a reason that may pass: who waits again may hear that we got their call."""
    began_anew = state.reopened_at is not None and row.planned_at <= state.reopened_at
    is_first = row.key == MessageKey.CALL_RECEIVED and row.status == DeliveryStatus.WITHHELD
    return row.reason in MAY_PASS or (is_first and began_anew and row.reason == NotSent.STALE)


async def states_on_the_way(session: AsyncSession, context: CallContext, keys: Sequence[str]) -> list[CallState]:
    """How the call stood after each of these events, which a step deals with together; nothing if there is only one.

    `keys`: of their lines in the timeline, in order. An event that did not come through the inbox is left out.
    """
    if len(keys) < 2:
        return []
    facts = await inbox_walk.facts_of(session, context.call, keys)
    events = [CallEvent.from_mapping(facts[key]) for key in keys if key in facts]
    state, states = state_of(context.call), list[CallState]()
    for event in events:
        state = advance(state, event, now=context.now).state
        states.append(state)
    return states


def went_elsewhere(row: StoredMessage, people: Iterable[Person]) -> bool:
    """True if it went to an address that turned out not to be its person's: to them it has not been said."""
    if not row.address_hash or KEY_RULES[MessageKey(row.key)].purpose is not Purpose.UPDATES:
        return False
    person = next((person for person in people if person.id == row.contact_id), None)
    return person is not None and row.address_hash not in contacts.address_hashes(person)


def _is_to_go(row: StoredMessage) -> bool:
    is_answer = KEY_RULES[MessageKey(row.key)].purpose is Purpose.REPLIES
    return row.status in _TO_GO and not row.address_hash and not is_answer


def _heard_lately(
    person: Person, planned: Iterable[StoredMessage], sent: Mapping[str, Sequence[str]], *, since: datetime
) -> tuple[int, int]:
    """How much went to this person's addresses in any call or is to go in this one, and how much of it case news."""
    keys = [key for address_hash in contacts.address_hashes(person) for key in sent.get(address_hash, ())]
    keys += [row.key for row in planned if row.contact_id == person.id and row.planned_at > since and _is_to_go(row)]
    return len(keys), sum(KEY_RULES[MessageKey(key)].urgency is Urgency.CASE for key in keys)


def _surveys_of(said: HeardInCall, people: Sequence[Person]) -> Surveys:
    """Who was asked about this call, and who about another one lately."""
    elsewhere = said.asked_elsewhere
    return Surveys(
        invited_at={each.contact_id: each.invited_at for each in said.asked},
        answered=frozenset(each.contact_id for each in said.asked if each.answered_at is not None),
        asked_lately=frozenset(p.id for p in people if elsewhere and elsewhere & set(contacts.address_hashes(p))),
    )


def after_planning(audience: Audience, planned: Iterable[PlannedMessage], *, now: datetime) -> Audience:
    """The audience once these messages are planned."""
    said = {(message.contact_id, message.key, message.n) for message in planned}
    invited = {
        message.contact_id: message.not_before or now
        for message in planned
        if message.key is MessageKey.SURVEY_INVITATION and message.withheld is None
    }
    surveys_now = replace(audience.surveys, invited_at={**audience.surveys.invited_at, **invited})
    return replace(audience, said=audience.said | said, surveys=surveys_now)


async def insert(
    session: AsyncSession, context: CallContext, planned: Iterable[PlannedMessage]
) -> Sequence[KnownMessage] | None:
    """Store what was planned, and say how; what was planned before stays as it is. None if anything was."""
    rows = [_columns(context.call, message, now=context.now) for message in planned]
    new = await insert_new(session, OutboundMessage, rows, key="id")
    stored = [KnownMessage(**{name: row.get(name, "") for name in KnownMessage._fields}) for row in rows]
    withheld = [row for row in stored if row.id in new and row.status == DeliveryStatus.WITHHELD]
    acts = [decided.act_of_withheld(row, context.call, context.agency) for row in withheld]
    await record_all(session, acts, now=context.now)
    return stored if len(new) == len(rows) else None


def row_of(call: Call, message: PlannedMessage, *, now: datetime) -> OutboundMessage:
    """How a planned message is stored."""
    return OutboundMessage(**_columns(call, message, now=now))


def _columns(call: Call, message: PlannedMessage, *, now: datetime) -> dict[str, Any]:
    waits = message.waits_for if message.not_before else ""
    facts: dict[str, Any] = {} if message.minutes is None else {"minutes": message.minutes}
    return {
        "id": new_id(),
        "call_id": call.id,
        "contact_id": message.contact_id,
        "key": message.key.value,
        "n": message.n,
        "retold": message.retold,
        "channel": message.channel.value if message.channel else "",
        "language": message.language or "en",
        "status": (DeliveryStatus.WITHHELD if message.withheld else DeliveryStatus.CREATED).value,
        "reason": str(message.withheld or waits),
        "facts": facts,
        "planned_at": now,
        "not_before": message.not_before,
        "valid_until": message.valid_until,
        "updated_at": now,
    }


def audience_name(contact: Contact | None) -> str:
    """How a summary in the Temporal Web UI names a recipient."""
    return "victim" if contact is not None and contact.roles & VICTIMS else "caller"
