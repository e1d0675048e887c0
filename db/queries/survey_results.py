"""The surveys of a period, read one after the other, and what was released of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import groupby
from operator import itemgetter
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Select, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from db.queries.insert_if_new import insert_if_new
from db.tables import Agency, Call, Consent, OutboundMessage, Person, SurveyInvitation, SurveyRelease
from domain.delivery import WITH_PROVIDER
from domain.incident_types import may_be_sensitive
from domain.messages import Channel, MessageKey, Purpose
from domain.policy import SurveyMode
from domain.surveys.periods import month_of
from domain.surveys.questions import QuestionSet
from domain.surveys.results import By, Way
from domain.surveys.tally import Invited

AT_ONCE = timedelta(days=1)
"""Invitations read from the database in one go."""

SENSITIVE = "sensitive"

Refusals = Mapping[str, Sequence[datetime]]
"""By address hash: when surveys were refused."""

_COLUMNS: dict[str, Any] = {
    "id": col(SurveyInvitation.id),
    "question_set": col(SurveyInvitation.question_set),
    "mode": col(SurveyInvitation.mode),
    "language": col(SurveyInvitation.language),
    "invited_at": col(SurveyInvitation.invited_at),
    "expires_at": col(SurveyInvitation.expires_at),
    "answered_at": col(SurveyInvitation.answered_at),
    "answers": col(SurveyInvitation.answers),
    "call_type": col(Call.state)["incident_type"].as_string(),
    "beat": col(Call.state)["beat"].as_string(),
    "phone_hash": col(Person.phone_hash),
    "email_hash": col(Person.email_hash),
    "channel": col(OutboundMessage.channel),
    "status": col(OutboundMessage.status),
}

Row = dict[str, Any]


async def invited(
    session: AsyncSession, agency: Agency, begins: datetime, ends: datetime, sets: Mapping[str, QuestionSet]
) -> AsyncIterator[Invited]:
    """All who were invited from `begins` until before `ends`, read day by day."""
    zone = ZoneInfo(agency.time_zone)
    refused = await _refused(session, agency.ori, begins)
    while begins < ends:
        until = min(begins + AT_ONCE, ends)
        found = await session.execute(_invitations(agency.ori, begins, until))
        rows = (dict(zip(_COLUMNS, values, strict=True)) for values in found)
        for _, ways in groupby(rows, key=itemgetter("id")):
            yield _one(list(ways), zone, refused, sets)
        begins = until


async def counted(session: AsyncSession, ori: str, begins: datetime, ends: datetime) -> tuple[int, datetime | None]:
    """How many were invited in this time, and when the last of them expires."""
    within = _within(ori, begins, ends)
    wanted = select(func.count(), func.max(col(SurveyInvitation.expires_at))).where(*within)
    n, last = (await session.execute(wanted)).one()
    return n, last


async def first_invited_at(session: AsyncSession, ori: str) -> datetime | None:
    """When the agency asked for the first time."""
    first: datetime | None = await session.scalar(
        select(func.min(col(SurveyInvitation.invited_at))).where(col(SurveyInvitation.ori) == ori)
    )
    return first


async def releases(session: AsyncSession, ori: str) -> Sequence[SurveyRelease]:
    """What was released, the oldest first."""
    wanted = select(SurveyRelease).where(col(SurveyRelease.ori) == ori).order_by(col(SurveyRelease.begins_at))
    return (await session.scalars(wanted)).all()


async def keep(session: AsyncSession, release: SurveyRelease) -> SurveyRelease | None:
    """What is released of this period from now on: this, or what was before. None if it overlaps with another."""
    await session.scalars(select(col(Agency.ori)).where(col(Agency.ori) == release.ori).with_for_update())
    overlapping = select(SurveyRelease).where(
        col(SurveyRelease.ori) == release.ori,
        col(SurveyRelease.begins_at) < release.ends_at,
        col(SurveyRelease.ends_at) > release.begins_at,
    )
    there = (await session.scalars(overlapping)).all()
    if not there and await insert_if_new(session, release):
        return release
    return next((each for each in there if each.period == release.period), None)


def _within(ori: str, begins: datetime, ends: datetime) -> tuple[Any, ...]:
    at = col(SurveyInvitation.invited_at)
    return col(SurveyInvitation.ori) == ori, at >= begins, at < ends


def _invitations(ori: str, begins: datetime, ends: datetime) -> Select[Any]:
    """A row for each way an invitation was sent."""
    asked = SurveyInvitation
    sent = (
        (col(OutboundMessage.call_id) == col(asked.call_id))
        & (col(OutboundMessage.contact_id) == col(asked.contact_id))
        & (col(OutboundMessage.key) == MessageKey.SURVEY_INVITATION.value)
    )
    return (
        select(*_COLUMNS.values())
        .select_from(asked)
        .join(Call, col(Call.id) == col(asked.call_id))
        .join(Person, col(Person.id) == col(asked.contact_id), isouter=True)
        .join(OutboundMessage, sent, isouter=True)
        .where(*_within(ori, begins, ends))
        .order_by(col(asked.invited_at), col(asked.id))
    )


async def _refused(session: AsyncSession, ori: str, since: datetime) -> Refusals:
    wanted = select(col(Consent.address_hash), col(Consent.at)).where(
        col(Consent.ori) == ori,
        col(Consent.purpose) == Purpose.SURVEY.value,
        col(Consent.given).is_(False),
        col(Consent.at) >= since,
    )
    refused: dict[str, list[datetime]] = defaultdict(list)
    for address_hash, at in await session.execute(wanted):
        refused[address_hash].append(at)
    return refused


def _one(rows: Sequence[Row], zone: ZoneInfo, refused: Refusals, sets: Mapping[str, QuestionSet]) -> Invited:
    row = rows[0]
    arrived = {each["channel"] for each in rows if each["status"] in WITH_PROVIDER}
    questions = sets.get(row["question_set"])
    said_no = (at for hash_ in (row["phone_hash"], row["email_hash"]) for at in refused.get(hash_ or "", ()))
    return Invited(
        values={
            By.MONTH: month_of(row["invited_at"], zone),
            By.BEAT: row["beat"] or "",
            By.CALL_TYPE: _call_type(row["call_type"]),
            By.LANGUAGE: row["language"],
            By.CHANNEL: _way(arrived or {each["channel"] for each in rows}, row["mode"]),
            By.OUTCOME: questions.outcome if questions else "",
        },
        question_set=row["question_set"],
        ratings=row["answers"],
        began=row["answered_at"] is not None,
        opted_out=any(row["invited_at"] <= at < row["expires_at"] for at in said_no),
        delivered=bool(arrived),
    )


def _call_type(code: str | None) -> str:
    """A call may turn out to be sensitive after people were asked about it: then its type is not shown."""
    return SENSITIVE if may_be_sensitive(code) else code or ""


def _way(channels: set[str | None], mode: str) -> str:
    if Channel.SMS in channels and Channel.EMAIL in channels:
        return Way.TEXT_AND_EMAIL
    if Channel.SMS in channels:
        return Way.TEXT if mode == SurveyMode.TEXT else Way.TEXT_LINK
    return Way.EMAIL if Channel.EMAIL in channels else ""
