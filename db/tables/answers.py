"""What people answer: replies by text, and surveys."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from db.tables.base import facts_column, ids_column, moment, new_id


class InboundReply(SQLModel, table=True):
    """What a person texted back, and how it was understood; kept for staff, sealed."""

    __tablename__ = "replies"
    __table_args__ = (
        UniqueConstraint("provider", "provider_message_id"),
        Index("ix_replies_address", "ori", "address_hash", "received_at"),
        Index("ix_replies_intent", "ori", "intent", "received_at"),
    )

    id: str = Field(default_factory=new_id, primary_key=True)
    ori: str
    provider: str
    provider_message_id: str
    address_hash: str = Field(index=True)
    call_id: str | None = Field(default=None, foreign_key="calls.id", index=True)
    """The call it most likely is about; none if we never wrote to this number."""
    contact_id: str = ""
    body_sealed: str | None = None
    """None once its writer was erased."""
    intent: str
    """`domain.replies.intents.Intent`."""
    answered_with: str = ""
    """Key of our answer; empty where none was due."""
    received_at: datetime = moment()
    """When it was written, as far as the provider says."""
    heard_at: datetime | None = moment(nullable=True)
    """When it was understood and answered: later than it was written, if it could not be taken in at once. None in
    rows of before this was kept."""


class IncomingText(SQLModel, table=True):
    """A text as its provider handed it over, stored before anything is made of it; it is heard once, now or later."""

    __tablename__ = "incoming_texts"
    __table_args__ = (
        UniqueConstraint("provider", "provider_message_id"),
        Index("ix_incoming_texts_waiting", "heard_at", "hear_at"),
    )

    id: str = Field(default_factory=new_id, primary_key=True)
    provider: str
    provider_message_id: str
    account: str
    """The provider's account that it came through."""
    form_sealed: str | None = None
    """The provider's fields, as a sealed JSON object; None once it was heard: the reply has what is kept."""
    written_at: datetime = moment()
    """When the provider had it."""
    hear_at: datetime = moment()
    """When it is to be tried (again) in the background."""
    tries: int = 0
    heard_at: datetime | None = moment(nullable=True)
    not_kept: str = ""
    """Why nothing could be made of it, as a word: it came from no telephone."""


class InboundList(SQLModel, table=True):
    """How far the texts to one of our addresses were listed at its provider, so that none is missed."""

    __tablename__ = "inbound_lists"

    account: str = Field(primary_key=True)
    address: str = Field(primary_key=True)
    """A number in E.164 or a messaging service, ours."""
    complete_until: datetime | None = moment(nullable=True)
    """Every text from before then is stored; None before the first whole list."""
    looked_at: datetime = moment()
    """When a process last began to list them: others leave it to that one for a while."""


class SurveyInvitation(SQLModel, table=True):
    """One person's survey about one call; the link's token is kept as a hash."""

    __tablename__ = "survey_invitations"
    __table_args__ = (UniqueConstraint("call_id", "contact_id"),)

    id: str = Field(default_factory=new_id, primary_key=True)
    ori: str
    call_id: str = Field(foreign_key="calls.id")
    contact_id: str
    address_hash: str = Field(index=True)
    token_hash: str = Field(unique=True)
    language: str
    question_set: str
    """`QuestionSet.key` of what is asked; it stays, whatever is asked of others later."""
    mode: str = "link"
    """`domain.policy.SurveyMode`: whether their text asks the questions, or has a link to the page."""
    asked: str = ""
    """The id of the question last asked by text; empty if none is open."""
    invited_at: datetime = moment(index=True)
    expires_at: datetime = moment()
    answered_at: datetime | None = moment(nullable=True)
    answers: dict[str, Any] = facts_column()
    """Question id -> rating."""
    comment_sealed: str | None = None
    """Comment id -> words, as a sealed JSON object."""
    call_back: bool = False
    """They asked to be called back."""
    call_taker: str | None = None
    """CAD's id of the call-taker that the answers are about, if CAD says."""
    officers: list[str] = ids_column()
    """The same of the officers."""


class SurveyRelease(SQLModel, table=True):
    """What was published of a period's answers, once: asking again gives the same, whatever changed meanwhile."""

    __tablename__ = "survey_releases"
    __table_args__ = (UniqueConstraint("ori", "period"),)

    id: str = Field(default_factory=new_id, primary_key=True)
    ori: str = Field(foreign_key="agencies.ori")
    period: str
    """`domain.surveys.periods.Period.name`: 2026-Q3."""
    begins_at: datetime = moment()
    ends_at: datetime = moment()
    released_at: datetime = moment()
    results: dict[str, Any] = facts_column()
    """`domain.surveys.results.Results` as plain facts; what is hidden is not in it."""
