"""What the chaos of everything did: the simulator's store held against the database, one figure per way to fail."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from benchmarks.chaos_calls import EMERGENCY, STOP, Played, email_of, number_of, phone_of
from benchmarks.chaos_count import our_id
from benchmarks.topology_stage import TopologyStage
from domain.delivery import TO_BE_SENT, WITH_PROVIDER, DeliveryStatus, NotSent
from domain.messages import MessageKey

ON_ITS_WAY = timedelta(seconds=15)
"""What was on its way when a STOP came into force may arrive so much later: a lookup, a request to the provider."""

CHECKED = timedelta(seconds=2)
"""`sending_at` is noted at the end of the transaction that looked, at its beginning, whether it may leave."""

CALL_NUMBER = re.compile(r"26-(\d{6})")

_MESSAGES = """
    SELECT messages.id, call_number, key, channel, messages.status, reason, sending_at, provider_message_id, not_before
    FROM messages JOIN calls ON calls.id = call_id
"""
_REPLIES = "SELECT provider_message_id, contact_id, pg_xact_commit_timestamp(xmin) FROM replies"
"""A STOP is in force when its transaction is committed: `heard_at` is when that began."""
_TASKS = "SELECT task_key FROM staff_tasks WHERE kind = 'emergency_reply'"
_INBOX = """
    SELECT count(*) FILTER (WHERE relayed_at IS NULL AND given_up_at IS NULL),
        count(*) FILTER (WHERE given_up_at IS NOT NULL) FROM inbox
"""
_UNHEARD = "SELECT count(*) FROM incoming_texts WHERE heard_at IS NULL"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A message as the database has it."""

    id: str
    call_number: str
    key: str
    channel: str
    status: str
    reason: str
    sending_at: datetime | None
    provider_message_id: str | None
    not_before: datetime | None

    @property
    def told(self) -> str:
        """In a few words."""
        return f"{self.call_number} {self.key} {self.channel} {self.status} {self.reason}".strip()

    @property
    def waits_for_the_morning(self) -> bool:
        """It is night where the agency is."""
        return self.status == DeliveryStatus.CREATED and self.reason.startswith(NotSent.QUIET_UNTIL)

    @property
    def is_with_provider(self) -> bool:
        """As far as we know."""
        return self.status in WITH_PROVIDER or bool(self.provider_message_id)


@dataclass(kw_only=True)
class Ledger:
    """`faults`: each way to fail -> examples of it, which must be none. `facts`: what else is to be told."""

    faults: dict[str, list[str]] = field(default_factory=dict)
    facts: dict[str, object] = field(default_factory=dict)
    statuses: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    rows: Sequence[Row] = ()

    @property
    def is_clean(self) -> bool:
        """Every figure is 0."""
        return not any(self.faults.values())


def read_ledger(stage: TopologyStage, played: Played) -> Ledger:
    """Both sides, once everything has come to rest. Blocking."""
    accepted = [each for each in stage.simulator.messages() if _is_ours(each)]
    written = stage.simulator.messages(direction="inbound")
    rows = {row[0]: _row(row) for row in stage.rows(_MESSAGES)}
    unrelayed, given_up = stage.rows(_INBOX)[0]
    ledger = Ledger(
        statuses=Counter((row.channel, row.status, row.reason) for row in rows.values()), rows=list(rows.values())
    )
    by_id = Counter(our_id(message) for message in accepted)
    by_words = Counter((each["channel"], each["to"], each["body"], _key(rows, each)) for each in accepted)
    said = {our_id(each) for each in accepted}
    ledger.faults = {
        "lost: with the provider, we say, and not there": [
            tell(row) for row in rows.values() if row.is_with_provider and row.id not in said
        ],
        "doubled texts, by our id": [tell(rows.get(i)) for i in _twice(by_id, accepted, "sms")],
        "doubled emails, by our id": [tell(rows.get(i)) for i in _twice(by_id, accepted, "email")],
        "doubled, by number and words": [
            f"{key} to {to}" for (_, to, _, key), n in by_words.items() if n > 1 and key != MessageKey.NOT_MONITORED
        ],
        "at the provider, and unknown to us": [our_id(each) for each in accepted if our_id(each) not in rows],
        "to the wrong person": [tell(rows.get(our_id(each))) for each in accepted if _is_wrong_person(rows, each)],
        "calls stuck": list(played.stuck),
        "events refused": [f"{code}: {n}" for code, n in played.refused.items()],
        "events not relayed": _so_many(unrelayed),
        "events given up": _so_many(given_up),
        "texts of people not at the simulator": _so_many(played.unwritten),
        "in no final state": [
            tell(row)
            for row in rows.values()
            if row.status in {*TO_BE_SENT, DeliveryStatus.SENT} and not row.waits_for_the_morning
        ],
        "withheld without a reason": [
            tell(row) for row in rows.values() if row.status == DeliveryStatus.WITHHELD and not row.reason
        ],
        **_replies(stage, rows, accepted, written),
    }
    ledger.facts = {
        "calls, of them finished": f"{len(played.reported)}, {played.finished}",
        "events repeated until accepted": played.repeats,
        "accepted by the simulator": len(accepted),
        "people who wrote": len(written),
        "of them emergencies, STOPs": f"{_said(written, EMERGENCY)}, {_said(written, STOP)}",
    }
    return ledger


def _replies(
    stage: TopologyStage, rows: Mapping[str, Row], accepted: Sequence[dict[str, Any]], written: Sequence[dict[str, Any]]
) -> dict[str, list[str]]:
    """What came of the texts that people wrote."""
    replies = {row[0]: row[1:] for row in stage.rows(_REPLIES)}
    tasks = {row[0] for row in stage.rows(_TASKS)}
    answered = {each["to"] for each in accepted if _key(rows, each) == MessageKey.EMERGENCY}
    heard = {text["sid"]: replies[text["sid"]] for text in written if text["sid"] in replies}
    cries = [text for text in written if text["body"] == EMERGENCY]
    stops = {text["sender"]: heard[text["sid"]][1] for text in written if text["body"] == STOP and text["sid"] in heard}
    return {
        "replies unheard": [f"{text['body']} of {text['sender']}" for text in written if text["sid"] not in heard],
        "texts stored and not heard": _so_many(stage.count(_UNHEARD)),
        "emergencies without a task for staff": [
            text["sender"] for text in cries if text["sid"] not in heard or _task(heard[text["sid"]]) not in tasks
        ],
        "emergencies without the 911 answer": [text["sender"] for text in cries if text["sender"] not in answered],
        "texts after a STOP": [
            f"{tell(rows.get(our_id(each)))}: STOP at {stops[each['to']]}, text at {each['created_at']}"
            for each in accepted
            if _is_after_stop(rows, each, stops.get(each["to"]))
        ],
    }


def _is_after_stop(rows: Mapping[str, Row], text: dict[str, Any], in_force: datetime | None) -> bool:
    """What began to leave after the STOP was in force, or arrived when nothing could be on its way any more."""
    row = rows.get(our_id(text))
    if in_force is None or row is None or row.key == MessageKey.OPT_OUT_CONFIRMED:
        return False
    arrived = datetime.fromisoformat(text["created_at"])
    # By the worker's clock, which may be wrong: what began after it arrived began at another time.
    began_later = row.sending_at is not None and in_force + CHECKED < row.sending_at <= arrived
    return began_later or arrived > in_force + ON_ITS_WAY


def _is_ours(message: dict[str, Any]) -> bool:
    """Not an answer of the simulator itself."""
    return bool(message["channel"] == "email" or message["direction"] == "outbound-api")


def _is_wrong_person(rows: Mapping[str, Row], message: dict[str, Any]) -> bool:
    """Not the number or address of the row's call, or words that name another call."""
    row = rows.get(our_id(message))
    if row is None:
        return False
    n = int(row.call_number.partition("-")[2])
    named = {int(digits) for digits in CALL_NUMBER.findall(message["body"])}
    assert number_of(n) == row.call_number
    address: str = message["to"]
    return address != (email_of(n) if message["channel"] == "email" else phone_of(n)) or bool(named - {n})


def _twice(by_id: Counter[str], accepted: Sequence[dict[str, Any]], channel: str) -> list[str]:
    ids = {our_id(each) for each in accepted if each["channel"] == channel}
    return [each for each, n in by_id.items() if n > 1 and each in ids]


def _key(rows: Mapping[str, Row], message: dict[str, Any]) -> str:
    row = rows.get(our_id(message))
    return row.key if row else "unknown"


def _task(reply: Sequence[Any]) -> str:
    return f"emergency_reply/{reply[0]}"


def _said(written: Sequence[dict[str, Any]], words: str) -> int:
    return sum(text["body"] == words for text in written)


def _row(values: Sequence[Any]) -> Row:
    return Row(**dict(zip(Row.__dataclass_fields__, values, strict=True)))


def tell(row: Row | None) -> str:
    """A message, in a few words."""
    return row.told if row else "unknown"


def _so_many(n: int) -> list[str]:
    return ["."] * n
