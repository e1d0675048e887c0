"""The message rows on their way out: locked, checked once more right before the send, and noted in the timeline."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession
from temporalio.exceptions import ApplicationError

from db.encryption.vault import Vault
from db.queries import agencies, calls, contacts, messages, surveys, timeline
from db.state_json import load_state
from db.tables import Agency, Call, OutboundMessage, Person
from domain.call_state import CallState
from domain.contacts import Contact
from domain.delivery import DeliveryStatus, NotSent
from domain.message_plan import Audience, Surveys, safe_at, why_not
from domain.messages import KEY_RULES, Channel, MessageKey, Purpose
from domain.permission import chose_another_way, has_way, is_usable, is_welcome
from domain.policy import Policy
from domain.validity import is_stale
from messaging import detective
from messaging.compose import MessageContext
from messaging.portal_links import carries_link, portal_path
from messaging.survey_invitations import SurveyPage, survey_page
from messaging.unsubscribe_links import unsubscribe_path
from policies.in_force import policy_of


class WithheldNow(Exception):
    """The message may no longer be sent."""

    def __init__(self, reason: NotSent) -> None:
        super().__init__(reason.value)
        self.reason = reason


class NotAtThisHour(Exception):
    """The message has come too late in the evening, or at an hour that is not safe: it leaves when its hours begin."""

    def __init__(self, until: datetime) -> None:
        super().__init__("quiet hours")
        self.until = until


class Outbox:
    """What `send_message` needs of the database."""

    def __init__(self, *, vault: Vault) -> None:
        self._vault = vault

    async def lock(self, session: AsyncSession, message_id: str) -> OutboundMessage:
        """The row, held until the transaction ends."""
        row = await messages.lock_message(session, message_id)
        if row is None:
            raise ApplicationError("no such message", type="UnknownMessage", non_retryable=True)
        return row

    async def context(self, session: AsyncSession, row: OutboundMessage, *, now: datetime) -> MessageContext:
        """What the letter is written from. Raises WithheldNow if it may not leave any more, or NotAtThisHour."""
        call, agency = await self._belongings(session, row)
        people = await contacts.of_call(session, call.id)
        person = next((person for person in people if person.id == row.contact_id), None)
        policy, state = policy_of(agency), _state(call, agency)
        reason = await self._why_not_now(session, row, agency, call, people, state, policy, now)
        if reason is not None:
            raise WithheldNow(reason)
        if person is None:
            raise WithheldNow(NotSent.NO_CONTACT)
        return MessageContext(
            agency=agency,
            call=call,
            state=state,
            policy=policy,
            person=person,
            detective=detective.among(people),
            first_contact=not await messages.has_written_before(session, row),
            survey=await self._survey(session, row, now),
            portal_path=await self._portal_path(session, row, agency, call, person, policy, now),
            unsubscribe_path=await self._unsubscribe_path(session, row, agency, person, now),
        )

    def begin(self, row: OutboundMessage, *, wall_clock: datetime, now: datetime, anew: bool) -> None:
        """The provider is about to be called; `anew`: of earlier attempts nothing can be learnt any more."""
        if anew or row.status != DeliveryStatus.SENDING:
            row.sending_at = wall_clock
        row.status, row.attempts, row.updated_at = DeliveryStatus.SENDING.value, row.attempts + 1, now

    async def note(self, session: AsyncSession, row: OutboundMessage, *, now: datetime) -> None:
        """A line in the call's timeline."""
        status = await calls.status_of_message(session, row)
        entry = timeline.line_about(row, status=status, at=now, recorded_at=now)
        await timeline.append(session, entry)

    async def _belongings(self, session: AsyncSession, row: OutboundMessage) -> tuple[Call, Agency]:
        call = await calls.of_message(session, row)
        return call, await agencies.of_call(session, call)

    async def _why_not_now(
        self,
        session: AsyncSession,
        row: OutboundMessage,
        agency: Agency,
        call: Call,
        people: Sequence[Person],
        state: CallState,
        policy: Policy,
        now: datetime,
    ) -> NotSent | None:
        key = MessageKey(row.key)
        if is_stale(key, state, row.valid_until, now=now):
            return NotSent.STALE
        if KEY_RULES[key].purpose is Purpose.REPLIES:
            return None
        if key not in policy.messages:
            return NotSent.NOT_IN_POLICY
        concerned = await contacts.for_rules(session, people, agency)
        contact = next((contact for contact in concerned if contact.id == row.contact_id), None)
        if contact is None:
            return NotSent.NO_CONTACT
        audience = await _audience(session, agency, call, contact, key)
        reason = _channel_closed(contact, key, Channel(row.channel), policy)
        reason = reason or why_not(contact, key, state, audience, policy)
        begins = now if reason else safe_at(key, contact, now, audience.zone, policy)
        if begins is None:
            return NotSent.NOT_SAFE
        if begins > now:
            raise NotAtThisHour(begins)
        return reason

    async def _portal_path(
        self,
        session: AsyncSession,
        row: OutboundMessage,
        agency: Agency,
        call: Call,
        person: Person,
        policy: Policy,
        now: datetime,
    ) -> str | None:
        if call.case_number is None or not carries_link(MessageKey(row.key), Channel(row.channel), policy):
            return None
        return await portal_path(session, self._vault, agency, row, person, now=now)

    async def _unsubscribe_path(
        self, session: AsyncSession, row: OutboundMessage, agency: Agency, person: Person, now: datetime
    ) -> str | None:
        if row.channel != Channel.EMAIL or person.email_hash is None:
            return None
        return await unsubscribe_path(
            session,
            self._vault,
            ori=agency.ori,
            address_hash=person.email_hash,
            purpose=KEY_RULES[MessageKey(row.key)].purpose,
            language=row.language,
            now=now,
        )

    async def _survey(self, session: AsyncSession, row: OutboundMessage, now: datetime) -> SurveyPage | None:
        key = MessageKey(row.key)
        if KEY_RULES[key].purpose is not Purpose.SURVEY and key is not MessageKey.SURVEY_THANKS:
            return None
        return await survey_page(session, self._vault, row.call_id, row.contact_id, now=now)


def _state(call: Call, agency: Agency) -> CallState:
    return load_state(call.state) if call.state else CallState(agency=agency.ori, call_number=call.call_number)


async def _audience(session: AsyncSession, agency: Agency, call: Call, contact: Contact, key: MessageKey) -> Audience:
    is_survey = KEY_RULES[key].purpose is Purpose.SURVEY
    invited = await surveys.of_call(session, call.id) if is_survey else ()
    answered = frozenset(row.contact_id for row in invited if row.answered_at is not None)
    return Audience(contacts=(contact,), surveys=Surveys(answered=answered), zone=ZoneInfo(agency.time_zone))


def _channel_closed(contact: Contact, key: MessageKey, channel: Channel, policy: Policy) -> NotSent | None:
    """The address was taken away, or said to be unsafe or unwelcome, after the message was planned."""
    if contact.preferences.switched_off(key):
        return NotSent.NOT_WANTED
    if not has_way(contact, channel):
        return NotSent.NO_CONTACT
    if chose_another_way(contact, key, channel, policy):
        return NotSent.ANOTHER_WAY
    if not is_usable(contact, channel):
        return NotSent.NOT_SAFE
    return None if is_welcome(contact, key, channel) else NotSent.OPTED_OUT
