"""Our payloads are written and read as the SDK writes and reads them."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from temporalio.api.common.v1 import Payload
from temporalio.converter import DataConverter

from activities.contract import CallRef, Happened, LoadedCall, SendOutcome, SendRequest, StepOutcome, StepRequest
from domain.lifecycle import Effect
from engine.payloads import DATA_CONVERTER
from tests.builders import a_call
from tests.histories.record import history_file
from workflows.contract import CallForServiceInput

SDK, OURS = DataConverter.default.payload_converter, DATA_CONVERTER.payload_converter
TYPES: list[Any] = [StepRequest, StepOutcome, LoadedCall, SendRequest, list[SendOutcome], CallRef, CallForServiceInput]


def read_or_refused(converter: Any, payload: Payload, hint: Any) -> object:
    """What it is read as, or that it cannot be."""
    try:
        return converter.from_payload(payload, hint)
    except Exception:
        return "refused"


def payloads_of(name: str) -> Iterator[Payload]:
    """Everything that a history holds."""
    todo: list[Any] = [json.loads(history_file(name).read_text(encoding="utf-8"))]
    while todo:
        found = todo.pop()
        if isinstance(found, dict) and found.keys() == {"metadata", "data"}:
            metadata = {key: base64.b64decode(value) for key, value in found["metadata"].items()}
            yield Payload(metadata=metadata, data=base64.b64decode(found["data"]))
        else:
            todo += found.values() if isinstance(found, dict) else found if isinstance(found, list) else ()


@pytest.mark.parametrize("name", ["full_case", "full_case-2"])
def test_what_a_history_holds_is_read_as_the_sdk_reads_it(name: str) -> None:
    for payload in payloads_of(name):
        for hint in (StepOutcome, list[SendOutcome], None):
            assert read_or_refused(OURS, payload, hint) == read_or_refused(SDK, payload, hint)


def test_a_step_is_written_as_the_sdk_writes_it_and_read_back() -> None:
    at = datetime(2026, 11, 29, 10, 30, 1, 5, tzinfo=UTC)
    state = replace(
        a_call(), units_sent={"": (at,), "2A41": (at, at)}, case_counts={"arrest": 2}, known_since={"beat": at}
    )
    happened = Happened(
        entry_key="cad/1",
        kind="event",
        what="x",
        occurred_at=at,
        effect=Effect.CHANGED,
        status="closed",
        detail={"unit": "1"},
    )
    step = StepRequest(state=state, now=at, happened=(happened, replace(happened, reason="é")), in_hand=("m1",))
    payload = SDK.to_payload(step)
    assert OURS.to_payload(step) == payload
    assert OURS.from_payload(payload, StepRequest) == step


_FIELDS = ("message_ids", "agency", "call_number", "channels", "now", "key", "status", "state", "seen", "sends", "x")
_JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 3) | st.text(max_size=3) | st.datetimes(timezones=st.just(UTC)),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(_FIELDS), inner, max_size=4),
    max_leaves=8,
)


@settings(max_examples=30)
@given(_JSON, st.sampled_from(TYPES))
def test_what_others_send_is_read_or_refused_as_the_sdk_does(value: Any, hint: Any) -> None:
    payload = SDK.to_payload(value)
    assert read_or_refused(OURS, payload, hint) == read_or_refused(SDK, payload, hint)
