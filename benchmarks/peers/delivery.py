"""Persist, send, record: what the two peers do with one message, as GOV.UK Notify does it."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache

from sqlalchemy import update
from sqlalchemy.orm import Session, sessionmaker

from benchmarks.peers.house import agency_facts, house
from benchmarks.peers.steps import state_of
from benchmarks.peers.tables import CREATED, FAILED, SENDING, Call, Contact, Message
from domain.lifecycle import CASE_NEWS
from domain.messages import Channel, MessageFacts, MessageKey
from locales.catalog_loader import load_catalogs
from messaging.providers.base import ComposedMessage, MessageProvider, ProviderAccepted
from messaging.rendering.renderer import Renderer

DAYS_TO_ANSWER = 7


@cache
def renderer() -> Renderer:
    """Loaded once a process."""
    return Renderer(load_catalogs())


@cache
def providers() -> dict[Channel, MessageProvider]:
    """One client of each a process."""
    return house().providers()


def to_send(sessions: sessionmaker[Session], message_id: str) -> tuple[Channel, ComposedMessage] | None:
    """The message in words; None if it has left: a task may come twice."""
    with sessions() as session:
        row = session.get_one(Message, message_id)
        if row.status != CREATED:
            return None
        call, person = session.get_one(Call, row.number), session.get_one(Contact, row.contact_id)
        return Channel(row.channel), _composed(row, call, person)


def sent(sessions: sessionmaker[Session], message_id: str, accepted: ProviderAccepted) -> None:
    """Unless a receipt has come already, which says more."""
    with sessions.begin() as session:
        session.execute(
            update(Message)
            .where(Message.id == message_id, Message.status == CREATED)
            .values(status=SENDING, provider_id=accepted.provider_message_id, updated_at=datetime.now(UTC))
        )


def refused(sessions: sessionmaker[Session], message_id: str, code: str) -> None:
    """For good, and why."""
    with sessions.begin() as session:
        session.execute(
            update(Message)
            .where(Message.id == message_id, Message.status == CREATED)
            .values(status=FAILED, reason=code, updated_at=datetime.now(UTC))
        )


def _composed(row: Message, call: Call, person: Contact) -> ComposedMessage:
    base, key, channel = house().settings.base_url, MessageKey(row.key), Channel(row.channel)
    stop = f"{base}/e/{row.id}" if channel is Channel.EMAIL else None
    words = renderer().render(key, channel, row.language, _facts(row, call, base), unsubscribe_url=stop)
    return ComposedMessage(
        message_id=row.id,
        to=person.phone if channel is Channel.SMS else person.email,
        text=words.text,
        subject=words.subject,
        html=words.html,
        unsubscribe_url=stop,
    )


def _facts(row: Message, call: Call, base: str) -> MessageFacts:
    state = state_of(call)
    told = state.case_status is not None and CASE_NEWS.get(state.case_status) == row.key
    return MessageFacts(
        **agency_facts(),
        reference=call.number,
        first_contact=row.first_contact,
        minutes=row.minutes,
        eta_minutes=state.eta_minutes,
        case_number=state.case_number,
        link=f"{base}/s/{row.id}{row.id[:11]}",  # as long as a token of ours
        expires_in_days=DAYS_TO_ANSWER,
        occurred_on=state.case_status_at.isoformat() if told and state.case_status_at else None,
    )
