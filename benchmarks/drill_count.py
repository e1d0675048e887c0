"""What the restore drill did to people: the simulator's own record held against what happened and what is recorded."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import Any

from benchmarks.drill_traffic import ARRIVED, DELAY, HELP, LEADS_TO, STOP, DrillCall
from db.connection.session import Database
from db.queries import calls, inbox, messages, staff_tasks
from db.tables import OutboundMessage
from domain.delivery import TO_BE_SENT, WITH_PROVIDER, DeliveryStatus
from domain.messages import MessageKey
from domain.task_kinds import TaskKind
from messaging.providers.same_words import is_alike

ACCOUNTED_FOR = (*WITH_PROVIDER, DeliveryStatus.WITHHELD, DeliveryStatus.PERMANENT_FAILURE)
HEARD_WITHIN = timedelta(seconds=3)
"""A text that was on its way when a person wrote STOP may still come."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DrillCount:
    """All of these should be 0, `maybe_sent` and `stale` excepted: those are withheld, and say why."""

    doubled_texts: int
    doubled_emails: int
    false_delays: int
    lost: int
    wrong_person: int
    after_stop: int
    unheard_cries: int
    without_reason: int
    unsettled: int
    unrelayed: int
    details: tuple[str, ...] = ()

    @property
    def is_clean(self) -> bool:
        """Every figure is 0."""
        return not any(getattr(self, name) for name in FIGURES)


FIGURES = tuple(each.name for each in fields(DrillCount) if each.name != "details")


async def count(
    database: Database,
    ori: str,
    traffic: Sequence[DrillCall],
    accepted: Sequence[Mapping[str, Any]],
    written: Mapping[str, datetime],
) -> DrillCount:
    """`accepted`: what the simulator has, `written`: when each person wrote, by phone."""
    texts, emails = _by_reader(accepted, "sms"), _by_reader(accepted, "email")
    details: list[str] = []
    lost = false = wrong = stray = unsettled = cries = 0
    async with database.reading() as session:
        waiting, given_up, _ = await inbox.backlog(session)
        for call in traffic:
            row = await calls.get(session, ori, call.number)
            rows = await messages.of_call(session, row.id) if row else ()
            missing = list(_lost(call, rows, accepted))
            lost += len(missing)
            details += missing
            false += _false_delays(call, rows)
            wrong += _wrong_person(call, rows, accepted)
            stray += sum(each.status == DeliveryStatus.WITHHELD and not each.reason for each in rows)
            unsettled += sum(each.status in TO_BE_SENT and each.not_before is None for each in rows)
            if call.wrote == HELP:
                has_task = row is not None and await staff_tasks.waits(session, row.id, TaskKind.EMERGENCY_REPLY)
                answered = any(each.key == MessageKey.EMERGENCY and each.status in WITH_PROVIDER for each in rows)
                cries += not (has_task and answered)
                if not (has_task and answered):
                    details.append(f"{call.number} {call.phone}: task {has_task}, answered {answered}")
    return DrillCount(
        doubled_texts=sum(map(_doubled, texts.values())),
        doubled_emails=sum(map(_doubled, emails.values())),
        false_delays=false,
        lost=lost,
        wrong_person=wrong,
        after_stop=sum(_after_stop(texts[call.phone], written) for call in traffic if call.wrote == STOP),
        unheard_cries=cries,
        without_reason=stray,
        unsettled=unsettled,
        unrelayed=waiting + given_up,
        details=tuple(details),
    )


def _by_reader(accepted: Iterable[Mapping[str, Any]], channel: str) -> dict[str, list[Mapping[str, Any]]]:
    found = defaultdict(list)
    for message in accepted:
        if message["channel"] == channel:
            found[str(message["to"])].append(message)
    return found


def _doubled(said: Sequence[Mapping[str, Any]]) -> int:
    """How many of these were said to this reader before, in words that tell the same."""
    return sum(any(_same(earlier, later) for earlier in said[:n]) for n, later in enumerate(said))


def _same(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    return one.get("subject") == other.get("subject") and is_alike(str(one["body"]), str(other["body"]))


def _lost(call: DrillCall, rows: Sequence[OutboundMessage], accepted: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """What its victim should have heard and has neither gone out nor been withheld for a reason."""
    there = {str(message["sid"]) for message in accepted}
    for event in call.reported:
        key = LEADS_TO.get(str(event["type"]))
        of_key = [row for row in rows if row.key == key]
        if key is not None and not any(row.status in ACCOUNTED_FOR for row in of_key):
            yield f"{call.number} {key}: {[(row.channel, row.status, row.reason) for row in of_key]}"
    for row in rows:
        if row.channel == "sms" and row.status in WITH_PROVIDER and row.provider_message_id not in there:
            yield f"{call.number} {row.key}: {row.status}, but not at the provider"


def _false_delays(call: DrillCall, rows: Sequence[OutboundMessage]) -> int:
    came = any(
        event["type"] == ARRIVED and datetime.fromisoformat(event["time"]) < _late_at(call) for event in call.reported
    )
    told = [row for row in rows if row.key == MessageKey.OFFICER_DELAYED and row.status in WITH_PROVIDER]
    return len(told) if came else 0


def _late_at(call: DrillCall) -> datetime:
    return datetime.fromisoformat(str(call.reported[0]["time"])) + DELAY


def _wrong_person(call: DrillCall, rows: Sequence[OutboundMessage], accepted: Sequence[Mapping[str, Any]]) -> int:
    to = {str(message["sid"]): str(message["to"]) for message in accepted}
    ours = {row.provider_message_id for row in rows if row.channel == "sms" and row.provider_message_id}
    return sum(to.get(sid, call.phone) != call.phone for sid in ours)


def _after_stop(texts: Sequence[Mapping[str, Any]], written: Mapping[str, datetime]) -> int:
    """Texts that left after STOP; the first is its confirmation."""
    if not texts:
        return 0
    at = written.get(str(texts[0]["to"]))
    later = [text for text in texts if at and datetime.fromisoformat(str(text["created_at"])) > at + HEARD_WITHIN]
    return max(0, len(later) - 1)


def should_differ(
    traffic: Iterable[DrillCall],
    accepted_at: Mapping[str, datetime],
    older: datetime,
    newer: datetime,
    unsure: timedelta,
) -> tuple[frozenset[str], frozenset[str]]:
    """Call numbers: those of which an event came surely between two backups, and those of which none did."""
    surely, surely_not = set(), set()
    for call in traffic:
        moments = [accepted_at[str(event["id"])] for event in call.reported if str(event["id"]) in accepted_at]
        if any(older + unsure < moment < newer - unsure for moment in moments):
            surely.add(call.number)
        elif not any(older - unsure < moment < newer + unsure for moment in moments):
            surely_not.add(call.number)
    return frozenset(surely), frozenset(surely_not)


def should_be_missing(
    traffic: Iterable[DrillCall], accepted_at: Mapping[str, datetime], at: datetime, unsure: timedelta
) -> tuple[frozenset[str], frozenset[str]]:
    """Call numbers, where no workflow is left: those surely there at a backup, and those surely not.

    All of the first differ: a case is open for weeks after the last that is reported of it here.
    """
    surely, surely_not = set(), set()
    for call in traffic:
        moments = [accepted_at[str(event["id"])] for event in call.reported if str(event["id"]) in accepted_at]
        if not moments or moments[0] > at + unsure:
            surely_not.add(call.number)
        elif moments[0] < at - unsure:
            surely.add(call.number)
    return frozenset(surely), frozenset(surely_not)
