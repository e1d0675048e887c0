"""Signal a call's workflow, starting it if it does not run: what every accepted event ends in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Protocol

from temporalio.client import Client
from temporalio.common import (
    Priority,
    SearchAttributeKey,
    SearchAttributePair,
    TypedSearchAttributes,
    WorkflowIDConflictPolicy,
    WorkflowIDReusePolicy,
)
from temporalio.service import RPCError, RPCStatusCode

from activities.contract import fairness_key
from domain.call_summary import static_summary
from domain.events import CallEvent, EventType, MalformedEvent
from domain.wakes import MESSAGES_ADDED, WAKE_SIGNALS
from engine import search_attributes as keys
from workflows.contract import CALL_FOR_SERVICE, EVENT_SIGNAL, TASK_QUEUE, CallForServiceInput, workflow_id

RPC_TIMEOUT = timedelta(seconds=10)


class CannotRelay(Exception):
    """This event can never be handed on; the message is fit for logs."""


class Relayable(Protocol):
    """An accepted event."""

    @property
    def type(self) -> str: ...

    @property
    def facts(self) -> dict[str, Any]: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class CallToSignal:
    """The call an event belongs to, and what is known of it, for the workflow's first line in lists."""

    ori: str
    call_number: str
    status: str
    known: dict[str, Any]


async def signal_with_start(client: Client, call: CallToSignal, event: Relayable) -> None:
    """Hand one event on. Raises CannotRelay if it never can be, RPCError if it cannot be now."""
    wake_signal = WAKE_SIGNALS.get(event.type)
    if wake_signal is not None:
        told = event.facts and event.type != MESSAGES_ADDED  # whose rows are all that the workflow needs
        await _start(client, call, signal=wake_signal, args=[event.facts] if told else [], facts={})
        return
    await _signal(client, call, _relayable(event.facts))


async def _signal(client: Client, call: CallToSignal, facts: dict[str, Any]) -> None:
    try:
        await _start(client, call, signal=EVENT_SIGNAL, args=[facts], facts=facts)
    except RPCError as error:
        # The server's words for a payload above its own limits: trying again cannot help.
        if error.status is RPCStatusCode.INVALID_ARGUMENT and "exceeds" in error.message.lower():
            raise CannotRelay("too large for Temporal") from None
        raise


async def _start(client: Client, call: CallToSignal, *, signal: str, args: list[Any], facts: dict[str, Any]) -> None:
    known = {**call.known, **facts}
    await client.start_workflow(
        CALL_FOR_SERVICE,
        CallForServiceInput(agency=call.ori, call_number=call.call_number),
        id=workflow_id(call.ori, call.call_number),
        task_queue=TASK_QUEUE,
        id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE,
        id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
        start_signal=signal,
        start_signal_args=args,
        static_summary=static_summary(known),
        search_attributes=_search_attributes(call, known),
        priority=Priority(fairness_key=fairness_key(call.ori)),
        rpc_timeout=RPC_TIMEOUT,
    )


def _relayable(facts: dict[str, Any]) -> dict[str, Any]:
    try:
        CallEvent.from_mapping(facts)
    except MalformedEvent as error:
        raise CannotRelay(f"malformed: {error}") from None
    return facts


def _search_attributes(call: CallToSignal, known: dict[str, Any]) -> TypedSearchAttributes:
    event = CallEvent.from_mapping(known) if "type" in known else None
    values: dict[SearchAttributeKey[Any], Any] = {
        keys.AGENCY: call.ori,
        keys.CALL_STATUS: call.status,
        **{key: known.get(fact) for key, fact in keys.OF_FACTS.items()},
        keys.RECEIVED_AT: event.occurred_at if event and event.type is EventType.CALL_RECEIVED else None,
    }
    return TypedSearchAttributes([SearchAttributePair(key, v) for key, v in values.items() if v is not None])
