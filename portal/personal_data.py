"""Collect what one agency holds about a person, for them to read and download: no other person's data.

Calls that may not be shown in the portal are left out, with anything that would tell of them. Times are in the
agency's time zone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from db.addresses import telephone
from db.encryption.vault import Vault
from db.queries import consents, personal_data, timeline
from db.queries.contacts import EMAIL, NAME, PHONE, PHONE_WITH_EXTENSION
from db.queries.hash_lookup import hash_now
from db.queries.replies import BODY
from db.tables import (
    Agency,
    InboundReply,
    OutboundMessage,
    Person,
    PhoneLine,
    PortalSession,
    Preference,
    SurveyInvitation,
)
from domain.delivery import DeliveryStatus
from domain.messages import MessageKey
from domain.portal.steps import Mark, is_told, steps
from domain.portal.updates import updates
from intake.surveys.answers import comments_of
from messaging.compose import corrected_key, sealed_message
from policies.files import QuestionSets
from portal.case_file import NEVER_SHOWN, PROVIDER, history_of, messages_to
from portal.cases import VictimCall, calls_of

Facts = dict[str, Any]
"""Readable keys and plain values, as JSON has them."""

_CHOSEN_BY_HASH = frozenset({"ori", "address_hash"})


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonalData:
    """What is held. `about_you` is what stands about the person in each call: name, phone, email, their part in it."""

    about_you: list[Facts]
    calls: list[Facts]
    messages: list[Facts]
    you_wrote: list[Facts]
    surveys: list[Facts]
    consents: list[Facts]
    choices: Facts
    sign_ins: list[Facts]
    codes_sent: list[Facts]
    links_sent: list[Facts]
    telephone_line: str


class PersonalDataReader:
    """Reads what one agency holds, and opens what is sealed."""

    def __init__(self, vault: Vault, question_sets: QuestionSets, agency: Agency) -> None:
        self._vault = vault
        self._question_sets = question_sets
        self._agency = agency
        self._zone = ZoneInfo(agency.time_zone)

    async def read(self, session: AsyncSession, visit: PortalSession) -> PersonalData:
        """Everything about the owner of the address that opened this visit."""
        ori, mine = self._agency.ori, await hash_now(session, self._vault, visit.address_hash)
        calls = await calls_of(session, self._agency, mine)
        chosen = await session.get(Preference, (ori, mine))
        line = await session.get(PhoneLine, mine)
        contact_ids = [person.id for call in calls for person in call.people]
        return PersonalData(
            about_you=[about for call in calls for about in self._about(call, mine)],
            calls=[await self._call(session, call) for call in calls],
            messages=[message for call in calls for message in await self._messages(session, call)],
            you_wrote=self._written(await personal_data.replies(session, ori, mine), calls),
            surveys=[self._survey(each) for each in await personal_data.surveys(session, contact_ids)],
            consents=[
                {"at": self._at(word.at), "about": word.purpose, "allowed": word.given, "how": word.how}
                for word in await consents.history(session, mine, ori=ori)
            ],
            choices={
                name: self._at(value) if isinstance(value, datetime) else value
                for name, value in (chosen.model_dump() if chosen else {}).items()
                if name not in _CHOSEN_BY_HASH
            },
            sign_ins=[
                {"from": self._at(each.created_at), "until": self._at(each.ended_at or each.last_seen_at)}
                for each in await personal_data.visits(session, ori, mine)
            ],
            codes_sent=[
                {"at": self._at(each.created_at), "by": each.channel, "used_at": self._at(each.used_at)}
                for each in await personal_data.attempts(session, ori, mine)
            ],
            links_sent=[
                {"at": self._at(each.created_at), "by": each.channel}
                for each in await personal_data.links(session, contact_ids)
            ],
            telephone_line=line.line_type if line else "",
        )

    def _about(self, call: VictimCall, address_hash: str) -> list[Facts]:
        names = [self._opened(person, person.name_sealed, NAME) or "" for person in call.people]
        shared = len({name.casefold() for name in names if name}) > 1
        return [
            {
                "call_number": call.call.call_number,
                "name": None if shared else name or None,
                **self._ways(person, address_hash, shared=shared),
                "language": person.language,
                "texts_are_safe": person.safe_sms,
                "emails_are_safe": person.safe_email,
                "part_in_the_call": person.roles.split(),
                "known_since": self._at(person.created_at),
            }
            for name, person in zip(names, call.people, strict=True)
        ]

    def _ways(self, person: Person, address_hash: str, *, shared: bool) -> Facts:
        """Where people share the number or address, only that one: the rest belongs to the others."""
        phone = person.phone_sealed if not shared or person.phone_hash == address_hash else None
        email = person.email_sealed if not shared or person.email_hash == address_hash else None
        extended = None if shared else person.phone_with_extension_sealed
        return {
            "phone": self._opened(person, phone, PHONE) or self._extended(person, extended),
            "email": self._opened(person, email, EMAIL),
        }

    def _opened(self, person: Person, sealed: str | None, context: str) -> str | None:
        return self._vault.open_if_any(sealed, context=context, row=person.id)

    def _extended(self, person: Person, sealed: str | None) -> str | None:
        number = self._opened(person, sealed, PHONE_WITH_EXTENSION)
        return telephone(number).shown() if number else None

    async def _call(self, session: AsyncSession, call: VictimCall) -> Facts:
        known: Facts = {"call_number": call.call.call_number, "received_at": self._at(call.received_at)}
        if not call.is_followed:
            return known
        history = history_of(await timeline.of_call(session, call.call.id))
        current = [step for step in steps(call.state, history, call.policy) if step.mark is Mark.CURRENT]
        return known | {
            "case_number": call.state.case_number,
            "status": current[0].status.value if current else None,
            "news": [
                {"at": self._at(update.at), "what": update.key.value}
                for update in reversed(updates(call.state, history, call.policy))
            ],
        }

    async def _messages(self, session: AsyncSession, call: VictimCall) -> list[Facts]:
        rows = await messages_to(session, call)
        return [self._message(row, call) for row in rows if _may_be_shown(row, call)]

    def _message(self, row: OutboundMessage, call: VictimCall) -> Facts:
        composed = None if row.key in NEVER_SHOWN else sealed_message(self._vault, row)
        return {
            "call_number": call.call.call_number,
            "what": row.key,
            "by": row.channel,
            "language": row.language,
            "status": row.status,
            "reason": row.reason,
            "planned_at": self._at(row.planned_at),
            "sent_at": self._at(row.sent_at),
            "delivered_at": self._at(row.delivered_at),
            "you_saw_it_at": self._at(row.seen_at),
            "subject": composed.subject if composed else None,
            "text": composed.text if composed else None,
        }

    def _written(self, found: Sequence[InboundReply], calls: Sequence[VictimCall]) -> list[Facts]:
        """Also what came without a call; nothing of a call that may not be spoken of."""
        numbers = {call.call.id: call.call.call_number for call in calls}
        return [
            {
                "call_number": numbers.get(reply.call_id or ""),
                "at": self._at(reply.received_at),
                "by": "portal" if reply.provider == PROVIDER else "sms",
                "understood_as": reply.intent,
                "answered_with": reply.answered_with or None,
                "text": self._vault.open_if_any(reply.body_sealed, context=BODY, row=reply.id),
            }
            for reply in found
            if reply.call_id is None or reply.call_id in numbers
        ]

    def _survey(self, asked: SurveyInvitation) -> Facts:
        questions = self._question_sets.get(asked.question_set)
        every = (*questions.items, *questions.comments) if questions else ()
        words = {question.id: question.text[asked.language] for question in every}
        return {
            "invited_at": self._at(asked.invited_at),
            "open_until": self._at(asked.expires_at),
            "answered_at": self._at(asked.answered_at),
            "answers": {words.get(name, name): rating for name, rating in asked.answers.items()},
            "comments": {words.get(name, name): said for name, said in comments_of(self._vault, asked).items()},
            "call_back": asked.call_back,
        }

    def _at(self, moment: datetime | None) -> str | None:
        return moment.astimezone(self._zone).isoformat(timespec="seconds") if moment else None


def _may_be_shown(row: OutboundMessage, call: VictimCall) -> bool:
    """Withheld messages too, unless they are news that the agency does not tell."""
    return row.status != DeliveryStatus.WITHHELD or is_told(corrected_key(row) or MessageKey(row.key), call.policy)
