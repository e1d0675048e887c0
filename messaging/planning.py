"""Gather what the plan for a call needs to know, and turn planned messages into rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from db.queries import careful_ground, contacts, inbox_walk, messages, surveys
from db.queries.insert_if_new import insert_if_new
from db.state_json import state_of
from db.tables import Call, OutboundMessage, Person
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


async def gather_audience(session: AsyncSession, context: CallContext) -> Audience:
    """The people of a call and what they have heard so far."""
    agency, call, now = context.agency, context.call, context.now
    people = await contacts.of_call(session, call.id)
    hashes = contacts.hashes_of(people)
    ground = await careful_ground.around(session, ori=agency.ori, call_id=call.id, hashes=hashes, now=now)
    rows = await messages.of_call(session, call.id)
    planned = [row for row in rows if not went_elsewhere(row, people)]
    sent = await messages.sent_since(session, agency.ori, hashes, now - _DAY)
    counts = {person.id: _heard_lately(person, planned, sent, since=now - _DAY) for person in people}
    return Audience(
        contacts=tuple(
            within_countries(contact, context.policy)
            for contact in await contacts.for_rules(session, people, agency, ground)
        ),
        said=_keys(planned),
        told_elsewhere=Counter(_key(row) for row in rows if row not in planned),
        not_yet=_keys(planned) - _keys(row for row in planned if not may_be_said_yet(row, context.state)),
        said_today={person: said - case_news for person, (said, case_news) in counts.items()},
        case_news_today={person: case_news for person, (_, case_news) in counts.items()},
        surveys=await _surveys_of(session, call, people, since=now - context.policy.survey.once_per),
        zone=ZoneInfo(agency.time_zone),
    )


def _keys(rows: Iterable[OutboundMessage]) -> frozenset[SaidKey]:
    return frozenset(_key(row) for row in rows)


def _key(row: OutboundMessage) -> SaidKey:
    return row.contact_id, MessageKey(row.key), row.n


def may_be_said_yet(row: OutboundMessage, state: CallState) -> bool:
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


def went_elsewhere(row: OutboundMessage, people: Iterable[Person]) -> bool:
    """True if it went to an address that turned out not to be its person's: to them it has not been said."""
    if not row.address_hash or KEY_RULES[MessageKey(row.key)].purpose is not Purpose.UPDATES:
        return False
    person = next((person for person in people if person.id == row.contact_id), None)
    return person is not None and row.address_hash not in contacts.address_hashes(person)


def _is_to_go(row: OutboundMessage) -> bool:
    is_answer = KEY_RULES[MessageKey(row.key)].purpose is Purpose.REPLIES
    return row.status in _TO_GO and not row.address_hash and not is_answer


def _heard_lately(
    person: Person, planned: Iterable[OutboundMessage], sent: messages.SentTo, *, since: datetime
) -> tuple[int, int]:
    """How much went to this person's addresses in any call or is to go in this one, and how much of it case news."""
    keys = [key for address_hash in contacts.address_hashes(person) for key in sent.get(address_hash, ())]
    keys += [row.key for row in planned if row.contact_id == person.id and row.planned_at > since and _is_to_go(row)]
    return len(keys), sum(KEY_RULES[MessageKey(key)].urgency is Urgency.CASE for key in keys)


async def _surveys_of(session: AsyncSession, call: Call, people: Sequence[Person], *, since: datetime) -> Surveys:
    """Who was asked about this call, and who about another one since then."""
    invited = await surveys.of_call(session, call.id)
    hashes = {hash_ for person in people for hash_ in contacts.address_hashes(person)}
    asked = await surveys.asked_since(session, call.ori, hashes, since, except_call=call.id)
    return Surveys(
        invited_at={row.contact_id: row.invited_at for row in invited},
        answered=frozenset(row.contact_id for row in invited if row.answered_at is not None),
        asked_lately=frozenset(person.id for person in people if asked & set(contacts.address_hashes(person))),
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


async def insert(session: AsyncSession, context: CallContext, planned: Iterable[PlannedMessage]) -> None:
    """Store what was planned; what was planned before stays as it is."""
    for message in planned:
        row = row_of(context.call, message, now=context.now)
        if await insert_if_new(session, row):
            await decided.withheld(session, row, context.call, context.agency, now=context.now)


def row_of(call: Call, message: PlannedMessage, *, now: datetime) -> OutboundMessage:
    """How a planned message is stored."""
    waits = message.waits_for if message.not_before else ""
    facts: dict[str, Any] = {} if message.minutes is None else {"minutes": message.minutes}
    return OutboundMessage(
        call_id=call.id,
        contact_id=message.contact_id,
        key=message.key.value,
        n=message.n,
        retold=message.retold,
        channel=message.channel.value if message.channel else "",
        language=message.language or "en",
        status=(DeliveryStatus.WITHHELD if message.withheld else DeliveryStatus.CREATED).value,
        reason=str(message.withheld or waits),
        facts=facts,
        planned_at=now,
        not_before=message.not_before,
        valid_until=message.valid_until,
        updated_at=now,
    )


def audience_name(contact: Contact | None) -> str:
    """How a summary in the Temporal Web UI names a recipient."""
    return "victim" if contact is not None and contact.roles & VICTIMS else "caller"
