"""Our payloads are written and read as the SDK writes and reads them."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from datetime import UTC
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from temporalio.api.common.v1 import Payload
from temporalio.converter import DataConverter

from activities.contract import CallRef, LoadedCall, SendOutcome, SendRequest, StepOutcome, StepRequest
from engine.payloads import DATA_CONVERTER
from tests.histories.record import history_file, kept_histories
from workflows.contract import CallForServiceInput, Carried

SDK, OURS = DataConverter.default.payload_converter, DATA_CONVERTER.payload_converter
TYPES: list[Any] = [StepRequest, StepOutcome, LoadedCall, SendRequest, list[SendOutcome], CallRef, CallForServiceInput]

st.register_type_strategy(dict, st.dictionaries(st.text(max_size=3), st.text(max_size=3), max_size=2))


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


@pytest.mark.parametrize("name", kept_histories())
def test_what_a_history_holds_is_read_as_the_sdk_reads_it(name: str) -> None:
    for payload in payloads_of(name):
        for hint in (*TYPES, Carried, None):
            assert read_or_refused(OURS, payload, hint) == read_or_refused(SDK, payload, hint)


@pytest.mark.parametrize("hint", TYPES)
@given(data=st.data())
def test_every_value_is_written_as_the_sdk_writes_it_and_read_back(hint: Any, data: st.DataObject) -> None:
    value = data.draw(st.from_type(hint))
    payload = SDK.to_payload(value)
    assert OURS.to_payload(value) == payload
    assert OURS.from_payload(payload, hint) == SDK.from_payload(payload, hint) == value


_FIELDS = ("message_ids", "agency", "call_number", "channels", "now", "key", "status", "state", "seen", "sends", "x")
_JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 3) | st.text(max_size=3) | st.datetimes(timezones=st.just(UTC)),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(_FIELDS), inner, max_size=4),
    max_leaves=8,
)


@given(_JSON, st.sampled_from(TYPES))
def test_what_others_send_is_read_or_refused_as_the_sdk_does(value: Any, hint: Any) -> None:
    payload = SDK.to_payload(value)
    assert read_or_refused(OURS, payload, hint) == read_or_refused(SDK, payload, hint)
