"""What is held about one officer or call-taker: for a supervisor with a reason, and for themselves."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncSession

from analytics.coaching.comparing import PeerComparison
from analytics.coaching.pointers import about, words_of
from analytics.coaching.store import CoachingStore, Pictures
from db.encryption.vault import Vault
from db.queries import audit_records, coaching
from db.queries.audit_records import WantedRecords
from db.tables import CoachingPointer, CoachingRemark
from domain.audit.acts import ActKind
from domain.coaching.policy import CoachingRule
from domain.coaching.terms import CountKind, PointerOutcome, SubjectRole

REMARK = "coaching_remarks.words"
MOST_OF_REMARK = 2000
LOOKS_SHOWN = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthOfCounts:
    """What the agency's own records have of a month; `month` is its first day."""

    month: date
    counts: Mapping[CountKind, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownPointer:
    """A pointer with the words it was closed with, if it was."""

    pointer: CoachingPointer
    words: str

    @property
    def outcome(self) -> PointerOutcome | None:
        """None while it is open."""
        return PointerOutcome(self.pointer.outcome) if self.pointer.outcome else None


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownRemark:
    """What they wrote."""

    at: datetime
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordLook:
    """Who looked at it, by `domain.actors.Actor`, and why, by `domain.coaching.terms.LookReason`."""

    at: datetime
    by: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SubjectRecord:
    """All of it. An id that is not known and one with too few answers look the same."""

    subject_id: str
    pictures: Mapping[SubjectRole, PeerComparison]
    made: Pictures | None
    months: Sequence[MonthOfCounts]
    pointers: Sequence[ShownPointer]
    remarks: Sequence[ShownRemark]
    looks: Sequence[RecordLook]

    def total(self, kind: CountKind) -> int:
        """Of all months."""
        return sum(month.counts.get(kind, 0) for month in self.months)


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordReader:
    """Reads records of an agency. Pictures that were made by another rule than the one in force are not shown."""

    vault: Vault
    analytics_folder: Path
    ori: str
    rule: CoachingRule

    async def read(self, session: AsyncSession, subject_id: str, *, shown_by: datetime | None) -> SubjectRecord:
        """What is held about one, with the pointers that supervisors see by then; `shown_by` None: about the reader."""
        made = CoachingStore.of_agency(self.analytics_folder, self.ori).pictures()
        made = made if made and made.rule == str(self.rule) else None
        pointers = await coaching.pointers_of(session, self.ori, subject_id)
        found = {role: made.of(role, subject_id) for role in SubjectRole} if made else {}
        return SubjectRecord(
            subject_id=subject_id,
            pictures={role: picture for role, picture in found.items() if picture},
            made=made,
            months=await self._months(session, subject_id),
            pointers=[
                ShownPointer(pointer=each, words=words_of(self.vault, each))
                for each in pointers
                if shown_by is None or each.shown_at <= shown_by
            ],
            remarks=[self._remark(each) for each in await coaching.remarks_of(session, self.ori, subject_id)],
            looks=await self._looks(session, subject_id) if shown_by is None else (),
        )

    async def add_remark(self, session: AsyncSession, subject_id: str, words: str, *, now: datetime) -> None:
        """For the supervisors who look."""
        new = CoachingRemark(ori=self.ori, subject_id=subject_id, written_at=now)
        new.words_sealed = self.vault.seal(words.strip()[:MOST_OF_REMARK], context=REMARK, row=new.id)
        await coaching.add_remark(session, new)

    async def _months(self, session: AsyncSession, subject_id: str) -> list[MonthOfCounts]:
        months: dict[date, Counter[CountKind]] = defaultdict(Counter)
        for each in await coaching.counts_of(session, self.ori, subject_id):
            months[each.day.replace(day=1)][CountKind(each.kind)] += each.count
        return [MonthOfCounts(month=month, counts=months[month]) for month in sorted(months, reverse=True)]

    async def _looks(self, session: AsyncSession, subject_id: str) -> list[RecordLook]:
        wanted = WantedRecords(ori=self.ori, about=about(subject_id), kind=ActKind.COACHING_SEEN.value)
        found = await audit_records.found(session, wanted, most=LOOKS_SHOWN)
        return [RecordLook(at=each.at, by=each.by, reason=each.reason) for each in found]

    def _remark(self, remark: CoachingRemark) -> ShownRemark:
        words = self.vault.open_if_any(remark.words_sealed, context=REMARK, row=remark.id)
        return ShownRemark(at=remark.written_at, words=words or "")
