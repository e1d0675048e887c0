"""What a supervisor sees of today: calls by status, what is late, no one's, not sent or held, and who said thanks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from db.encryption.vault import Vault
from db.queries import replies, today
from db.queries.today import Cut, DayCall, HeldKey, NotSentCount, WaitingCase
from domain.audit.acts import ActKind
from domain.staff.update_clock import AFTER_A_CHANGE, UpdateDue, due_state
from domain.surveys.groups import TOTAL
from domain.surveys.results import Results, from_facts
from locales.script import language_by_script
from staff.acting import ActingStaff

FEW = 10
"""Of each list on the page of today; all of one list are a click away."""
PAGE = 50
RECENT = timedelta(days=1)
"""How far back failures are counted."""
DELAYS_OF = timedelta(days=7)
UNASSIGNED_OF = timedelta(days=28)
"""Older cases without a detective are not worked on: a page that lists years of them helps no one."""
THANKS_OF = timedelta(days=7)
THANKS_SHOWN = 5
_THANKS_READ = 30
_WORDS_OF_PRAISE = 3
"""Fewer words are an "ok, thanks": counted, and not shown."""
_CANDIDATES = 500
"""Cases among which the overdue ones are, of a whole list; of the few on the page of today:"""
_FEW_CANDIDATES = 100
_PRAISED = 3
_GOOD = (4, 5)


class DayList(StrEnum):
    """A list that can be looked at by itself."""

    CALLS = "calls"
    DELAYED = "delayed"
    OVERDUE = "overdue"
    UNASSIGNED = "unassigned"


@dataclass(frozen=True, slots=True, kw_only=True)
class CallPage:
    """A part of a list of calls; `told` says of overdue cases when their victims last heard: call id -> moment."""

    calls: tuple[DayCall, ...]
    has_more: bool
    told: Mapping[str, datetime]


@dataclass(frozen=True, slots=True, kw_only=True)
class Thanks:
    """What a person wrote back; `language` as its letters tell, or empty."""

    call_id: str
    call_number: str
    at: datetime
    words: str
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PraisedItem:
    """A statement of a survey: its id and set, its English, and the percentage of those who rated it 4 or 5."""

    question: str
    set: str
    text: str
    share: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Praise:
    """Thanks of the last week, and what was praised most in the last released survey results."""

    thanks: tuple[Thanks, ...]
    count: int
    period: str
    items: tuple[PraisedItem, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Today:
    """Everything on the page. `statuses` and `total` are of calls received today, by the agency's clocks."""

    statuses: Mapping[str, int]
    lists: Mapping[DayList, CallPage]
    unassigned: int
    not_sent: Sequence[NotSentCount]
    held: Sequence[HeldKey]
    praise: Praise

    @property
    def total(self) -> int:
        """Calls received today."""
        return sum(self.statuses.values())


async def look(session: AsyncSession, vault: Vault, acting: ActingStaff) -> Today:
    """The page of today, in a fixed number of statements. Writes nothing."""
    ori, now = acting.ori, acting.now
    return Today(
        statuses=await today.counts_by_status(session, ori, _midnight(acting)),
        lists={each: await one_list(session, acting, each, most=FEW) for each in DayList},
        unassigned=await today.count_unassigned(session, ori, now - UNASSIGNED_OF),
        not_sent=await today.not_sent(session, ori, now - RECENT),
        held=await today.held_with_examples(session, ori),
        praise=await _praise(session, vault, acting),
    )


async def one_list(
    session: AsyncSession, acting: ActingStaff, wanted: DayList, *, page: int = 1, most: int = PAGE
) -> CallPage:
    """A part of one list."""
    ori, cut = acting.ori, Cut(skip=(page - 1) * most, most=most + 1)
    if wanted is DayList.OVERDUE:
        candidates = _FEW_CANDIDATES if most == FEW else _CANDIDATES
        waiting = await today.told_before(session, ori, acting.now - AFTER_A_CHANGE, most=candidates)
        return _overdue(waiting, acting.now, cut)
    if wanted is DayList.UNASSIGNED:
        found = await today.unassigned(session, ori, acting.now - UNASSIGNED_OF, cut)
    elif wanted is DayList.DELAYED:
        found = await today.delayed(session, ori, acting.now - DELAYS_OF, cut)
    else:
        found = await today.received_since(session, ori, _midnight(acting), cut)
    return CallPage(calls=tuple(found[:most]), has_more=len(found) > most, told={})


async def note_thanks_seen(session: AsyncSession, acting: ActingStaff, thanks: Sequence[Thanks]) -> None:
    """Whose words were shown stands in the audit log."""
    for number in sorted({each.call_number for each in thanks}):
        await acting.note(session, ActKind.PERSON_SEEN, about=f"call:{number}", reason="praise")


def _overdue(cases: Sequence[WaitingCase], now: datetime, cut: Cut) -> CallPage:
    late = [each for each in cases if due_state(each.told_at, now, changed_at=each.changed_at) is UpdateDue.OVERDUE][
        cut.skip : cut.skip + cut.most
    ]
    shown = late[: cut.most - 1]
    return CallPage(
        calls=tuple(each.call for each in shown),
        has_more=len(late) > len(shown),
        told={each.call.id: each.told_at for each in shown},
    )


async def _praise(session: AsyncSession, vault: Vault, acting: ActingStaff) -> Praise:
    found = await today.thanks(session, acting.ori, acting.now - THANKS_OF, most=_THANKS_READ)
    opened = []
    for reply, number in found:
        words = vault.open_if_any(reply.body_sealed, context=replies.BODY, row=reply.id) or ""
        said = Thanks(
            call_id=reply.call_id or "",
            call_number=number,
            at=reply.received_at,
            words=words,
            language=language_by_script(words),
        )
        opened += [said] if len(words.split()) >= _WORDS_OF_PRAISE else []
    release = await today.last_release(session, acting.ori)
    return Praise(
        thanks=tuple(opened[:THANKS_SHOWN]),
        count=len(found),
        period=release.period if release else "",
        items=praised(from_facts(release.results)) if release else (),
    )


def praised(results: Results) -> tuple[PraisedItem, ...]:
    """What most people rated 4 or 5, of the total and of what is not hidden, the best first."""
    total = next((each for each in results.groups if each.group == TOTAL), None)
    if total is None:
        return ()
    found = []
    for item in results.items:
        ratings: Sequence[int] = total.ratings.get(item.key) or ()
        rated = sum(ratings)
        if rated:
            share = round(100 * sum(ratings[good - 1] for good in _GOOD) / rated)
            question = item.key.partition("@")[0]
            found.append(PraisedItem(question=question, set=item.sets[0], text=item.text, share=share))
    return tuple(sorted(found, key=lambda each: -each.share)[:_PRAISED])


def _midnight(acting: ActingStaff) -> datetime:
    """When today began by the agency's clocks."""
    local = acting.now.astimezone(ZoneInfo(acting.visit.agency.time_zone))
    return datetime.combine(local.date(), time(), tzinfo=local.tzinfo)
