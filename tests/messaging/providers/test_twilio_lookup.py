"""Twilio Lookup through its own SDK, against the simulator."""

from __future__ import annotations

import json

import pytest

from domain.line_type import LineType
from messaging.providers.base import ProviderUnavailable
from messaging.providers.twilio_lookup import TwilioLookup
from tests.shared_material import shared
from tests.simulator_process import SimulatorProcess


def a_lookup(simulator: SimulatorProcess, *, auth_token: str = "", base_url: str = "") -> TwilioLookup:
    simulator.control.reset()
    config = simulator.config
    return TwilioLookup(
        account_sid=config.account_sid,
        auth_token=auth_token or config.auth_token,
        timeout_seconds=2,
        base_url=base_url or simulator.url,
    )


@pytest.mark.parametrize(
    ("number", "kind"),
    [
        ("+12065550123", LineType.MOBILE),
        ("+15005554001", LineType.LANDLINE),
        ("+15005554002", LineType.NON_FIXED_VOIP),
        ("+15005554003", LineType.TOLL_FREE),
        ("+15005554004", LineType.UNKNOWN),
        ("+15005551211", LineType.UNKNOWN),
    ],
)
async def test_it_says_what_kind_of_line_a_number_is(simulator: SimulatorProcess, number: str, kind: LineType) -> None:
    assert await a_lookup(simulator).line_type(number) is kind


async def test_whatever_goes_wrong_is_a_code_and_never_a_number(simulator: SimulatorProcess) -> None:
    with pytest.raises(ProviderUnavailable, match=r"^20003$"):
        await a_lookup(simulator, auth_token="wrong").line_type("+12065550123")
    with pytest.raises(ProviderUnavailable, match=r"^connection$"):
        await a_lookup(simulator, base_url="http://127.0.0.1:9").line_type("+12065550123")
    away = a_lookup(simulator)
    simulator.control.configure(unavailable_rate=1.0)
    with pytest.raises(ProviderUnavailable, match=r"^20503$"):
        await away.line_type("+12065550123")
    simulator.control.configure(unavailable_rate=0.0)


def test_every_kind_of_line_the_vendor_names_is_known() -> None:
    schemas = json.loads(shared("providers/twilio_lookups_v2.json").read_text())["components"]["schemas"]
    named = schemas["OverridesRequest"]["properties"]["line_type"]["enum"]
    assert set(named) == {kind.value for kind in LineType}
