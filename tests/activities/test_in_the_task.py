"""What a worker runs in the task of a workflow: steps and sends by their names, and nothing else."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from temporalio.common import RawValue
from temporalio.converter import DataConverter
from temporalio.exceptions import ApplicationError
from temporalio.testing import ActivityEnvironment

from activities.contract import CallRef, LoadedCall, SendOrder, SendOutcome, SendRequest, StepOutcome, StepRequest
from activities.in_the_task import InTheTask
from activities.sends_at_once import SendsAtOnce
from domain.messages import Channel, MessageKey
from tests.builders import START, a_call

ORDER = SendOrder(
    message_ids=("m1",), keys=(MessageKey.CASE_NUMBER,), channel=Channel.SMS, language="en", to="victim", lane="v/sms"
)
SENT = SendOutcome(key=MessageKey.CASE_NUMBER, status="sent", message_id="m1")


def in_the_task(*, known: LoadedCall | None = None, share: float = 1.0) -> tuple[InTheTask, list[Any]]:
    """And what it was asked to do."""
    asked: list[Any] = []

    async def load(ref: CallRef) -> LoadedCall:
        asked.append(ref)
        return known or LoadedCall()

    async def record(request: StepRequest) -> StepOutcome:
        asked.append(request)
        return StepOutcome(sends=(ORDER,))

    async def send(request: SendRequest) -> list[SendOutcome]:
        asked.append(request)
        return [SENT]

    return InTheTask(load=load, record=record, send=send, at_once=SendsAtOnce(each=10, whole=10, share=share)), asked


async def run(name: str, *values: object, is_local: bool = True) -> tuple[Any, list[Any]]:
    doing, asked = in_the_task()
    environment = ActivityEnvironment()
    environment.info = replace(environment.info, activity_type=name, is_local=is_local)
    converter = DataConverter.default.payload_converter
    payloads = [RawValue(converter.to_payload(value)) for value in values]
    return await environment.run(doing.run_named, payloads), asked


async def test_a_step_and_a_send_are_known_by_their_names() -> None:
    step, send = StepRequest(state=a_call(), now=START), SendRequest(message_ids=("m1",), agency="A", now=START)
    assert await run("unit.arrived", step) == (StepOutcome(sends=(ORDER,), at_once=True), [step])
    assert await run("Text victim: case number (fa)", send) == ([SENT], [send])


async def test_a_send_that_takes_too_long_ends_by_itself_and_is_not_tried_again_here(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("activities.in_the_task.SEND_WITHIN", timedelta(milliseconds=20))

    async def never(request: SendRequest) -> list[SendOutcome]:
        await asyncio.sleep(3600)
        return [SENT]

    doing, _ = in_the_task()
    slow = InTheTask(load=doing._load, record=doing._record, send=never, at_once=doing._at_once)
    with pytest.raises(ApplicationError) as ended:
        await slow.send(SendRequest(message_ids=("m1",), agency="A", now=START))
    assert (ended.value.type, ended.value.non_retryable) == ("ProviderUnavailable", True)


@pytest.mark.parametrize("name", ["send_mesage", "record_step", "read what is knwon", "Text victim: case nmber (fa)"])
async def test_a_misspelt_activity_is_refused_by_name_and_not_tried_again(name: str) -> None:
    with pytest.raises(ApplicationError) as refused:
        await run(name)
    assert f"there is no activity {name!r}" in str(refused.value)
    assert (refused.value.type, refused.value.non_retryable) == ("UnknownActivity", True)


@pytest.mark.parametrize("name", ["case.arrest", "Text victim: case number (fa)"])
async def test_what_another_workflow_asks_for_is_refused(name: str) -> None:
    """Only the workflow of a call has local activities here: another's could say where a call stands."""
    with pytest.raises(ApplicationError, match="it is a local activity") as refused:
        await run(name, is_local=False)
    assert refused.value.non_retryable


async def test_a_step_of_a_run_that_took_its_call_for_new_is_not_recorded_if_it_is_not() -> None:
    known = LoadedCall(state=a_call(), seen=("cad/1",))
    request = StepRequest(state=a_call(), now=START, is_new=True)
    doing, asked = in_the_task(known=known)
    assert await doing.record(request) == StepOutcome(known=known)
    assert [type(each) for each in asked] == [CallRef]
    doing, asked = in_the_task()
    assert (await doing.record(request)).sends == (ORDER,)
    assert [type(each) for each in asked] == [CallRef, StepRequest]


async def test_a_send_that_fails_is_not_tried_again_in_the_task() -> None:
    async def send(request: SendRequest) -> list[SendOutcome]:
        raise ApplicationError("twilio: 20503", type="ProviderUnavailable", next_retry_delay=timedelta(seconds=2))

    doing, _ = in_the_task()
    doing = InTheTask(load=doing._load, record=doing._record, send=send, at_once=doing._at_once)
    with pytest.raises(ApplicationError) as failed:
        await doing.send(SendRequest(message_ids=("m1",), agency="A", now=START))
    assert (failed.value.message, failed.value.type) == ("twilio: 20503", "ProviderUnavailable")
    assert (failed.value.non_retryable, failed.value.next_retry_delay) == (True, None)


async def test_without_a_share_everything_takes_its_turn() -> None:
    doing, _ = in_the_task(share=0)
    assert not (await doing.record(StepRequest(state=a_call(), now=START))).at_once
