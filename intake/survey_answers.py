"""A person answers the survey about a call: kept once per person, the comment sealed, changeable until it closes."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from db.queries import calls, surveys, timeline
from db.tables import SurveyInvitation, TimelineEntry
from db.vault import Vault

COMMENT = "survey_invitations.comment"
"""The context in which a comment is sealed."""

LONGEST_COMMENT = 2000
"""Characters."""

LONGEST_NUMBER = 3
"""Characters of a text that is nothing but a rating, such as "4." or "(4)"."""


async def invitation_of(
    session: AsyncSession, vault: Vault, token: str, *, lock: bool = False
) -> SurveyInvitation | None:
    """The invitation behind a link."""
    return await surveys.by_token_hash(session, vault.token_hash(token), lock=lock)


def is_closed(invitation: SurveyInvitation, *, now: datetime) -> bool:
    """True once it has expired. Before `invited_at` it is open: a call played ahead of time lies in our future."""
    return now >= invitation.expires_at


async def keep_answers(
    session: AsyncSession,
    vault: Vault,
    invitation: SurveyInvitation,
    *,
    overall: int | None,
    comment: str,
    now: datetime,
) -> None:
    """Keep what was answered; what is left out this time stays as it was. `overall` is 1 (worst) to 5."""
    if overall is not None:
        invitation.answers = {**invitation.answers, "overall": overall}
    if comment:
        invitation.comment_sealed = vault.seal(comment, context=COMMENT)
    invitation.answered_at = invitation.answered_at or now
    call = await calls.by_id(session, invitation.call_id)
    answered = TimelineEntry(
        call_id=invitation.call_id,
        entry_key=f"survey/{invitation.id}",
        occurred_at=now,
        recorded_at=now,
        kind="survey",
        what="survey.answered",
        effect="noted",
        status=call.status if call else "",
    )
    await timeline.append(session, answered)


async def add_by_text(
    session: AsyncSession, vault: Vault, invitation: SurveyInvitation, *, rating: int | None, body: str, now: datetime
) -> None:
    """Keep an answer that came as a text: a number rates the whole, words join the comments that came before."""
    words = tidy(body)
    said = "" if rating is not None and len(words) <= LONGEST_NUMBER else words
    before = vault.open_if_any(invitation.comment_sealed, context=COMMENT)
    comment = "\n".join(part for part in (before, said) if part)[:LONGEST_COMMENT] if said else ""
    await keep_answers(session, vault, invitation, overall=rating, comment=comment, now=now)


def tidy(comment: str) -> str:
    """Without control characters other than line breaks, which nobody types on purpose."""
    lines = comment.replace("\r\n", "\n").replace("\t", " ")
    return "".join(c for c in lines if c == "\n" or c.isprintable() or c in "\u200c\u200d\u200e\u200f").strip()
