"""A random call as it truly was, its snapshots late, twice and out of order, and an oracle of what may be said when.

The oracle knows the truth, and what of it had reached us by then; it shares no rule with the code. For figures over
many calls run `python -m tests.domain.backlog 20000`.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from random import Random
from typing import Any

from domain.contacts import Contact, ContactRole
from domain.events import EventType
from domain.messages import MessageKey
from domain.policy import KeyPolicy
from domain.validity import VALID_FOR, is_stale
from intake.calls.diff import Facts, diff
from tests.builders import ALL_MESSAGES, START, a_contact, a_policy, minutes
from tests.workflows.driver import Played

K = MessageKey
POLICY = replace(
    a_policy(messages={key: KeyPolicy(valid_for=VALID_FOR.get(key)) for key in ALL_MESSAGES}),
    call_types=frozenset({"LARCENY", "NOISE"}),
)
HOLD, LATE_AFTER = timedelta(minutes=1), timedelta(minutes=30)
DAY = 24 * 60
OUTCOMES = {"02": K.OUTCOME_HANDLED, "14": K.OUTCOME_UNABLE_TO_LOCATE, "15": K.OUTCOME_REFERRED}
SHELF_LIFE = {
    K.CALL_RECEIVED: timedelta(hours=1),
    K.OFFICER_DELAYED: timedelta(minutes=30),
    **dict.fromkeys(OUTCOMES.values(), timedelta(days=1)),
}
"""Written down once more: what the page on the policy file promises of call progress."""
HARMLESS, DANGEROUS = ("LARCENY", "NOISE"), ("DVA", "DV", "STKX", "DOMESTIC")


@dataclass(frozen=True)
class Said:
    """One snapshot: when it was true, what it holds, and when it reached us, perhaps several times."""

    at: float
    facts: Mapping[str, Any]
    heard_at: tuple[float, ...]

    @property
    def dangerous(self) -> bool:
        """A reason for silence about the whole call."""
        return self.facts.get("incident_type") in DANGEROUS


@dataclass
class TrueCall:
    """What really happened, in minutes after receipt; None if it did not."""

    arrived: float | None
    closed: float | None
    disposition: str
    snapshots: list[Said]
    unsafe_at: float | None = None
    suspect_at: float | None = None
    outages: list[tuple[float, float]] = field(default_factory=list)


@dataclass(frozen=True)
class Spoken:
    """A message that left."""

    key: MessageKey
    at: datetime
    minutes: int | None
    became_known: datetime


def random_call(random: Random) -> TrueCall:
    """Most are harmless and prompt; many are late, some dangerous."""
    arrived = random.choice([None, random.uniform(3, 25), random.uniform(25, 200)])
    closed = random.choice([None, (arrived or 0) + random.uniform(1, 300)])
    disposition = random.choice(list(OUTCOMES))
    unsafe_at = random.choice([None, None, None, random.uniform(0, 300)])
    suspect_at = random.choice([None, None, None, None, random.uniform(0, 300)])
    dangerous_at = random.choice([None, None, None, random.uniform(0, 60)])
    moments = {0.2, *(random.uniform(0.2, 300) for _ in range(random.randint(0, 3)))}
    moments |= {moment + 0.1 for moment in (arrived, closed, unsafe_at, suspect_at, dangerous_at) if moment is not None}
    call = TrueCall(arrived, closed, disposition, [], unsafe_at, suspect_at)
    harmless_again = dangerous_at is not None and random.random() < 0.5
    lateness = random.choice([0.0, 0.0, 2.0, 40.0, 200.0, 3 * DAY, 30.0 * DAY])
    for at in sorted(moments):
        facts: dict[str, Any] = {"received_at": START.isoformat(), "updated_at": minutes(at).isoformat(), "priority": 3}
        is_dangerous = (
            dangerous_at is not None and at >= dangerous_at and not (harmless_again and at > dangerous_at + 20)
        )
        facts["incident_type"] = random.choice(DANGEROUS if is_dangerous else HARMLESS)
        if arrived is not None and at >= arrived:
            facts["arrived_at"] = minutes(arrived).isoformat()
        if closed is not None and at >= closed:
            facts |= {"closed_at": minutes(closed).isoformat(), "disposition": disposition}
        if random.random() < 0.2:  # a field left out is unknown and stays
            facts.pop(random.choice([name for name in facts if name not in ("updated_at", "received_at")]))
        heard = [at + random.uniform(0, lateness) for _ in range(random.choice([1, 1, 1, 2, 3]))]
        call.snapshots.append(Said(at, facts, tuple(heard)))
    if random.random() < 0.3:
        begins = random.uniform(0, 120)
        call.outages.append((begins, begins + random.choice([2.0, 45.0, 300.0, 2.0 * DAY])))
    return call


def deliveries(call: TrueCall) -> Iterator[tuple[float, list[Said]]]:
    """When which snapshots are worked on: at once, or all together when the worker is back."""
    at_work: dict[float, list[tuple[float, Said]]] = {}
    for said in call.snapshots:
        for heard in said.heard_at:
            worked = next((end for begin, end in call.outages if begin <= heard < end), heard)
            at_work.setdefault(worked, []).append((heard, said))
    for worked in sorted(at_work):
        yield worked, [said for _, said in sorted(at_work[worked], key=lambda item: item[0])]


def play(call: TrueCall) -> tuple[list[Spoken], Played]:
    """What our code says, through comparison, memory, deadlines and plan."""
    played, facts, spoken = Played(POLICY, [_person(call, [])]), dict[str, Any](), list[Spoken]()
    known: list[Said] = []
    for at, group in deliveries(call):
        works_until = next((begin for begin, end in call.outages if begin <= at <= end), at)
        played.wait(until=minutes(works_until))
        _send(played, spoken)
        known += group
        events = []
        for said in group:
            found = diff("2026-001", facts, _sent(said), {"caller": "x"}, now=minutes(at))
            facts = dict(found.facts)
            events += [change.event for change in found.changes if change.event.type is not EventType.CONTACT_ADDED]
        played.contacts = (_person(call, known),)
        played.step(minutes(at), events)
        if works_until == at:
            played.wait(until=minutes(at))
        _send(played, spoken)
    for later in (5.0, 60.0, 6 * 60.0, 3 * DAY, 40 * DAY):
        last = max((minutes(at) for at, _ in deliveries(call)), default=START) + timedelta(minutes=later)
        played.wait(until=last)
        _send(played, spoken)
    return spoken, played


def _sent(said: Said) -> Facts:
    return dict(said.facts)


def _person(call: TrueCall, known: list[Said]) -> Contact:
    """As the book of contacts keeps them: an old report that a text is not safe counts as well."""
    unsafe = any(call.unsafe_at is not None and said.at >= call.unsafe_at for said in known)
    suspect = any(call.suspect_at is not None and said.at >= call.suspect_at for said in known)
    roles = {ContactRole.REPORTING_PARTY} | ({ContactRole.SUSPECT} if suspect else set())
    return a_contact(roles, safe_sms=not unsafe)


def _send(played: Played, spoken: list[Spoken]) -> None:
    """What was planned leaves at its time, unless it is stale by then."""
    state = played.memory.state
    for planned_at, message in played.planned[len(played.settled) :]:
        played.settled.append(message)
        leaves = max(planned_at, message.not_before or planned_at)
        if message.withheld is None and not is_stale(message.key, state, message.valid_until, now=leaves):
            spoken.append(Spoken(message.key, leaves, message.minutes, planned_at))


def wrong(call: TrueCall, spoken: list[Spoken]) -> list[str]:
    """What the oracle finds, in words: nothing if every message was someone's to hear, true, and not too late."""
    found = []
    for said in spoken:
        at = (said.at - START).total_seconds() / 60
        worked = [
            snapshot for moment, group in deliveries(call) if minutes(moment) <= said.became_known for snapshot in group
        ]
        if any(snapshot.dangerous for snapshot in worked):
            found.append(f"{said.key} although the call was known to be dangerous")
        if any(call.unsafe_at is not None and snapshot.at >= call.unsafe_at for snapshot in worked):
            found.append(f"{said.key} although a text was known to be unsafe")
        if any(call.suspect_at is not None and snapshot.at >= call.suspect_at for snapshot in worked):
            found.append(f"{said.key} to a suspect")
        if said.at < START + HOLD:
            found.append(f"{said.key} during the hold")
        due = _due(call, said.key)
        if due is not None and said.key in SHELF_LIFE and said.at >= due + SHELF_LIFE[said.key]:
            found.append(f"{said.key} at {at:.0f} min, though it was news at {due}")
        if said.key is K.OFFICER_DELAYED and _known(worked, "arrived_at", "closed_at"):
            found.append("officer_delayed although an arrival or the end was known")
        if said.key is K.CALL_RECEIVED and _known(worked, "closed_at"):
            found.append("call_received although the end was known")
        told = [
            OUTCOMES[str(snapshot.facts["disposition"])] for snapshot in worked if snapshot.facts.get("disposition")
        ]
        if said.key in OUTCOMES.values() and said.key not in (told or [K.OUTCOME_HANDLED]):
            found.append(f"{said.key} although the call ended with {call.disposition}")
        if said.minutes is not None and said.minutes > 240:
            found.append(f"{said.minutes} minutes")
    times = Counter((said.key, said.minutes is None) for said in spoken)
    found += [f"{key} {count} times" for (key, _), count in times.items() if count > 1]
    at_once = {said.at for said in spoken if said.key is K.CALL_RECEIVED} & {
        said.at for said in spoken if said.key is K.OFFICER_DELAYED
    }
    return found + ["two first texts at once"] * len(at_once)


def _due(call: TrueCall, key: MessageKey) -> datetime | None:
    if key is K.CALL_RECEIVED:
        return START + HOLD
    if key is K.OFFICER_DELAYED:
        return START + LATE_AFTER
    return max(minutes(call.closed), START + HOLD) if key in OUTCOMES.values() and call.closed is not None else None


def _known(worked: list[Said], *names: str) -> bool:
    return any(snapshot.facts.get(name) for snapshot in worked for name in names)


def missing(call: TrueCall, spoken: list[Spoken]) -> list[str]:
    """What a prompt and harmless call must have heard."""
    prompt = all(heard <= said.at + 1 for said in call.snapshots for heard in said.heard_at) and not call.outages
    careful = (
        call.unsafe_at is not None or call.suspect_at is not None or any(said.dangerous for said in call.snapshots)
    )
    first = min((said.at for said in call.snapshots if "incident_type" in said.facts), default=999.0)
    if not prompt or careful or first > 0.5:
        return []
    keys = {said.key for said in spoken}
    expected = set() if call.closed is not None and call.closed < 2 else {K.CALL_RECEIVED}
    told_late = call.arrived is None and (call.closed is None or call.closed > 31)
    expected |= {K.OFFICER_DELAYED} if told_late else set()
    return [f"{key} is missing" for key in expected - keys]


def main(count: int) -> None:
    """Play so many calls and print figures."""
    totals: Counter[str] = Counter()
    for seed in range(count):
        call = random_call(Random(seed))
        spoken, played = play(call)
        totals["calls"] += 1
        totals["snapshots"] += sum(len(said.heard_at) for said in call.snapshots)
        totals["sent"] += len(spoken)
        totals["withheld"] += sum(message.withheld is not None for _, message in played.planned)
        totals["wrong"] += len(wrong(call, spoken))
        totals["missing"] += len(missing(call, spoken))
        for problem in [*wrong(call, spoken), *missing(call, spoken)][:1]:
            print(f"seed {seed}: {problem}")
    print(", ".join(f"{name} {number:,}" for name, number in totals.items()))


if __name__ == "__main__":
    main(int(sys.argv[1]))
