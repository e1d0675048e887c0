"""Every message Caseline can send: its key, purpose, urgency and the facts it may state."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from domain.approved_words import ApprovedWords


class MessageKey(StrEnum):
    """Every message Caseline can send (the table "What is said" in the design)."""

    CALL_RECEIVED = "call_received"
    OFFICER_DELAYED = "officer_delayed"
    OFFICER_DISPATCHED = "officer_dispatched"
    OFFICER_EN_ROUTE = "officer_en_route"
    OUTCOME_HANDLED = "outcome_handled"
    OUTCOME_UNABLE_TO_LOCATE = "outcome_unable_to_locate"
    OUTCOME_LOOKOUT = "outcome_lookout"
    OUTCOME_REFERRED = "outcome_referred"
    CALL_CANCELLED = "call_cancelled"
    CALL_MERGED = "call_merged"
    CASE_NUMBER = "case_number"
    REPORT_COPY = "report_copy"
    VICTIM_RIGHTS = "victim_rights"
    DETECTIVE_ASSIGNED = "detective_assigned"
    ARREST_MADE = "arrest_made"
    CHARGES_FILED = "charges_filed"
    CASE_SUSPENDED = "case_suspended"
    CASE_CLOSED = "case_closed"
    CASE_REOPENED = "case_reopened"
    STILL_OPEN = "still_open"
    DETECTIVE_MESSAGE = "detective_message"
    CORRECTION = "correction"
    SURVEY_INVITATION = "survey_invitation"
    SURVEY_REMINDER = "survey_reminder"
    OPT_OUT_CONFIRMED = "opt_out_confirmed"
    OPT_IN_CONFIRMED = "opt_in_confirmed"
    HELP = "help"
    NOT_MONITORED = "not_monitored"
    EMERGENCY = "emergency"
    LANGUAGE_CHANGED = "language_changed"
    CANCEL_VISIT = "cancel_visit"
    WRONG_NUMBER = "wrong_number"
    SURVEY_QUESTION = "survey_question"
    SURVEY_THANKS = "survey_thanks"
    PORTAL_CODE = "portal_code"
    PORTAL_SIGNED_IN = "portal_signed_in"
    LANGUAGE_OFFER = "language_offer"
    """Beside a first text in Latin letters: the languages that are not written in them."""


class Channel(StrEnum):
    """How a message travels."""

    SMS = "sms"
    EMAIL = "email"


class Purpose(StrEnum):
    """What a person can opt out of, each by itself (47 CFR 64.1200(a)(12))."""

    UPDATES = "updates"
    SURVEY = "survey"
    REPLIES = "replies"
    LANGUAGE = "language"
    """Of a text that only stands beside another one: it is opted out of with that one."""


class Urgency(StrEnum):
    """What goes first when everything wants to go at once (decision 15)."""

    SAFETY = "safety"
    PROGRESS = "progress"
    CASE = "case"
    STAFF = "staff"
    SURVEY = "survey"


PRIORITY_KEY: dict[Urgency, int] = {urgency: n for n, urgency in enumerate(Urgency, start=1)}
"""Temporal priority of each urgency, 1 first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyRule:
    """What is fixed about a message whatever the agency's policy says."""

    purpose: Purpose
    urgency: Urgency
    victims_only: bool = False
    only_if_safe: bool = False
    """Of a reply: not sent over a channel that is called unsafe by the time it leaves."""


_PROGRESS = KeyRule(purpose=Purpose.UPDATES, urgency=Urgency.PROGRESS)
_CASE = KeyRule(purpose=Purpose.UPDATES, urgency=Urgency.CASE, victims_only=True)
_SURVEY = KeyRule(purpose=Purpose.SURVEY, urgency=Urgency.SURVEY)
_REPLY = KeyRule(purpose=Purpose.REPLIES, urgency=Urgency.SAFETY)
_CONVERSATION = KeyRule(purpose=Purpose.REPLIES, urgency=Urgency.SURVEY)

KEY_RULES: dict[MessageKey, KeyRule] = {
    MessageKey.CALL_RECEIVED: _PROGRESS,
    MessageKey.OFFICER_DELAYED: _PROGRESS,
    MessageKey.OFFICER_DISPATCHED: _PROGRESS,
    MessageKey.OFFICER_EN_ROUTE: _PROGRESS,
    MessageKey.OUTCOME_HANDLED: _PROGRESS,
    MessageKey.OUTCOME_UNABLE_TO_LOCATE: _PROGRESS,
    MessageKey.OUTCOME_LOOKOUT: _PROGRESS,
    MessageKey.OUTCOME_REFERRED: _PROGRESS,
    MessageKey.CALL_CANCELLED: _PROGRESS,
    MessageKey.CALL_MERGED: _PROGRESS,
    MessageKey.CASE_NUMBER: _CASE,
    MessageKey.REPORT_COPY: _CASE,
    MessageKey.VICTIM_RIGHTS: _CASE,
    MessageKey.DETECTIVE_ASSIGNED: _CASE,
    MessageKey.ARREST_MADE: _CASE,
    MessageKey.CHARGES_FILED: _CASE,
    MessageKey.CASE_SUSPENDED: _CASE,
    MessageKey.CASE_CLOSED: _CASE,
    MessageKey.CASE_REOPENED: _CASE,
    MessageKey.STILL_OPEN: _CASE,
    MessageKey.DETECTIVE_MESSAGE: _CASE,
    MessageKey.CORRECTION: KeyRule(purpose=Purpose.UPDATES, urgency=Urgency.CASE),
    MessageKey.SURVEY_INVITATION: _SURVEY,
    MessageKey.SURVEY_REMINDER: _SURVEY,
    MessageKey.OPT_OUT_CONFIRMED: _REPLY,
    MessageKey.OPT_IN_CONFIRMED: _REPLY,
    MessageKey.HELP: _REPLY,
    MessageKey.NOT_MONITORED: _REPLY,
    MessageKey.EMERGENCY: _REPLY,
    MessageKey.LANGUAGE_CHANGED: _REPLY,
    MessageKey.CANCEL_VISIT: _REPLY,
    MessageKey.WRONG_NUMBER: _REPLY,
    MessageKey.SURVEY_QUESTION: _CONVERSATION,
    MessageKey.SURVEY_THANKS: _CONVERSATION,
    MessageKey.PORTAL_CODE: KeyRule(purpose=Purpose.REPLIES, urgency=Urgency.SAFETY, only_if_safe=True),
    MessageKey.PORTAL_SIGNED_IN: KeyRule(purpose=Purpose.REPLIES, urgency=Urgency.CASE, only_if_safe=True),
    MessageKey.LANGUAGE_OFFER: KeyRule(purpose=Purpose.LANGUAGE, urgency=Urgency.SURVEY),
}
"""One row per key; a test holds that none is missing."""

NEWS_KEYS: frozenset[MessageKey] = frozenset(
    key for key, rule in KEY_RULES.items() if rule.purpose in (Purpose.UPDATES, Purpose.SURVEY)
)
"""What we say of our own accord; the others answer a person, or stand beside what is said."""

LANGUAGES: tuple[str, ...] = ("en", "es", "fr", "ar", "sw", "fa")
"""The languages Caseline speaks; the first is the language of last resort."""

RIGHT_TO_LEFT: frozenset[str] = frozenset({"ar", "fa"})
"""Languages written from right to left."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageFacts:
    """What a message may say. Every value is text or a number that may leave the agency.

    `agency` is the agency's public name, `reference` the call number, `link` a survey or portal URL,
    `at` an aware time shown in `time_zone` (IANA name), `detective_message` free text by a detective.
    """

    agency: str
    non_emergency_phone: str
    time_zone: str
    reference: str
    text_to_911: bool = False
    """911 takes texts where the agency works; else people are told to call only."""
    first_contact: bool = False
    offered_languages: tuple[str, ...] = ()
    """Said in a first text when the recipient's language is only assumed."""
    unreviewed_language: str | None = None
    """The reader's language, offered at the end of a text that is in English because it was not read in that."""
    minutes: int | None = None
    eta_minutes: int | None = None
    surviving_reference: str | None = None
    case_number: str | None = None
    detective_name: str | None = None
    detective_phone: str | None = None
    detective_email: str | None = None
    detective_message: str | None = None
    report_link: str | None = None
    rights_link: str | None = None
    link: str | None = None
    question: str | None = None
    """A statement to be rated by text, in the language of the message."""
    open_question: str | None = None
    """... or a question to be answered in their own words."""
    code: str | None = None
    code_host: str | None = None
    """Of our pages: a text binds the code to it, so that a phone fills it in there and nowhere else."""
    expires_in_days: int | None = None
    occurred_on: str | None = None
    """ISO 8601 aware time of what happened."""
    cancel_word: bool = False
    """They opted out with CANCEL or END, which may have been meant for the call itself."""
    corrects: MessageKey | None = None
    """What a correction takes back; it was sent at `occurred_on`."""
    approved: ApprovedWords | None = None
    """What a detective has said in place of words of their own."""
