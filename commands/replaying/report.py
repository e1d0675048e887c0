"""The report of a replay: what came of each call, and the sums."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from commands.replaying.http_api import PlayedCallView, PlayedMessageView
from domain.delivery import DeliveryStatus, NotSent
from domain.messages import MessageKey
from domain.policy import Policy
from intake.exports.export_notes import Notes
from intake.exports.played_call import PlayedCall, expect_delayed
from intake.exports.replay_plan import PlayPlan

_NOT_SENT_YET = frozenset({DeliveryStatus.CREATED, DeliveryStatus.SENDING, DeliveryStatus.TEMPORARY_FAILURE})

_EXCUSES = (NotSent.NO_CONTACT, NotSent.CAREFUL_ADDRESS)
"""Why someone need not be told that an officer is late, which no export says."""


def is_open(message: PlayedMessageView) -> bool:
    """True while the message may still go out."""
    return message.status in _NOT_SENT_YET


def is_withheld(message: PlayedMessageView) -> bool:
    """True when it was decided not to send it."""
    return message.status == DeliveryStatus.WITHHELD


class ReportNotWritten(Exception):
    """The report's file cannot be written; the message says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CallResult:
    """How one call was played. `problem` is empty when it ended as its data say."""

    call: PlayedCall
    view: PlayedCallView | None = None
    problem: str = ""
    seconds: float = 0.0
    extra_messages: int = 0
    """Messages that repeats of the same events brought: must be 0."""

    @property
    def actual(self) -> str:
        """Where it stands now."""
        return self.view.status if self.view else "unknown"

    @property
    def messages(self) -> tuple[PlayedMessageView, ...]:
        """All its messages."""
        return self.view.messages if self.view else ()

    def to_json(self) -> dict[str, Any]:
        """One line of the report."""
        return {
            "call_number": self.call.call_number,
            "rows": list(self.call.rows),
            "expected": self.call.expected.value,
            "actual": self.actual,
            "problem": self.problem,
            "seconds": round(self.seconds, 3),
            "messages": dict(Counter(message.key for message in self.messages if not is_withheld(message))),
            "withheld": dict(Counter(f"{m.key}: {m.reason}" for m in self.messages if is_withheld(m))),
            "invented": list(self.call.invented),
            "extra_messages": self.extra_messages,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Delays:
    """How many should have been told that an officer is late, counted from the export, and how many were."""

    expected: int
    told: int
    without_contact: int
    careful_address: int
    """Their number or email address is near a sensitive call, which only the database knows."""
    wrong: tuple[str, ...]
    """Call numbers: told without reason, or not told and for neither of these two reasons."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlayReport:
    """The whole play."""

    results: tuple[CallResult, ...]
    delays: Delays | None = None
    notes: Notes = field(default_factory=Notes)
    rows_read: int = 0
    times: int = 1
    seconds: float = 0.0

    @property
    def failures(self) -> tuple[CallResult, ...]:
        """Calls that did not end as their data say, or said more when repeated."""
        return tuple(result for result in self.results if result.problem or result.extra_messages)

    @property
    def ends(self) -> Counter[tuple[str, str]]:
        """Calls by expected and actual end."""
        return Counter((result.call.expected.value, result.actual) for result in self.results)

    @property
    def messages_by_key(self) -> Counter[str]:
        """Messages that were sent, or tried."""
        return Counter(m.key for m in self._messages() if not is_withheld(m))

    @property
    def withheld_by_reason(self) -> Counter[str]:
        """Messages that were not, by reason."""
        return Counter(m.reason for m in self._messages() if is_withheld(m))

    def _messages(self) -> Iterable[PlayedMessageView]:
        return (message for result in self.results for message in result.messages)

    def to_json(self) -> dict[str, Any]:
        """The report file."""
        return {
            "ok": not self.failures,
            "rows_read": self.rows_read,
            "calls": len(self.results),
            "times": self.times,
            "seconds": round(self.seconds, 1),
            "ends": [{"expected": e, "actual": a, "calls": n} for (e, a), n in sorted(self.ends.items())],
            "messages_by_key": dict(self.messages_by_key.most_common()),
            "withheld_by_reason": dict(self.withheld_by_reason.most_common()),
            "extra_messages": sum(result.extra_messages for result in self.results),
            "officer_delayed": asdict(self.delays) if self.delays else None,
            **notes_to_json(self.notes),
            "by_call": [result.to_json() for result in self.results],
        }


def plan_to_json(plan: PlayPlan) -> dict[str, Any]:
    """The report file of a dry run."""
    return {"calls": len(plan.calls), "rows_read": plan.rows_read, **notes_to_json(plan.notes)}


def notes_to_json(notes: Notes) -> dict[str, Any]:
    """What came to light while the export was read."""
    return {
        "dropped_rows": [{"row": row.number, "reason": row.reason} for row in notes.dropped],
        "unmapped_calls": notes.unmapped_calls,
        "unmapped": {column: dict(values.most_common()) for column, values in notes.unmapped.items()},
        "invented": dict(notes.invented.most_common()),
        "remarks": dict(notes.remarks.most_common()),
    }


def write_report(path: Path | None, content: Mapping[str, Any]) -> None:
    """As indented JSON, if a file is asked for. Raises ReportNotWritten."""
    if path is None:
        return
    try:
        path.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    except OSError as error:
        raise ReportNotWritten(f"{path}: the report cannot be written: {error.strerror}") from None


def count_delays(results: Iterable[CallResult], policy: Policy) -> Delays:
    """Compare the export's late arrivals with who was told."""
    expected = told = 0
    untold: Counter[NotSent] = Counter()
    wrong: list[str] = []
    for result in results:
        late = expect_delayed(result.call, policy)
        notices = [m for m in result.messages if m.key == MessageKey.OFFICER_DELAYED]
        was_told = any(not is_withheld(m) for m in notices)
        excuse = next((why for why in _EXCUSES if notices and all(m.reason == why for m in notices)), None)
        expected += late
        told += was_told
        if late and excuse:
            untold[excuse] += 1
        if was_told != (late and not excuse):
            wrong.append(result.call.call_number)
    return Delays(
        expected=expected,
        told=told,
        without_contact=untold[NotSent.NO_CONTACT],
        careful_address=untold[NotSent.CAREFUL_ADDRESS],
        wrong=tuple(wrong),
    )


def with_extra(results: Iterable[CallResult], after: Mapping[str, PlayedCallView | None]) -> tuple[CallResult, ...]:
    """The results with the messages that came when everything was sent again."""
    return tuple(_with_extra(result, after.get(result.call.call_number)) for result in results)


def _with_extra(result: CallResult, view: PlayedCallView | None) -> CallResult:
    if view is None:
        return result
    extra = len(view.messages) - len(result.messages)
    return replace(result, view=view, extra_messages=extra)
