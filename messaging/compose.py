"""Compose a stored message: open the address, gather the facts, render the words, and seal the result in its row."""

from __future__ import annotations

import json
from dataclasses import dataclass, fields, replace
from datetime import datetime
from functools import partial
from urllib.parse import urlsplit

import structlog

from db.encryption.keyring import CannotOpen
from db.encryption.vault import Vault
from db.tables import OutboundMessage, Person
from db.tables.messages import INSTEAD_OF
from domain.approved_words import ApprovedWords
from domain.call_state import CallState
from domain.delivery import NotSent
from domain.lifecycle import CASE_NEWS
from domain.messages import Channel, MessageFacts, MessageKey
from domain.validity import seconds_left
from messaging import detective
from messaging.call_context import CallContext
from messaging.language_offers import OFFERED
from messaging.providers.base import ComposedMessage
from messaging.rendering.gate import SpeakersGate, WantedMessage
from messaging.rendering.renderer import RenderedMessage
from messaging.survey_invitations import SurveyPage
from policies.files import QuestionSets

log = structlog.get_logger(__name__)

CONTENT = "messages.content"
NOTE = "messages.note"

APPROVED = "approved"
"""A fact of a detective's message: the approved words that it says (`domain.approved_words`)."""

OCCURRED_AT = "occurred_at"
"""A fact of a row: when that happened which only this message is about, in ISO 8601."""

_ADDRESS: dict[Channel, tuple[str, str]] = {
    Channel.SMS: ("phone_sealed", "contacts.phone"),
    Channel.EMAIL: ("email_sealed", "contacts.email"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageContext:
    """Everything a message is composed from.

    `survey` is the recipient's own page, if the message is about it; `portal_path` leads to their case; the page behind
    `unsubscribe_path` stops such emails.
    """

    about: CallContext
    person: Person
    detective: Person | None
    first_contact: bool
    survey: SurveyPage | None = None
    portal_path: str | None = None
    unsubscribe_path: str | None = None


class MessageComposer:
    """Opens what is sealed, renders, seals the result. `base_url` is where people reach our pages."""

    def __init__(self, *, vault: Vault, gate: SpeakersGate, base_url: str, question_sets: QuestionSets) -> None:
        self._base_url = base_url
        self._question_sets = question_sets
        self._vault = vault
        self._gate = gate

    def write(self, row: OutboundMessage, context: MessageContext, *, now: datetime) -> ComposedMessage:
        """The message as things stand now: a number corrected since the last attempt is the one to write to.

        Raises messaging.rendering.errors.RenderError when a needed fact is missing.
        """
        composed, rendered = self._render(row, context)
        row.segments = rendered.segments
        _note_language(row, rendered)
        row.content_sealed = self._vault.seal(json.dumps(_as_json(composed)), context=CONTENT, row=row.id)
        # Not sealed with the rest: how long the message stays true shrinks until the provider is called.
        return replace(composed, validity_seconds=seconds_left(row.valid_until, now=now))

    def wording(self, row: OutboundMessage) -> str:
        """The mark of the template that it was written from."""
        return self._gate.renderer.wording(MessageKey(row.key), Channel(row.channel), row.language)

    def address(self, person: Person, channel: Channel) -> str:
        """A person's phone number, in E.164, or email address."""
        return address_of(self._vault, person, channel)

    def words(self, row: OutboundMessage, context: MessageContext, language: str) -> RenderedMessage:
        """What the message says, if its reader reads this language. Raises messaging.rendering.errors.RenderError."""
        policy = context.about.policy
        wanted = WantedMessage(
            key=MessageKey(row.key),
            channel=Channel(row.channel),
            language=language,
            require_reviewed=policy.require_reviewed,
            offer_languages=policy.replies.offer_languages,
            unsubscribe_url=self._stop(context),
        )
        return self._gate.render(wanted, partial(self._facts, row, context))

    def _stop(self, context: MessageContext) -> str | None:
        return f"{self._base_url}{context.unsubscribe_path}" if context.unsubscribe_path else None

    def _render(self, row: OutboundMessage, context: MessageContext) -> tuple[ComposedMessage, RenderedMessage]:
        stop = self._stop(context)
        rendered = self.words(row, context, row.readers_language)
        composed = ComposedMessage(
            message_id=row.id,
            to=self.address(context.person, Channel(row.channel)),
            text=rendered.text,
            subject=rendered.subject,
            html=rendered.html,
            unsubscribe_url=stop,
        )
        return composed, rendered

    def _facts(self, row: OutboundMessage, context: MessageContext, language: str) -> MessageFacts:
        agency, state = context.about.agency, context.about.state
        shared = detective.shared(self._vault, context.detective, context.about.policy)
        note = self._vault.open_if_any(row.note_sealed, context=NOTE, row=row.id)
        key = MessageKey(row.key)
        rated, in_words = self._asked(row, context, language)
        path = context.survey.path if context.survey else context.portal_path
        return MessageFacts(
            agency=agency.name,
            non_emergency_phone=agency.non_emergency_phone,
            time_zone=agency.time_zone,
            text_to_911=agency.text_to_911,
            reference=context.about.call.reused_number or context.about.call.call_number,
            first_contact=context.first_contact,
            offered_languages=_offered(row, context, language),
            minutes=row.facts.get("minutes"),
            eta_minutes=state.eta_minutes,
            surviving_reference=state.merged_into and state.merged_into.partition("~")[0],
            case_number=state.case_number,
            detective_name=shared.name,
            detective_phone=shared.phone,
            detective_email=shared.email,
            detective_message=note if key is MessageKey.DETECTIVE_MESSAGE else None,
            code=note if key is MessageKey.PORTAL_CODE else None,
            code_host=urlsplit(self._base_url).hostname,
            report_link=agency.report_link,
            rights_link=agency.rights_link,
            link=f"{self._base_url}{path}" if path else None,
            question=rated,
            open_question=in_words,
            expires_in_days=context.survey.days_left if context.survey else None,
            occurred_on=_occurred_on(row, context),
            cancel_word=row.facts.get("cancel_word", False),
            corrects=corrected_key(row),
            approved=approved_words(row),
        )

    def _asked(self, row: OutboundMessage, context: MessageContext, language: str) -> tuple[str | None, str | None]:
        """What a text about a survey asks, to be rated or to be answered in words.

        An invitation asks the first question; what follows an answer asks the question that its row names.
        """
        name, question_set = row.facts.get("question", ""), row.facts.get("question_set", "")
        if context.survey is not None and row.channel == Channel.SMS:
            name, question_set = context.survey.question, context.survey.question_set
        questions = self._question_sets.get(question_set) if name else None
        if questions is None:
            return None, None
        rated, in_words = (
            next((each.text[language] for each in kind if each.id == name), None)
            for kind in (questions.items, questions.comments)
        )
        return rated, in_words


def address_of(vault: Vault, person: Person, channel: Channel) -> str:
    """A person's phone number, in E.164, or email address."""
    column, sealed_for = _ADDRESS[channel]
    return vault.open(getattr(person, column), context=sealed_for, row=person.id)


def _as_json(composed: ComposedMessage) -> dict[str, object]:
    return {field.name: getattr(composed, field.name) for field in fields(composed)}


def corrected_key(row: OutboundMessage) -> MessageKey | None:
    """What a correction takes back; None of any other message."""
    return MessageKey(row.facts["corrects"]) if row.key == MessageKey.CORRECTION else None


def approved_words(row: OutboundMessage) -> ApprovedWords | None:
    """What a detective has said in place of words of their own; None if they wrote them."""
    chosen = row.facts.get(APPROVED)
    return ApprovedWords(chosen) if chosen else None


def _occurred_on(row: OutboundMessage, context: MessageContext) -> str | None:
    """When what the message is about happened: what its row says, else when the case came to where it stands.

    Of a correction, when what it takes back was said. None where the case has moved on: when it came to where it stands
    is not when they were arrested.
    """
    if row.key == MessageKey.CORRECTION:
        return str(row.facts["told_at"])
    at: str | None = row.facts.get(OCCURRED_AT) or _case_status_since(row, context.about.state)
    return at


def _case_status_since(row: OutboundMessage, state: CallState) -> str | None:
    """When the case came to the status that this message tells; None if it tells another, or an earlier time of it."""
    status, at = state.case_status, state.case_status_at
    if status is None or at is None or CASE_NEWS.get(status) != row.key:
        return None
    return at.isoformat() if row.n == state.case_counts.get(status, 1) else None


def _note_language(row: OutboundMessage, rendered: RenderedMessage) -> None:
    """A message in English that should be in its reader's language is recorded as both, with the reason."""
    facts = {name: value for name, value in row.facts.items() if name != INSTEAD_OF}
    row.language, row.facts = rendered.language, facts
    if rendered.instead_of is not None:
        row.facts, row.reason = facts | {INSTEAD_OF: rendered.instead_of}, NotSent.UNREVIEWED.value


def _offered(row: OutboundMessage, context: MessageContext, language: str) -> tuple[str, ...]:
    """The languages to offer: none once the person has chosen one. What only offers languages says which."""
    if row.key == MessageKey.LANGUAGE_OFFER:
        return tuple(row.facts[OFFERED])
    offered = context.about.policy.replies.offer_languages if context.person.language is None else ()
    return tuple(each for each in offered if each != language)


def sealed_message(vault: Vault, row: OutboundMessage) -> ComposedMessage | None:
    """The message as last composed; None if it never was, or was erased with its person. Raises CannotOpen."""
    sealed = vault.open_if_any(row.content_sealed, context=CONTENT, row=row.id)
    return ComposedMessage(**json.loads(sealed)) if sealed else None


def message_if_readable(vault: Vault, row: OutboundMessage) -> ComposedMessage | None:
    """The same for what goes on without it: None, and a line in the log, if it cannot be opened."""
    try:
        return sealed_message(vault, row)
    except CannotOpen as error:
        log.error("message.unreadable", message_id=row.id, reason=str(error))  # noqa: TRY400
        return None
