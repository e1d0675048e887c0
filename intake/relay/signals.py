"""Signal or update a call's workflow, starting it if it does not run."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Self

from temporalio.client import (
    Client,
    WithStartWorkflowOperation,
    WorkflowUpdateFailedError,
    WorkflowUpdateRPCTimeoutOrCancelledError,
)
from temporalio.common import (
    Priority,
    SearchAttributeKey,
    SearchAttributePair,
    TypedSearchAttributes,
    WorkflowIDConflictPolicy,
    WorkflowIDReusePolicy,
)
from temporalio.exceptions import ApplicationError
from temporalio.service import RPCError, RPCStatusCode

from activities.contract import fairness_key
from db.tables import Call
from domain import call_summary
from domain.call_summary import static_summary
from domain.events import CallEvent, EventType, MalformedEvent
from domain.wakes import MESSAGES_ADDED, WAKE_SIGNALS
from engine import search_attributes as keys
from workflows.contract import (
    CALL_FOR_SERVICE,
    CHANGE_CASE_STATUS,
    EVENT_SIGNAL,
    EVENTS_SIGNAL,
    TASK_QUEUE,
    CallForServiceInput,
    CaseStatusInput,
    workflow_id,
)

RPC_TIMEOUT = timedelta(seconds=10)
_ENDING = frozenset({RPCStatusCode.FAILED_PRECONDITION, RPCStatusCode.NOT_FOUND})
"""Answers to an update whose workflow ended or continued as new at that moment, taken or not: ask again by its id."""


class CannotRelay(Exception):
    """This event can never be handed on; the message is fit for logs."""


class UpdateRefused(Exception):
    """The workflow refused an update; the message says why, for the person who asked."""


class NoAnswer(Exception):
    """No worker answered an update in time. It may still be taken."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CallToSignal:
    """The call an event belongs to, and what is known of it, for the workflow's first line in lists."""

    ori: str
    call_number: str
    status: str
    known: dict[str, Any]

    @classmethod
    def of(cls, call: Call) -> Self:
        """As the database knows it."""
        known = {name: call.state.get(name) or call.snapshot.get(name) for name in call_summary.FACTS}
        return cls(ori=call.ori, call_number=call.call_number, status=call.status, known=known)


Proving = Callable[[CallEvent], Mapping[str, str]]
"""Names who sent an event, and proves it: fields of the signal."""


async def signal_with_start(
    client: Client, call: CallToSignal, event_type: str, facts: Mapping[str, Any], *, proving: Proving
) -> None:
    """Hand one row of the inbox on. Raises CannotRelay if it never can be, RPCError if it cannot be now."""
    wake_signal = WAKE_SIGNALS.get(event_type)
    if wake_signal is not None:
        has_facts = facts and event_type != MESSAGES_ADDED  # whose rows are all that the workflow needs
        await _start(client, call, signal=wake_signal, args=[dict(facts)] if has_facts else [], facts={})
        return
    await _signal(client, call, EVENT_SIGNAL, {**facts, **proving(_read(facts))}, facts)


async def signal_several(
    client: Client, call: CallToSignal, events: Sequence[tuple[Mapping[str, Any], Proving]]
) -> None:
    """Hand several events of a call on in one signal, each with who proves it. Raises as `signal_with_start` does.

    If it raises CannotRelay, some of them may be handed on one by one.
    """
    proven = [{**facts, **proving(_read(facts))} for facts, proving in events]
    await _signal(client, call, EVENTS_SIGNAL, proven, events[0][0])


def _read(facts: Mapping[str, Any]) -> CallEvent:
    try:
        return CallEvent.from_mapping(facts)
    except MalformedEvent as error:
        raise CannotRelay(f"malformed: {error}") from None


async def update_case_status(
    client: Client, call: CallToSignal, change: CaseStatusInput, *, update_id: str, wait: timedelta
) -> dict[str, Any]:
    """Change the case status and return where the call stands then; done once, however often it is asked by this id.

    Raises UpdateRefused with the reason, NoAnswer after `wait`, RPCError.
    """
    try:
        async with asyncio.timeout(wait.total_seconds()):
            try:
                return await _update(client, call, change, update_id)
            except RPCError as error:
                if error.status not in _ENDING:
                    raise
                return await _update(client, call, change, update_id)
    except WorkflowUpdateFailedError as error:
        reason = error.cause.message if isinstance(error.cause, ApplicationError) else str(error.cause)
        raise UpdateRefused(reason) from None
    except (TimeoutError, WorkflowUpdateRPCTimeoutOrCancelledError):
        raise NoAnswer from None


async def _update(client: Client, call: CallToSignal, change: CaseStatusInput, update_id: str) -> dict[str, Any]:
    starting: WithStartWorkflowOperation[Any, Any] = WithStartWorkflowOperation(
        CALL_FOR_SERVICE,
        CallForServiceInput(agency=call.ori, call_number=call.call_number),
        task_queue=TASK_QUEUE,
        **_start_options(call, call.known),
    )
    try:
        answer: dict[str, Any] = await client.execute_update_with_start_workflow(
            CHANGE_CASE_STATUS, change, id=update_id, start_workflow_operation=starting
        )
    except BaseException:
        # The SDK tells a failure by the workflow's handle too, and complains at exit if it is not fetched.
        await asyncio.gather(starting.workflow_handle(), return_exceptions=True)
        raise
    return answer


async def _signal(client: Client, call: CallToSignal, signal: str, said: Any, facts: Mapping[str, Any]) -> None:
    try:
        await _start(client, call, signal=signal, args=[said], facts=facts)
    except RPCError as error:
        # The server's words for a payload above its own limits: trying again cannot help.
        if error.status is RPCStatusCode.INVALID_ARGUMENT and "exceeds" in error.message.lower():
            raise CannotRelay("too large for Temporal") from None
        raise


async def _start(client: Client, call: CallToSignal, *, signal: str, args: list[Any], facts: Mapping[str, Any]) -> None:
    await client.start_workflow(
        CALL_FOR_SERVICE,
        CallForServiceInput(agency=call.ori, call_number=call.call_number),
        task_queue=TASK_QUEUE,
        start_signal=signal,
        start_signal_args=args,
        rpc_timeout=RPC_TIMEOUT,
        **_start_options(call, {**call.known, **facts}),
    )


def _start_options(call: CallToSignal, known: dict[str, Any]) -> dict[str, Any]:
    """How a call's workflow is started, by a signal or an update: one that runs already is used."""
    return {
        "id": workflow_id(call.ori, call.call_number),
        "id_reuse_policy": WorkflowIDReusePolicy.ALLOW_DUPLICATE,
        "id_conflict_policy": WorkflowIDConflictPolicy.USE_EXISTING,
        "static_summary": static_summary(known),
        "search_attributes": _search_attributes(call, known),
        "priority": Priority(fairness_key=fairness_key(call.ori)),
    }


def _search_attributes(call: CallToSignal, known: dict[str, Any]) -> TypedSearchAttributes:
    is_first = known.get("type") == EventType.CALL_RECEIVED
    values: dict[SearchAttributeKey[Any], Any] = {
        keys.AGENCY: call.ori,
        keys.CALL_STATUS: call.status,
        **{key: known.get(fact) for key, fact in keys.OF_FACTS.items()},
        keys.RECEIVED_AT: CallEvent.from_mapping(known).occurred_at if is_first else None,
    }
    return TypedSearchAttributes([SearchAttributePair(key, v) for key, v in values.items() if v is not None])
