"""Record a step of a call and plan its messages: one transaction, safe to run again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession
from temporalio import activity
from temporalio.exceptions import ApplicationError

from activities.case_acts import case_act
from activities.check_senders import SenderChecks
from activities.contract import LOAD_CALL, CallRef, Happened, LoadedCall, SendOrder, StepOutcome, StepRequest
from audit.record import record_all
from db.call_place import bar_place, forget_place
from db.connection.session import Database, DatabaseUnavailable
from db.encryption.vault import Vault
from db.queries import calls, contacts, known_agencies, messages, staff_tasks, timeline
from db.queries.timeline import TimelineNote
from db.state_json import dump_state, load_state, mark_of
from db.tables import Agency, Call
from domain.actors import Actor
from domain.audience import Audience
from domain.call_state import CallState, CaseStatus
from domain.deadlines import Deadline, asked_later, deadlines, is_held
from domain.delivery import TO_BE_SENT, DeliveryStatus, NotSent, is_held_for_review
from domain.message_plan import plan
from domain.messages import KEY_RULES, Channel, MessageKey, Purpose
from domain.task_kinds import TaskKind
from domain.wait_times import waiting
from messaging import staff_questions, survivors
from messaging.call_context import CallContext
from messaging.fallback import stand_in
from messaging.planning import StoredMessage, after_planning, audience_name, gather, insert, states_on_the_way
from messaging.restores import RestoreWatch
from messaging.survey_invitations import invite
from policies.files import QuestionSets
from policies.in_force import policy_of


class CallRecords:
    """Activities on the queue of the workflow; they only talk to the database."""

    def __init__(self, *, database: Database, vault: Vault, question_sets: QuestionSets, senders: SenderChecks) -> None:
        self._database = database
        self._senders = senders
        self._vault = vault
        self._question_sets = question_sets
        self._restores = RestoreWatch()

    @activity.defn(name=LOAD_CALL)
    async def load_call(self, ref: CallRef) -> LoadedCall:
        """What is known of a call: nothing for a new one."""
        try:
            async with self._database.reading() as session:
                call = await calls.get(session, ref.agency, ref.call_number)
                if call is None or not call.state:
                    return LoadedCall()
                seen = await timeline.keys_of_call(session, call.id, kind="event")
                in_danger = await staff_tasks.waits(session, call.id, TaskKind.EMERGENCY_REPLY)
                return LoadedCall(state=load_state(call.state), seen=tuple(seen), in_danger=in_danger)
        except DatabaseUnavailable:
            raise _unavailable() from None

    async def record_step(self, request: StepRequest) -> StepOutcome:
        """Keep the call as it now stands, its timeline and its planned messages.

        Run twice, it keeps everything once: timeline lines and messages have keys of their own.
        """
        try:
            async with self._database.transaction() as session:
                return await self._record(session, request)
        except DatabaseUnavailable:
            raise _unavailable() from None

    async def _record(self, session: AsyncSession, request: StepRequest) -> StepOutcome:
        state, happened, waits = await self._to_record(session, request)
        signed, verdicts = await self._senders.check(session, state, happened)
        refusals = tuple(verdict.refusal for verdict in verdicts)
        if any(refusals):
            return StepOutcome(refusals=refusals)
        now = request.now
        call, agency = await _locked(session, state, now)
        policy = policy_of(agency)
        state = await survivors.careful(session, call, state)
        context = CallContext(agency=agency, call=call, state=state, policy=policy, now=now)
        await self._write_timeline(session, call, signed, now)
        audience, rows = await self._plan(session, context, happened)
        stood_in = await stand_in(session, self._vault, context, audience, rows)
        due = _deadlines(context, audience, stood_in.rows)
        due = asked_later(due, now=now) if waits else due
        holding = is_held(state, policy, now)
        held = _held(stood_in.rows, audience)
        finished = not (due or holding or held) and _has_ended(state)
        kept = replace(state, finished=finished, untold=state.untold if holding else ())
        if state.sensitive and call.sensitive_at is None:  # who comes to a sensitive call later is marked then
            await contacts.mark_careful(session, call.id)
        await _update(session, call, kept, now)
        return StepOutcome(
            sends=_orders(stood_in.rows, audience, request.in_hand, now),
            deadlines=due,
            holding=holding,
            finished=finished,
            undelivered=stood_in.undelivered,
            sensitive=state.sensitive,
            held=held,
            deadlines_wait=waits,
            recorded=mark_of(call.state),
            by=tuple(verdict.by for verdict in verdicts),
            in_danger=request.in_danger and await staff_tasks.waits(session, call.id, TaskKind.EMERGENCY_REPLY),
        )

    async def _to_record(
        self, session: AsyncSession, request: StepRequest
    ) -> tuple[CallState, tuple[Happened, ...], bool]:
        """The state and what happened; without the deadlines that came, and True, while a restore is under way."""
        instead = request.without_deadlines
        if instead is not None:
            restore = await self._restores.latest(session)
            if restore is not None and restore.is_open:
                return instead.state, instead.happened, True
        return request.state, request.happened, False

    async def _write_timeline(
        self, session: AsyncSession, call: Call, happened: Sequence[Happened], now: datetime
    ) -> None:
        new = await timeline.note_all(session, call.id, [_note(line) for line in happened], now=now)
        acts = (case_act(call, line) for line in happened if line.entry_key in new)
        await record_all(session, [act for act in acts if act], now=self._senders.clock())

    async def _plan(
        self, session: AsyncSession, context: CallContext, happened: Iterable[Happened]
    ) -> tuple[Audience, Sequence[StoredMessage]]:
        """The audience and the messages of the call, once what is due is planned."""
        gathered = await gather(session, context)
        audience = gathered.audience
        events = [line.entry_key for line in happened if line.kind == "event"]
        on_the_way = await states_on_the_way(session, context, events)
        planned = plan(context.state, audience, context.policy, now=context.now, on_the_way=on_the_way)
        stored = await insert(session, context, planned)
        await staff_questions.ask(session, context, audience, planned)
        await invite(session, self._vault, context, planned, gathered.people, self._question_sets)
        rows = await messages.of_call(session, context.call.id) if stored is None else [*gathered.messages, *stored]
        return after_planning(audience, planned, now=context.now), rows


async def _locked(session: AsyncSession, state: CallState, now: datetime) -> tuple[Call, Agency]:
    """The call, locked and made if it is new, and its agency."""
    found = await calls.lock_known(session, state.agency, state.call_number)
    if found is None:
        known = await known_agencies.get(session, state.agency)
        if known is None:
            raise ApplicationError(f"there is no agency {state.agency}", type="UnknownAgency", non_retryable=True)
        return await calls.get_or_create(session, state.agency, state.call_number, now=now), known.agency
    call, mark = found
    return call, (await known_agencies.current(session, call.ori, mark)).agency


def _note(line: Happened) -> TimelineNote:
    return TimelineNote(
        key=line.entry_key,
        kind=line.kind,
        what=line.what,
        status=line.status,
        effect=line.effect.value,
        reason=line.reason,
        by=Actor.read(line.by) if line.by else None,
        at=line.occurred_at,
        detail=line.detail,
    )


def _unavailable() -> ApplicationError:
    return ApplicationError("the database is away", type="DatabaseUnavailable")


def _deadlines(context: CallContext, audience: Audience, rows: Iterable[StoredMessage]) -> tuple[Deadline, ...]:
    state, policy, now = context.state, context.policy, context.now
    quiet: list[datetime] = []
    again: list[datetime] = []
    for row in rows:
        if row.status in _CAN_WAIT and row.not_before is not None and row.not_before > now:
            (quiet if _waits_for_quiet_hours(row) else again).append(row.not_before)
    moments = waiting(state, audience, policy, quiet_until=quiet, send_again_at=again)
    return deadlines(state, policy, moments, now=now)


_CAN_WAIT = (DeliveryStatus.CREATED, DeliveryStatus.TEMPORARY_FAILURE)


def _waits_for_quiet_hours(row: StoredMessage) -> bool:
    """Else it failed for the time being, or its sender has met a limit."""
    return row.status == DeliveryStatus.CREATED and not row.reason.startswith(NotSent.SENDER_LIMIT)


def _has_ended(state: CallState) -> bool:
    return state.response_over and state.case_status in (None, CaseStatus.CLOSED)


async def _update(session: AsyncSession, call: Call, state: CallState, now: datetime) -> None:
    if state.sensitive:
        bar_place(call, now=now)
    elif state.officer_initiated or state.merged_into is not None:
        forget_place(call)
    values = {
        "state": dump_state(state),
        "status": state.status.value,
        "case_number": state.case_number,
        "received_at": state.received_at,
        "sensitive_at": now if state.sensitive else call.sensitive_at,
    }
    await calls.put(session, call, values, now=now)


def _orders(
    rows: Iterable[StoredMessage], audience: Audience, in_hand: tuple[str, ...], now: datetime
) -> tuple[SendOrder, ...]:
    """What leaves now: for each person and channel one order, so that texts arrive in the order they were planned."""
    batches: dict[tuple[str, str, Purpose], list[StoredMessage]] = {}
    for row in sorted(rows, key=_order_of_saying):
        if row.id not in in_hand and _may_leave(row, now):
            batches.setdefault((row.contact_id, row.channel, KEY_RULES[MessageKey(row.key)].purpose), []).append(row)
    people = {contact.id: contact for contact in audience.contacts}
    return tuple(
        SendOrder(
            message_ids=tuple(row.id for row in batch),
            keys=tuple(MessageKey(row.key) for row in batch),
            channel=Channel(channel),
            language=batch[0].language,
            to=audience_name(people.get(contact_id)),
            lane="" if purpose is Purpose.REPLIES else f"{contact_id}/{channel}",
        )
        for (contact_id, channel, purpose), batch in batches.items()
    )


_ORDER = tuple(MessageKey)


def _order_of_saying(row: StoredMessage) -> tuple[datetime, int, int]:
    return row.planned_at, _ORDER.index(MessageKey(row.key)), row.n


def _may_leave(row: StoredMessage, now: datetime) -> bool:
    waits = is_held_for_review(row.status, row.reason) or (row.not_before is not None and row.not_before > now)
    return row.status in TO_BE_SENT and not waits


def _held(rows: Iterable[StoredMessage], audience: Audience) -> tuple[str, ...]:
    """What waits until staff has looked at the mass it came in, in words without people."""
    people = {contact.id: contact for contact in audience.contacts}
    held = (row for row in rows if is_held_for_review(row.status, row.reason))
    found = (f"{row.key.replace('_', ' ')} to {audience_name(people.get(row.contact_id))}" for row in held)
    return tuple(f"{what}: held for review" for what in dict.fromkeys(found))
