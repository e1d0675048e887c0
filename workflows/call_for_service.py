"""The workflow of one call for service: takes events, records each step, sends messages, waits for the next deadline.

A thin engine: handlers append to an inbox; `run` takes what is in it, asks the pure rules, records the step and
plans its messages in one local activity, sends them side by side, and waits for the next event or deadline.
"""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import datetime
from typing import Any

from temporalio import workflow
from temporalio.exceptions import ApplicationError

with workflow.unsafe.imports_passed_through():
    from activities.contract import (
        HELD,
        LOAD_CALL,
        WAITING,
        CallRef,
        LoadedCall,
        SendOrder,
        SendOutcome,
        StepOutcome,
        StepRequest,
    )
    from activities.step_names import step_name
    from domain.events import MalformedEvent
    from domain.lifecycle import CASE_EVENTS, Effect, case_refusal
    from domain.replies.intents import Intent
    from workflows import contract, summaries, timeouts, ways
    from workflows.call_inbox import CallInbox, reader
    from workflows.call_memory import CallMemory
    from workflows.contract import CallForServiceInput
    from workflows.deadline_timer import keep_time
    from workflows.run_start import believed
    from workflows.sends import Sends
    from workflows.signal_payloads import only, read_failed_key, read_intent
    from workflows.signalled import Look, Signalled
    from workflows.visibility import Visibility


ANSWERS_WHEN_RECORDED = "answers-when-recorded"
"""The patch: an update was answered before its step was recorded, which may now refuse it. None has a proof."""


@workflow.defn(name=contract.CALL_FOR_SERVICE)
class CallForService:
    """The durable workflow of one call: see `workflows.contract` for what it takes and answers."""

    @workflow.init
    def __init__(self, call: CallForServiceInput) -> None:
        call = believed(call)
        self._ref = CallRef(agency=call.agency, call_number=call.call_number)
        self._memory = CallMemory(call)
        self._inbox = CallInbox()
        self._sends = Sends(call.agency, sent=self._on_sent, stuck=self._on_stuck)
        self._failed: list[str] = []
        self._replies: list[Intent] = []
        self._look_again = call.carried is None or call.carried.sends_waiting
        self._loaded = call.carried is not None
        self._phase_changed = False
        self._visibility = Visibility()

    @workflow.run
    async def run(self, call: CallForServiceInput) -> dict[str, Any]:
        """Until nothing more is to come. Returns where the call ended."""
        if self._loaded:
            self._show()
        elif not ways.at_least(ways.LEAN):
            await self._load()  # since then, the first step does
        self._timer = asyncio.create_task(keep_time(lambda: self._memory.to_come(workflow.now())))
        while not self._is_over():
            await workflow.wait_condition(self._is_ready)
            if self._has_work():
                await self._step()
            if self._may_continue_as_new():
                await self._sends.leave_to_the_next_run()
                if self._is_idle():
                    carried = self._memory.carry(sends_waiting=self._sends.let_go)
                    workflow.continue_as_new(replace(call, carried=carried))
        return self._memory.status()

    @workflow.signal(
        name=contract.EVENT_SIGNAL, description="Something happened: a flat object with type, occurred_at."
    )
    def event(self, *payload: Any) -> None:
        """One event of the contract: `{"type": "unit.arrived", "occurred_at": "2026-11-22T08:30:00Z"}`."""
        self._inbox.hear(only(payload))

    @workflow.signal(name=contract.EVENTS_SIGNAL, description="Several events, in order: a list of what `event` takes.")
    def events(self, *payload: Any) -> None:
        """As if each had come by a signal of its own, one right after another."""
        self._inbox.hear_each(only(payload))

    @workflow.signal(name=contract.CASE_STATUS_SIGNAL, description='Where the case stands: {"status": "arrest"}.')
    def case_status(self, *payload: Any) -> None:
        """`{"status": "assigned|arrest|charged|suspended|closed|reopened", "at", "by", "id", "actor", "proof"}`."""
        self._inbox.change(only(payload), event_id=str(workflow.uuid4()))

    @workflow.signal(name=contract.MESSAGES_ADDED_SIGNAL, description="Messages of this call wait in the database.")
    def messages_added(self, *payload: Any) -> None:
        """A message was stored for this call: send what waits. A payload says nothing."""
        del payload
        self._look_again = True

    @workflow.signal(name=contract.DELIVERY_FAILED_SIGNAL, description='A message failed: {"key": "case_number"}.')
    def delivery_failed(self, *payload: Any) -> None:
        """The provider reported that a message did not arrive; the database knows which. See what stands in for it."""
        self._failed.append(read_failed_key(only(payload)))
        self._look_again = True

    @workflow.signal(name=contract.REPLY_RECEIVED_SIGNAL, description='A person texted back: {"intent": "emergency"}.')
    def reply_received(self, *payload: Any) -> None:
        """One of the call's people wrote, never what: our answer waits in the database."""
        self._replies.append(read_intent(only(payload)))
        self._look_again = True

    @workflow.update(name=contract.CHANGE_CASE_STATUS, description="case_status that answers whether it was possible.")
    async def change_case_status(self, change: Any = None) -> dict[str, Any]:
        """Change the case status (a `CaseStatusInput`) and answer where the call stands.

        Refused with the reason if impossible; asked again under the same update id, it is answered and not done again.
        """
        item = self._inbox.change(change, event_id=_id_of_update())
        if (item.claim and item.claim.proof) or workflow.patched(ANSWERS_WHEN_RECORDED):
            await workflow.wait_condition(lambda: item.settled)
        else:
            await workflow.wait_condition(lambda: item.result is not None)
        if item.result is not None and item.result.effect is Effect.REFUSED:
            raise _refusal(item.result.reason)
        return self._memory.status()

    @change_case_status.validator
    def _check_case_status(self, change: Any = None) -> None:
        try:
            event, _ = reader(change, event_id=_id_of_update())()
        except MalformedEvent as error:
            raise _refusal(str(error)) from None
        if not self._loaded:
            return  # a call that ended long ago has not read its state back yet: the update itself will refuse
        if self._memory.has_seen(event):
            return  # it was done, and the answer was lost
        reason = case_refusal(self._memory.state, CASE_EVENTS[event.type], at=event.occurred_at)
        if reason:
            raise _refusal(reason)

    @workflow.query(name=contract.STATUS_QUERY, description="Where the call stands and what it waits for.")
    def status(self) -> dict[str, Any]:
        """Plain facts, no people."""
        return self._memory.status() | {"sending": len(self._sends)}

    @workflow.query(name=contract.TIMELINE_QUERY, description="What happened, line by line.")
    def timeline(self) -> list[dict[str, str]]:
        """The latest lines of the call's timeline; the API has all of them."""
        return self._memory.timeline()

    async def _load(self) -> None:
        """A call that ended long ago reads its state back."""
        loaded = await workflow.execute_local_activity(
            LOAD_CALL,
            self._ref,
            result_type=LoadedCall,
            start_to_close_timeout=timeouts.RECORD_TIMEOUT,
            retry_policy=timeouts.RECORD_RETRY,
            local_retry_threshold=timeouts.RECORD_WAIT_IN_TASK,
        )
        self._memory.restore(loaded)
        self._loaded = True

    def _is_ready(self) -> bool:
        return self._has_work() or self._is_over() or self._may_continue_as_new()

    def _has_work(self) -> bool:
        return bool(self._inbox) or self._look_again or bool(self._memory.due(workflow.now()))

    def _is_idle(self) -> bool:
        """Nothing in hand that the next run would not know of: messages on their way are rows in the database."""
        return not (self._inbox or self._look_again) and workflow.all_handlers_finished()

    def _is_over(self) -> bool:
        return self._memory.finished and self._is_idle() and not self._sends

    def _may_continue_as_new(self) -> bool:
        return self._is_idle() and self._is_long()

    def _is_long(self) -> bool:
        info = workflow.info()
        most = timeouts.EVENTS_AT_PHASE_CHANGE if self._phase_changed else timeouts.EVENTS_PER_RUN
        if self._sends:
            most += timeouts.EVENTS_WHILE_SENDING
        return info.get_current_history_length() >= most or info.is_continue_as_new_suggested()

    async def _step(self) -> None:
        """Take what happened, record it and plan, send, and show where the call stands."""
        signalled = self._inbox.take()
        await self._deal_with(signalled)
        for item in signalled:
            item.settled = True

    async def _deal_with(self, signalled: list[Signalled]) -> None:
        failed, self._failed = self._failed, []
        replies, self._replies = self._replies, []
        look_again, self._look_again = self._look_again, False
        over_before = self._memory.state.response_over
        due = self._memory.due(workflow.now())
        # A timer may fire a moment early; what is due is then dated at its deadline, never before.
        now = max((workflow.now(), *(deadline.at for deadline in due)))
        self._memory.replied(replies, now=now)
        look = self._memory.look(signalled, due, now=now)
        if not (look.happened or due or look_again):
            return
        outcome = await self._record(step_name(look.happened, due, failed, replies), look, now)
        while outcome.refusals or outcome.known:  # nothing was recorded
            self._memory.take_back(look)
            if outcome.known:  # the call ended long ago, and was something before
                self._memory.restore(outcome.known)
                self._loaded = True
            else:  # who sent some of it is not proven
                self._memory.refuse(outcome.refusals, now=now)
            look = self._memory.look(signalled, due, now=now)
            outcome = await self._record(step_name(look.happened, due, failed, replies), look, now)
        self._loaded = True
        if outcome.deadlines_wait:
            self._memory.put_back(look.without_deadlines, len(look.passed))
        self._memory.planned(outcome, now=now)
        self._phase_changed |= self._memory.state.response_over and not over_before
        # The answer to an update leaves with this task, so the task must not wait for a provider then.
        self._sends.begin(outcome.sends, at_once=outcome.at_once and workflow.all_handlers_finished())
        self._show()

    async def _record(self, name: str, look: Look, now: datetime) -> StepOutcome:
        # The Web UI shows a local activity by its name alone, so each step goes by what happened.
        outcome: StepOutcome = await workflow.execute_local_activity(
            name,
            StepRequest(
                state=self._memory.state,
                now=now,
                happened=look.happened,
                in_hand=self._sends.in_hand(),
                in_danger=self._memory.in_danger,
                is_new=not self._loaded,
                without_deadlines=look.without_deadlines if look.passed else None,
            ),
            result_type=StepOutcome,
            start_to_close_timeout=timeouts.RECORD_TIMEOUT,
            retry_policy=timeouts.RECORD_RETRY,
            local_retry_threshold=timeouts.RECORD_WAIT_IN_TASK,
        )
        return outcome

    def _on_sent(self, order: SendOrder, outcomes: list[SendOutcome]) -> None:
        failed = self._memory.sent(order, outcomes, now=workflow.now())
        self._failed += failed
        # What is held, or waits for a later time, was not known when its step was recorded: only a step reads it.
        self._look_again |= bool(failed) or any(outcome.status in (HELD, WAITING) for outcome in outcomes)
        self._show()

    def _on_stuck(self, order: SendOrder, trouble: str) -> None:
        self._memory.stuck(order, trouble, now=workflow.now())
        self._show()

    def _show(self) -> None:
        memory = self._memory
        self._visibility.show(memory.state, next_step=memory.next_step, attention=bool(memory.attention))
        workflow.set_current_details(
            summaries.details(
                memory.state,
                case_status_by=memory.case_status_by,
                last_contact=memory.last_contact,
                next_step=memory.next_step,
                attention=memory.attention,
            )
        )


def _id_of_update() -> str:
    """The server knows a repeated update within one run only, so we know it by the same id beyond."""
    update = workflow.current_update_info()
    return f"update/{update.id if update else workflow.uuid4()}"


def _refusal(reason: str) -> ApplicationError:
    return ApplicationError(reason, type="CaseStatusRefused")
