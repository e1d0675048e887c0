"""Read a case as its detective sees it: where it stands, all that happened, every text sent, who may be told how."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from db.encryption.vault import Vault
from db.queries import contacts, messages, replies, timeline
from db.queries.case_assignments import FoundCase, OwnCase
from db.tables import Agency, HeldChange, InboundReply, OutboundMessage, Person, TimelineEntry
from domain.delivery import DeliveryStatus
from domain.messages import KEY_RULES, MessageKey
from locales.script import language_by_script
from messaging import detective
from messaging.call_context import CallContext
from messaging.compose import MessageComposer, message_if_readable
from messaging.detective import Detective
from messaging.in_english import InEnglish, Translator
from staff.case_people import CasePerson, case_people, name_of
from staff.my_cases import CaseLine, case_line
from staff.status_change import HeldHere, held_here

NEVER_SHOWN = frozenset({MessageKey.PORTAL_CODE})
"""A code opens the victim's own pages: it is no one else's."""

IN_THE_PORTAL = "portal"
"""The `provider` of what was written in the portal."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SentText:
    """A message as its reader read it, beside its English; `text` is empty where nothing is kept of it, or it was not
    sent: then `row` says why."""

    row: OutboundMessage
    to: str
    subject: str = ""
    text: str = ""
    english: InEnglish | None = None

    @property
    def at(self) -> datetime:
        """When it left, or was planned."""
        return self.row.sent_at or self.row.sending_at or self.row.planned_at


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterHere:
    """What a person wrote, and what was understood of it. `language` as its letters tell, or empty."""

    reply: InboundReply
    who: str
    words: str
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffCaseFile:
    """Everything of one case. Texts and letters are newest first, the timeline is as it happened."""

    found: FoundCase
    line: CaseLine
    people: tuple[CasePerson, ...]
    detective: Detective
    texts: tuple[SentText, ...]
    letters: tuple[LetterHere, ...]
    timeline: tuple[TimelineEntry, ...]
    held: HeldHere

    @property
    def waiting(self) -> tuple[HeldChange, ...]:
        """What was decided and has not left yet."""
        return self.held.waiting


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseReader:
    """Reads cases. `most_texts`: so many are opened and put into English, the newest."""

    vault: Vault
    composer: MessageComposer
    most_texts: int

    async def read(self, session: AsyncSession, agency: Agency, found: FoundCase, *, now: datetime) -> StaffCaseFile:
        """The case and its people, opened: the caller records that they were seen. Raises PolicyError, CannotOpen."""
        call = found.call
        context = CallContext.of(agency, call, now=now)
        people = await contacts.of_call(session, call.id)
        lines = await timeline.of_call(session, call.id)
        rows = await messages.of_call(session, call.id)
        letters = await replies.of_call(session, call.id)
        known = {person.id: name_of(self.vault, person) for person in people}
        translator = Translator(
            vault=self.vault, composer=self.composer, about=context, people=people, reached=_reached(lines)
        )
        own = OwnCase(call=call, assigned_at=now, last_told_at=_last_told(rows))
        return StaffCaseFile(
            found=found,
            line=case_line(own, now=now),
            people=await case_people(session, self.vault, context, people),
            detective=_detective(self.vault, people, context),
            texts=self._texts(rows, known, translator),
            letters=tuple(self._letter(each, known) for each in reversed(letters)),
            timeline=tuple(lines),
            held=await held_here(session, call, now=now),
        )

    def _texts(
        self, rows: Sequence[OutboundMessage], known: Mapping[str, str], translator: Translator
    ) -> tuple[SentText, ...]:
        newest = sorted((row for row in rows if row.key not in NEVER_SHOWN), key=_moment, reverse=True)
        return tuple(
            self._text(row, known, translator) if i < self.most_texts else SentText(row=row, to=_to(row, known))
            for i, row in enumerate(newest)
        )

    def _text(self, row: OutboundMessage, known: Mapping[str, str], translator: Translator) -> SentText:
        sent = message_if_readable(self.vault, row)
        if sent is None:
            return SentText(row=row, to=_to(row, known))
        english = translator.english(row, sent)
        return SentText(row=row, to=_to(row, known), subject=sent.subject or "", text=sent.text, english=english)

    def _letter(self, reply: InboundReply, known: Mapping[str, str]) -> LetterHere:
        words = self.vault.open_if_any(reply.body_sealed, context=replies.BODY, row=reply.id) or ""
        who = known.get(reply.contact_id, "")
        return LetterHere(reply=reply, who=who, words=words, language=language_by_script(words))


def _to(row: OutboundMessage, known: Mapping[str, str]) -> str:
    return known.get(row.contact_id, "")


def _moment(row: OutboundMessage) -> tuple[datetime, str]:
    return row.sent_at or row.sending_at or row.planned_at, row.id


def _last_told(rows: Sequence[OutboundMessage]) -> datetime | None:
    left = (
        row.sent_at
        for row in rows
        if row.status in (DeliveryStatus.SENT, DeliveryStatus.DELIVERED, DeliveryStatus.UNKNOWN)
        and KEY_RULES[MessageKey(row.key)].victims_only
    )
    return max((at for at in left if at), default=None)


def _reached(lines: Sequence[TimelineEntry]) -> dict[str, list[datetime]]:
    """Status -> when the case came to it, the first time and each after."""
    reached: dict[str, list[datetime]] = {}
    for line in sorted(lines, key=lambda line: line.id or 0):
        if line.kind == "event" and line.what.startswith("case.") and line.effect == "changed":
            reached.setdefault(line.what.removeprefix("case."), []).append(line.occurred_at)
    return reached


def _detective(vault: Vault, people: Sequence[Person], context: CallContext) -> Detective:
    return detective.shared(vault, detective.among(people), context.policy)
