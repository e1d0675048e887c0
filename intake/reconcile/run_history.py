"""What the history of a call's workflow tells without a worker: which events it heard, and what it recorded last."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from temporalio.api.common.v1 import Payloads, WorkflowExecution
from temporalio.api.enums.v1 import EventType as Happening
from temporalio.api.history.v1 import HistoryEvent
from temporalio.api.workflowservice.v1 import GetWorkflowExecutionHistoryReverseRequest
from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode

from domain.claims import Claim
from domain.events import CallEvent, MalformedEvent
from workflows.contract import CASE_STATUS_SIGNAL, CHANGE_CASE_STATUS, EVENT_SIGNAL, EVENTS_SIGNAL
from workflows.signal_payloads import case_status_claim, event_claim, listed, only, read_case_status, read_event
from workflows.signalled import entry_key

LAST_EVENTS = 30
"""Events from the end of a history that are read first: the last step's marker is nearly always among them."""

_MARKER = "core_local_activity"
_CLOSED = frozenset(
    {
        Happening.EVENT_TYPE_WORKFLOW_EXECUTION_COMPLETED,
        Happening.EVENT_TYPE_WORKFLOW_EXECUTION_FAILED,
        Happening.EVENT_TYPE_WORKFLOW_EXECUTION_TIMED_OUT,
        Happening.EVENT_TYPE_WORKFLOW_EXECUTION_CANCELED,
        Happening.EVENT_TYPE_WORKFLOW_EXECUTION_TERMINATED,
        Happening.EVENT_TYPE_WORKFLOW_EXECUTION_CONTINUED_AS_NEW,
    }
)
_TASK_UNDER_WAY = frozenset(
    {
        Happening.EVENT_TYPE_WORKFLOW_TASK_SCHEDULED,
        Happening.EVENT_TYPE_WORKFLOW_TASK_STARTED,
        Happening.EVENT_TYPE_WORKFLOW_TASK_FAILED,
        Happening.EVENT_TYPE_WORKFLOW_TASK_TIMED_OUT,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """One event that a workflow was signaled. `key` is empty where only the workflow knows the id it gave.

    `by` is who sent it, as `str(Actor)`, once its `claim` is checked; `is_refused` if it needs a proof and has none.
    """

    event: CallEvent
    claim: Claim
    key: str
    is_recorded: bool = False
    by: str = ""
    is_refused: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RunHistory:
    """The latest run of a call's workflow. `mark` is that of the state it recorded last; empty if it says none."""

    run_id: str
    is_running: bool
    mark: str
    has_task: bool
    """A step is under way: what it records may be in the database already."""
    last_event_at: datetime
    heard: tuple[Heard, ...] = ()
    seen: frozenset[str] = frozenset()
    """What earlier runs heard."""
    previous_run_id: str = ""

    @property
    def keys(self) -> frozenset[str]:
        """Of everything it heard so far."""
        return self.seen | {heard.key for heard in self.heard if heard.key}


async def last_mark(client: Client, workflow_id: str) -> tuple[str, bool] | None:
    """The mark that the latest run recorded last, empty if its last events have none, and whether it runs.

    None if there is no such workflow. Raises RPCError.
    """
    request = GetWorkflowExecutionHistoryReverseRequest(
        namespace=client.namespace,
        execution=WorkflowExecution(workflow_id=workflow_id),
        maximum_page_size=LAST_EVENTS,
    )
    try:
        answer = await client.workflow_service.get_workflow_execution_history_reverse(request)
    except RPCError as error:
        if error.status is RPCStatusCode.NOT_FOUND:
            return None
        raise
    events: Sequence[HistoryEvent] = answer.history.events
    marks = [mark async for mark in _marks(client, events)]
    return (marks[0] if marks else ""), not (events and events[0].event_type in _CLOSED)


async def read_run(client: Client, workflow_id: str, run_id: str | None = None) -> RunHistory | None:
    """The whole history of a run, the latest if none is named; None if there is none. Raises RPCError."""
    handle = client.get_workflow_handle(workflow_id, run_id=run_id)
    try:
        events = [event async for event in handle.fetch_history_events()]
    except RPCError as error:
        if error.status is RPCStatusCode.NOT_FOUND:
            return None
        raise
    return await _read(client, events) if events else None


async def _read(client: Client, events: Sequence[HistoryEvent]) -> RunHistory:
    began = events[0].workflow_execution_started_event_attributes
    carried = (await _first(client, began.input) or {}).get("carried") or {}
    mark, marked_at = str(carried.get("recorded", "")), 0
    for event in events:
        if event.event_type == Happening.EVENT_TYPE_MARKER_RECORDED:
            async for found in _marks(client, [event]):
                mark, marked_at = found, event.event_id
    run_id = began.original_execution_run_id
    heard = [each async for each in _heard(client, events, run_id)]
    return RunHistory(
        run_id=run_id,
        is_running=events[-1].event_type not in _CLOSED,
        mark=mark,
        has_task=_has_task(events),
        last_event_at=events[-1].event_time.ToDatetime(tzinfo=UTC),
        heard=tuple(replace(each, is_recorded=number < marked_at) for number, each in heard),
        seen=frozenset(carried.get("seen", ())),
        previous_run_id=began.continued_execution_run_id,
    )


async def _marks(client: Client, events: Iterable[HistoryEvent]) -> AsyncIterator[str]:
    for event in events:
        attributes = event.marker_recorded_event_attributes
        if event.event_type == Happening.EVENT_TYPE_MARKER_RECORDED and attributes.marker_name == _MARKER:
            result = await _first(client, attributes.details["result"])
            # Of a step; "read what is known" records nothing, nor does a step that was refused or whose call was known.
            if (
                isinstance(result, dict)
                and "deadlines" in result
                and not (result.get("refusals") or result.get("known"))
            ):
                yield str(result.get("recorded", ""))


async def _heard(client: Client, events: Iterable[HistoryEvent], run_id: str) -> AsyncIterator[tuple[int, Heard]]:
    for event in events:
        at = event.event_time.ToDatetime(tzinfo=UTC)
        signal, update = (
            event.workflow_execution_signaled_event_attributes,
            event.workflow_execution_update_accepted_event_attributes.accepted_request,
        )
        try:
            if signal.signal_name == EVENT_SIGNAL:
                yield event.event_id, _told(only(await _all(client, signal.input)), at)
            elif signal.signal_name == EVENTS_SIGNAL:
                for raw in listed(only(await _all(client, signal.input))):
                    with suppress(MalformedEvent):  # the workflow refused it alone
                        yield event.event_id, _told(raw, at)
            elif signal.signal_name == CASE_STATUS_SIGNAL:
                raw, id_ = only(await _all(client, signal.input)), f"{run_id}/{event.event_id}"
                told = read_case_status(raw, now=at, event_id=id_)
                key = "" if told.id == id_ else entry_key(told)
                yield event.event_id, Heard(event=told, claim=case_status_claim(raw, told), key=key)
            elif update.input.name == CHANGE_CASE_STATUS:
                raw, id_ = only(await _all(client, update.input.args)), f"update/{update.meta.update_id}"
                told = read_case_status(raw, now=at, event_id=id_)
                yield event.event_id, Heard(event=told, claim=case_status_claim(raw, told), key=entry_key(told))
        except MalformedEvent:
            continue  # the workflow noted it as such, and it changed nothing


def _told(raw: Any, at: datetime) -> Heard:
    event = read_event(raw, now=at)
    return Heard(event=event, claim=event_claim(raw), key=entry_key(event))


def _has_task(events: Sequence[HistoryEvent]) -> bool:
    tasks = (
        event.event_type
        for event in reversed(events)
        if event.event_type in _TASK_UNDER_WAY or event.event_type == Happening.EVENT_TYPE_WORKFLOW_TASK_COMPLETED
    )
    return next(tasks, None) in _TASK_UNDER_WAY


async def _all(client: Client, payloads: Payloads) -> list[Any]:
    return await client.data_converter.decode(payloads.payloads) if payloads.payloads else []


async def _first(client: Client, payloads: Payloads) -> Any:
    return next(iter(await _all(client, payloads)), None)
