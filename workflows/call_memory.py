"""What the workflow of one call remembers: takes in events and deadlines, keeps its timeline. No Temporal here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from activities.contract import Happened, LoadedCall, SendOrder, SendOutcome, StepOutcome, WithoutDeadlines
from activities.step_names import MALFORMED, reply
from domain.actors import CONTACT, WORKFLOW
from domain.call_state import CallState
from domain.deadlines import CHANGES_THE_CALL, Deadline, DeadlineKind
from domain.delivery import DeliveryStatus, NotSent
from domain.events import CallEvent
from domain.fallback import needs_another_way
from domain.healing import healed
from domain.lifecycle import CASE_EVENTS, Advance, Effect, advance, mark_delayed, mark_still_open
from domain.messages import KEY_RULES, MessageKey, Purpose
from domain.replies.intents import Intent
from workflows import timeouts
from workflows.contract import CallForServiceInput, Carried
from workflows.signalled import Look, Signalled, entry_key
from workflows.timeline_lines import Line, TimelineLines, line_of

IN_DANGER = "a person who texted back may be in danger"
_ROUNDING = timedelta(milliseconds=100)
"""A timer may fire a moment early."""


class CallMemory:
    """The call as its workflow knows it."""

    def __init__(self, call: CallForServiceInput) -> None:
        carried = call.carried or Carried(state=CallState(agency=call.agency, call_number=call.call_number))
        self.state = carried.state
        self.deadlines = carried.deadlines
        self.last_contact = carried.last_contact
        self._failure = carried.attention
        self._undelivered = carried.undelivered
        self._held = carried.held
        self.in_danger = carried.in_danger
        self._recorded = carried.recorded
        self._stuck: dict[tuple[str, ...], str] = {}
        self._seen = dict.fromkeys(carried.seen)
        self._lines = TimelineLines(carried.timeline)
        self._claimed: list[tuple[Signalled, Line]] = []
        self._refusals = 0
        self.case_status_by = carried.case_status_by

    @property
    def next_step(self) -> Deadline | None:
        """The earliest deadline."""
        return self.deadlines[0] if self.deadlines else None

    @property
    def finished(self) -> bool:
        """True when only sending what is planned is left to do."""
        return self.state.finished and not self.deadlines

    @property
    def attention(self) -> str:
        """What staff must look at: a person in danger, a message that cannot leave, is held, did not arrive or left."""
        if self.in_danger:
            return IN_DANGER
        return next(iter((*self._stuck.values(), *self._undelivered, *self._held)), "") or self._failure

    def restore(self, loaded: LoadedCall) -> None:
        """A call that ended long ago remembers what it was."""
        if loaded.state is not None:
            self.state = loaded.state
        self._seen = dict.fromkeys(loaded.seen) | self._seen
        self.in_danger |= loaded.in_danger

    def has_seen(self, event: CallEvent) -> bool:
        """True if it was taken before, refused or not."""
        return entry_key(event) in self._seen

    def due(self, now: datetime) -> tuple[Deadline, ...]:
        """Deadlines that have come."""
        return tuple(deadline for deadline in self.deadlines if deadline.at <= now + _ROUNDING)

    def to_come(self, now: datetime) -> Deadline | None:
        """The earliest deadline; None if there is none, or it has come."""
        return None if self.due(now) else self.next_step

    def look(self, signalled: Sequence[Signalled], due: Sequence[Deadline], *, now: datetime) -> Look:
        """Take what signals brought, then let deadlines pass."""
        before, self._claimed = self.state, []
        self._lines.begin_step()
        taken = tuple(self.take(signalled, now=now))
        instead = WithoutDeadlines(state=self.state, happened=taken)
        passed = tuple(self.pass_deadlines(due, now=now))
        return Look(taken=taken, passed=passed, before=before, without_deadlines=instead)

    def take_back(self, look: Look) -> None:
        """Nothing of it was recorded: it is to be looked at again."""
        self.state = look.before
        for happened in look.taken:
            self._seen.pop(happened.entry_key, None)
        self._lines.take_back()

    def refuse(self, refusals: Sequence[str], *, now: datetime) -> None:
        """Of the look that was taken back: nothing proves who sent those for which a reason is given."""
        for (item, _), reason in zip(self._claimed, refusals, strict=True):
            if reason:
                self._refusals += 1
                item.refuse(reason, number=self._refusals, now=now)

    def take(self, signalled: Sequence[Signalled], *, now: datetime) -> Iterator[Happened]:
        """Apply what signals brought; a repeated event leaves no trace."""
        self.state = healed(self.state, now=now)
        for item in signalled:
            if item.event is None:
                item.result = self._take(item, self._refused(item.problem), MALFORMED, now)
            elif item.refusal:
                line = self._take(item, self._refused(item.refusal), item.event.type, item.event.occurred_at)
                item.result = replace(line, detail=item.event.detail(), proven=False)
            elif item.entry_key in self._seen:
                repeat = Advance(state=self.state, effect=Effect.NOTED, reason="repeated")
                item.result = _happened(repeat, item.entry_key, "event", item.event.type, item.event.occurred_at)
                continue
            else:
                self._seen[item.entry_key] = None
                step = advance(self.state, item.event, now=now)
                line = self._take(item, step, item.event.type, item.event.occurred_at)
                item.result = replace(line, detail=item.event.detail())
            yield item.result

    def pass_deadlines(self, due: Sequence[Deadline], *, now: datetime) -> Iterator[Happened]:
        """Let the deadlines that change a call change it; the others only make us look again."""
        for deadline in due:
            if deadline.kind in CHANGES_THE_CALL:
                late = deadline.kind is DeadlineKind.OFFICER_DELAYED
                step = mark_delayed(self.state, at=deadline.at) if late else mark_still_open(self.state, now=now)
                key = f"deadline/{deadline.kind}/{deadline.at.isoformat()}"
                yield self._apply(step, key, "deadline", deadline.kind, deadline.at)

    def put_back(self, instead: WithoutDeadlines, passed: int) -> None:
        """A restore is under way: the last so many lines, of deadlines that came, did not happen yet."""
        self.state = instead.state
        self._lines.take_back(passed)

    def planned(self, outcome: StepOutcome, *, now: datetime) -> None:
        """A step has been recorded and its messages planned."""
        self._sign(outcome.by)
        for what in outcome.undelivered:
            if what not in self._undelivered:
                self._note(now, what=what, effect="undeliverable", reason="staff has to tell them")
        self._undelivered = outcome.undelivered
        self._held = outcome.held
        self.in_danger = outcome.in_danger
        self._recorded = outcome.recorded
        self.state = replace(
            self.state,
            untold=self.state.untold if outcome.holding else (),
            finished=outcome.finished,
            sensitive=self.state.sensitive or outcome.sensitive,
        )
        self.deadlines = outcome.deadlines

    def sent(self, order: SendOrder, outcomes: Sequence[SendOutcome], *, now: datetime) -> tuple[MessageKey, ...]:
        """Messages have reached their end, good or bad. Returns those that something else must stand in for."""
        was_stuck = self._stuck.pop(order.message_ids, "")
        if not outcomes:
            self._failure = was_stuck or self._failure
        for outcome in outcomes:
            what = f"{outcome.key.replace('_', ' ')} to {order.to} by {order.channel} ({order.language})"
            if outcome.status == DeliveryStatus.SENT:
                self.last_contact = f"{what}, {now:%Y-%m-%d %H:%M} UTC"
            if _is_lost(outcome) or (was_stuck and outcome.reason == NotSent.STALE):
                self._failure = f"{what}: {outcome.reason}"
            self._note(now, what=what, effect=outcome.status, reason=outcome.reason)
        return tuple(o.key for o in outcomes if needs_another_way(o.key, o.status, o.reason))

    def stuck(self, order: SendOrder, trouble: str, *, now: datetime) -> None:
        """The fault is ours or the provider's, not the person's: we go on trying, and the operator must look."""
        what = f"{', '.join(order.keys).replace('_', ' ')} to {order.to} by {order.channel}"
        self._stuck[order.message_ids] = f"{what} cannot leave: {trouble}"
        self._note(now, what=what, effect="waiting", reason=trouble)

    def replied(self, intents: Iterable[Intent], *, now: datetime) -> None:
        """People texted back; who may be in danger stays in sight until staff has seen to it."""
        for intent in intents:
            self.in_danger |= intent is Intent.EMERGENCY
            self._note(now, what=reply(intent), effect="noted", by=str(CONTACT))

    def status(self) -> dict[str, Any]:
        """Where the call stands: plain facts, no people."""
        state, next_step = self.state, self.next_step
        return {
            "call_number": state.call_number,
            "status": state.status.value,
            "incident_type": state.incident_type,
            "priority": state.priority,
            "case_number": state.case_number,
            "case_status": state.case_status.value if state.case_status else None,
            "received_at": _text(state.received_at),
            "ended_at": _text(state.ended_at),
            "next_step": next_step.kind.value if next_step else None,
            "next_due_at": _text(next_step.at) if next_step else None,
            "last_contact": self.last_contact,
            "needs_attention": self.attention,
            "events": len(self._seen),
        }

    def timeline(self) -> list[dict[str, str]]:
        """The latest lines: what happened, when, who did it, and where the call stood afterwards."""
        return self._lines.shown()

    def carry(self, *, sends_waiting: bool = False) -> Carried:
        """What the next run needs."""
        return Carried(
            state=self.state,
            seen=tuple(self._seen)[-timeouts.SEEN_KEPT :],
            timeline=self._lines.kept(),
            deadlines=self.deadlines,
            last_contact=self.last_contact,
            attention=self._failure,
            undelivered=self._undelivered,
            held=self._held,
            in_danger=self.in_danger,
            sends_waiting=sends_waiting,
            recorded=self._recorded,
            case_status_by=self.case_status_by,
        )

    def _refused(self, reason: str) -> Advance:
        return Advance(state=self.state, effect=Effect.REFUSED, reason=reason)

    def _take(self, item: Signalled, step: Advance, what: str, at: datetime) -> Happened:
        happened = replace(self._apply(step, item.entry_key, "event", what, at), by=item.by, claim=item.claim)
        line = self._lines.latest
        line["by"] = item.by
        if item.claim is not None:
            self._claimed.append((item, line))
        return happened

    def _apply(self, step: Advance, key: str, kind: str, what: str, at: datetime) -> Happened:
        self.state = step.state
        status = step.state.status.value
        self._lines.add(line_of(at, what=what, effect=step.effect, reason=step.reason, status=status), in_step=True)
        return _happened(step, key, kind, what, at)

    def _sign(self, by: Sequence[str]) -> None:
        """Who sent what was taken is known once the step is recorded. Older workers did not say."""
        for (item, line), actor in zip(self._claimed, by, strict=False):
            line["by"] = actor
            if item.event and item.event.type in CASE_EVENTS and line["effect"] == Effect.CHANGED:
                self.case_status_by = _signature(actor, item.event.by)
        self._claimed = []

    def _note(self, at: datetime, *, what: str, effect: str, reason: str = "", by: str = str(WORKFLOW)) -> None:
        status = self.state.status.value
        self._lines.add(line_of(at, what=what, effect=effect, reason=reason, status=status, by=by))


def _happened(step: Advance, key: str, kind: str, what: str, at: datetime) -> Happened:
    """By the workflow, unless it is said whose event it was."""
    return Happened(
        entry_key=key,
        kind=kind,
        what=what,
        occurred_at=at,
        effect=step.effect,
        reason=step.reason,
        status=step.state.status.value,
        by=str(WORKFLOW),
    )


def _signature(by: str, badge: str | None) -> str:
    """`key:4f2a for 4711`, where the badge is not the actor's own."""
    return f"{by} for {badge}" if badge and not by.endswith(f":{badge}") else by


def _is_lost(outcome: SendOutcome) -> bool:
    """An answer that cannot be given has no stand-in; that a survey could not be sent is no matter for staff."""
    is_answer = KEY_RULES[outcome.key].purpose is Purpose.REPLIES
    return is_answer and outcome.status == DeliveryStatus.PERMANENT_FAILURE


def _text(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
