"""Invite people to a survey: each once per call, by a link that only they have."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from db.queries import contacts, surveys
from db.tables import Agency, Call, Person, SurveyInvitation, new_id
from db.vault import Vault
from domain.messages import MessageKey
from domain.plan import PlannedMessage
from domain.policy import Policy

PURPOSE = "survey"
"""What a token in a survey link is for: it opens nothing else."""


async def invite(
    session: AsyncSession,
    vault: Vault,
    agency: Agency,
    call: Call,
    planned: Iterable[PlannedMessage],
    policy: Policy,
    *,
    now: datetime,
) -> None:
    """Make the invitations behind the survey messages that were planned."""
    for message in planned:
        if message.key is MessageKey.SURVEY_INVITATION and message.withheld is None:
            person = await contacts.get(session, message.contact_id)
            if person is not None:
                invited_at = message.not_before or now
                invitation = _invitation(vault, agency, call, person, message.language, invited_at)
                invitation.expires_at = invited_at + policy.survey.expires_after
                await surveys.add_if_new(session, invitation)


def _invitation(
    vault: Vault, agency: Agency, call: Call, person: Person, language: str, invited_at: datetime
) -> SurveyInvitation:
    invitation_id = new_id()
    return SurveyInvitation(
        id=invitation_id,
        ori=agency.ori,
        call_id=call.id,
        contact_id=person.id,
        address_hash=next(iter(contacts.address_hashes(person)), ""),
        token_hash=vault.token_hash(vault.token(PURPOSE, invitation_id)),
        language=language,
        invited_at=invited_at,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class SurveyPage:
    """Where a person answers, and for how many more days (a started day counts)."""

    path: str
    days_left: int


async def survey_page(
    session: AsyncSession, vault: Vault, call_id: str, contact_id: str, *, now: datetime
) -> SurveyPage | None:
    """This person's survey page; None if they were not invited."""
    invited = await surveys.of_call(session, call_id)
    mine = next((invitation for invitation in invited if invitation.contact_id == contact_id), None)
    if mine is None:
        return None
    days_left = max(1, math.ceil((mine.expires_at - now) / timedelta(days=1)))
    return SurveyPage(path=f"/s/{vault.token(PURPOSE, mine.id)}", days_left=days_left)
