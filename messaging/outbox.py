"""Lock a message row, check once more that it may leave, gather what it is composed from, note it in the timeline."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession
from temporalio.exceptions import ApplicationError

from db.addresses import country_of, is_special
from db.encryption.vault import Vault
from db.queries import calls, contacts, messages, surveys, timeline
from db.queries.known_agencies import KnownAgency
from db.queries.people import PeopleOfCall
from db.tables import OutboundMessage, Person, SurveyInvitation
from domain.actors import WORKFLOW
from domain.audience import Audience, Surveys
from domain.contacts import Contact
from domain.delivery import DeliveryStatus, NotSent
from domain.message_times import safe_at
from domain.messages import KEY_RULES, Channel, MessageKey, Purpose
from domain.permission import (
    chose_another_way,
    has_way,
    is_usable,
    is_welcome,
    usable_channels,
    why_not,
    within_countries,
)
from domain.policy import Policy
from domain.portal.sign_in_notice import why_no_notice
from domain.validity import is_stale
from messaging import corrections, detective, text_budget
from messaging.call_context import CallContext
from messaging.compose import MessageContext
from messaging.language_offers import rules_key, why_no_offer
from messaging.links import Mailing, portal_path, unsubscribe_path
from messaging.loaded_call import CallToTell
from messaging.survey_invitations import page_of


class WithheldNow(Exception):
    """The message may no longer be sent."""

    def __init__(self, reason: NotSent) -> None:
        super().__init__(reason.value)
        self.reason = reason


class NotAtThisHour(Exception):
    """It is too late in the evening, or an hour that is not safe: the message leaves when its hours begin."""

    def __init__(self, until: datetime) -> None:
        super().__init__("quiet hours")
        self.until = until


async def lock(session: AsyncSession, message_id: str) -> OutboundMessage:
    """The row, held until the transaction ends."""
    row = await messages.lock_message(session, message_id)
    if row is None:
        raise ApplicationError("no such message", type="UnknownMessage", non_retryable=True)
    return row


async def context_of(session: AsyncSession, vault: Vault, row: OutboundMessage, loaded: CallToTell) -> MessageContext:
    """What the message is composed from. Raises WithheldNow if it may not leave any more, or NotAtThisHour."""
    about, people = loaded.about, loaded.known.people
    person = next((person for person in people if person.id == row.contact_id), None)
    invited = await surveys.of_call(session, about.call.id) if _is_about_a_survey(row) else ()
    if row.key == MessageKey.CORRECTION:
        reason = await _why_no_correction_now(session, vault, row, about)
    else:
        reason = await _why_not_now(session, row, loaded, invited)
    if reason is not None:
        raise WithheldNow(reason)
    if person is None or contacts.hash_for(person, row.channel) is None:
        raise WithheldNow(NotSent.NO_CONTACT)
    return MessageContext(
        about=about,
        person=person,
        detective=detective.among(people),
        first_contact=not loaded.sent.has_written_before(row, contacts.hash_for(person, row.channel)),
        survey=page_of(vault, invited, row.contact_id, now=about.now),
        portal_path=await portal_path(session, vault, about, row, person, known=loaded.sent.links),
        unsubscribe_path=await _unsubscribe_path(session, vault, row, loaded, person),
    )


def refuse_address(
    agency: KnownAgency, policy: Policy, row: OutboundMessage, to: str, *, senders: Collection[str]
) -> None:
    """Raises WithheldNow for an address of the agency itself, or a number that its policy does not text.

    `senders`: what the settings name to send from. A cry for help is answered in any country.
    """
    if to in senders or agency.is_own(to):
        raise WithheldNow(NotSent.OWN_ADDRESS)
    if row.channel != Channel.SMS or row.key == MessageKey.EMERGENCY:
        return
    if is_special(to) or country_of(to) not in policy.countries:
        raise WithheldNow(NotSent.COUNTRY_NOT_ALLOWED)


async def spend(session: AsyncSession, about: CallContext, row: OutboundMessage, *, now: datetime) -> None:
    """Count a text that leaves for the first time. Raises WithheldNow when the agency's budget is used up."""
    if row.channel != Channel.SMS or row.status != DeliveryStatus.CREATED:
        return
    if not await text_budget.spend(session, about.agency, about.policy.texts_per_day, MessageKey(row.key), now=now):
        raise WithheldNow(NotSent.OVER_BUDGET)


def note_address(row: OutboundMessage, person: Person) -> None:
    """Which address the message is for: its person may have another by the time a report comes."""
    row.address_hash = contacts.hash_for(person, row.channel) or ""


def begin(row: OutboundMessage, *, wall_clock: datetime, now: datetime, anew: bool) -> None:
    """The provider is about to be called; `anew`: nothing can be learned of earlier attempts any more."""
    is_first = row.status != DeliveryStatus.SENDING
    if is_first:
        row.move_to(DeliveryStatus.SENDING, now=now)
    if is_first or anew:
        row.sending_at = wall_clock
    row.attempts, row.updated_at = row.attempts + 1, now


async def note(session: AsyncSession, row: OutboundMessage, *, now: datetime) -> None:
    """A line in the call's timeline."""
    status = await calls.status_of_message(session, row)
    await timeline.note_message(session, row, by=WORKFLOW, status=status, now=now)


async def _unsubscribe_path(
    session: AsyncSession, vault: Vault, row: OutboundMessage, loaded: CallToTell, person: Person
) -> str | None:
    if row.channel != Channel.EMAIL or person.email_hash is None:
        return None
    mailing = Mailing(
        ori=loaded.about.agency.ori,
        address_hash=person.email_hash,
        purpose=KEY_RULES[MessageKey(row.key)].purpose,
        language=row.readers_language,
    )
    return await unsubscribe_path(session, vault, mailing, now=loaded.about.now, known=loaded.sent.links)


def _is_about_a_survey(row: OutboundMessage) -> bool:
    key = MessageKey(row.key)
    return KEY_RULES[rules_key(row)].purpose is Purpose.SURVEY or key is MessageKey.SURVEY_THANKS


async def _why_not_now(
    session: AsyncSession, row: OutboundMessage, loaded: CallToTell, invited: Sequence[SurveyInvitation]
) -> NotSent | None:
    key, about, known = rules_key(row), loaded.about, loaded.known
    says_less = row.key == MessageKey.CALL_RECEIVED and loaded.sent.is_said_more(row)
    if says_less or is_stale(key, about.state, row.valid_until, now=about.now):
        return NotSent.STALE
    if KEY_RULES[key].purpose is Purpose.REPLIES:
        return _unsafe_now(row, about, known) if KEY_RULES[key].only_if_safe else None
    if key not in about.policy.messages:
        return NotSent.NOT_IN_POLICY
    here = known.for_rules(about.agency.default_language)
    concerned = [within_countries(each, about.policy) for each in here]
    contact = next((contact for contact in concerned if contact.id == row.contact_id), None)
    if contact is None:
        return NotSent.NO_CONTACT
    return await _why_no_offer(session, row, about, known.people) or _why_not_to(row, about, contact, invited)


async def _why_no_offer(
    session: AsyncSession, row: OutboundMessage, about: CallContext, people: Sequence[Person]
) -> NotSent | None:
    if row.key != MessageKey.LANGUAGE_OFFER:
        return None
    person = next(person for person in people if person.id == row.contact_id)
    return why_no_offer(person, offered_before=await messages.was_offered(session, about.agency.ori, row))


def _why_not_to(
    row: OutboundMessage, about: CallContext, contact: Contact, invited: Iterable[SurveyInvitation]
) -> NotSent | None:
    state, policy, now, key = about.state, about.policy, about.now, rules_key(row)
    audience = _audience(about, contact, invited if KEY_RULES[key].purpose is Purpose.SURVEY else ())
    reason = _channel_closed(contact, key, Channel(row.channel), policy)
    reason = reason or why_not(contact, key, state, audience, policy)
    was_held = row.reason.startswith(NotSent.SENDER_LIMIT)
    begins = now if reason else safe_at(key, contact, now, audience.zone, policy, was_held=was_held)
    if begins is None:
        return NotSent.NOT_SAFE
    if begins > now:
        raise NotAtThisHour(begins)
    return reason


def _unsafe_now(row: OutboundMessage, about: CallContext, known: PeopleOfCall) -> NotSent | None:
    """Where several entries are the same person, the most careful word counts. A notice was not asked for: it may be
    unwelcome too."""
    person = next((person for person in known.people if person.id == row.contact_id), None)
    address_hash = contacts.hash_for(person, row.channel) if person else None
    if address_hash is None:
        return NotSent.NO_CONTACT
    same = known.only(contacts.same_person(known.people, address_hash))
    (contact,) = same.for_rules(about.agency.default_language)
    if row.key == MessageKey.PORTAL_SIGNED_IN:
        return why_no_notice(contact, Channel(row.channel))
    return None if is_usable(contact, Channel(row.channel)) else NotSent.NOT_SAFE


async def _why_no_correction_now(
    session: AsyncSession, vault: Vault, row: OutboundMessage, about: CallContext
) -> NotSent | None:
    wrong = await session.get_one(OutboundMessage, row.corrects)
    found = await corrections.assess(session, vault, wrong, about)
    if found.not_before is not None:
        raise NotAtThisHour(found.not_before)
    return found.withheld


def _audience(about: CallContext, contact: Contact, invited: Iterable[SurveyInvitation]) -> Audience:
    answered = frozenset(row.contact_id for row in invited if row.answered_at is not None)
    return Audience(contacts=(contact,), surveys=Surveys(answered=answered), zone=ZoneInfo(about.agency.time_zone))


def _channel_closed(contact: Contact, key: MessageKey, channel: Channel, policy: Policy) -> NotSent | None:
    """Why the address may not be used: taken away, unsafe or unwelcome since the message was planned; else None."""
    if contact.preferences.switched_off(key):
        return NotSent.NOT_WANTED
    if not has_way(contact, channel):
        if contact.wrong_number and channel is Channel.SMS and usable_channels(contact, key, policy):
            return NotSent.ANOTHER_WAY
        refused = contact.country_refused and channel is Channel.SMS
        return NotSent.COUNTRY_NOT_ALLOWED if refused else NotSent.NO_CONTACT
    if chose_another_way(contact, key, channel, policy):
        return NotSent.ANOTHER_WAY
    if not is_usable(contact, channel):
        return NotSent.NOT_SAFE
    return None if is_welcome(contact, key, channel) else NotSent.OPTED_OUT
