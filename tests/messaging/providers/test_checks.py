"""What `caseline provider check` finds out about accounts, through the real SDKs: every finding provoked once."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from messaging.providers.account_findings import Finding, Level
from messaging.providers.sendgrid_check import SendGridCheck
from messaging.providers.twilio_check import TwilioCheck
from simulator.client import SimulatorControl
from tests.simulator_process import SimulatorProcess

INBOUND = "https://caseline.example.org/webhooks/twilio/inbound"
EVENTS = "https://caseline.example.org/webhooks/sendgrid/events"
SERVICE = "MG" + "b" * 32
NO_SERVICE = "MG" + "0" * 32


@pytest.fixture
def control(simulator: SimulatorProcess) -> SimulatorControl:
    simulator.control.reset()
    simulator.control.configure(inbound_url=INBOUND, event_webhook_url=EVENTS)
    return simulator.control


async def asked_twilio(simulator: SimulatorProcess, **changes: Any) -> list[Finding]:
    values: dict[str, Any] = {
        "account_sid": simulator.config.account_sid,
        "auth_token": simulator.config.auth_token,
        "sender": simulator.config.service_number,
        "inbound_url": INBOUND,
        "timeout_seconds": 5,
        "base_url": simulator.url,
    }
    return await TwilioCheck(**(values | changes)).findings()


async def asked_sendgrid(simulator: SimulatorProcess, control: SimulatorControl, **changes: Any) -> list[Finding]:
    values: dict[str, Any] = {
        "api_key": simulator.config.api_key,
        "sender": "updates@police.example.org",
        "events_url": EVENTS,
        "webhook_key": control.state()["event_public_key"],
        "timeout_seconds": 5,
        "base_url": simulator.url,
    }
    return await SendGridCheck(**(values | changes)).findings()


def trouble(findings: list[Finding]) -> list[str]:
    return [finding.what for finding in findings if finding.level is not Level.GOOD]


@pytest.mark.parametrize("sender", ["+15005550006", SERVICE])
async def test_nothing_is_wrong_with_twilio_as_it_should_be(
    simulator: SimulatorProcess, control: SimulatorControl, sender: str
) -> None:
    found = await asked_twilio(simulator, sender=sender)
    assert trouble(found) == []
    assert len(found) == 3
    assert control.count() == 0


@pytest.mark.parametrize(
    ("config", "changes", "said"),
    [
        ({}, {"auth_token": "wrong"}, "20003"),
        ({}, {"sender": "+15005550007"}, "does not belong to the account"),
        ({}, {"sender": NO_SERVICE}, "has no messaging service"),
        ({}, {"inbound_url": "https://elsewhere.example.org"}, "it should be https://elsewhere.example.org"),
        ({"inbound_url": None}, {}, "is posted nowhere"),
        ({"inbound_url": None}, {"sender": SERVICE}, "is posted nowhere"),
        ({"account_status": "suspended"}, {}, "is suspended"),
        ({"account_type": "Trial"}, {}, "trial account"),
        ({"number_can_text": False}, {}, "cannot text"),
        ({"service_has_numbers": False}, {"sender": SERVICE}, "no number to send from"),
        ({"service_registered": False}, {"sender": SERVICE}, "10DLC"),
        ({"latency_seconds": 3}, {"timeout_seconds": 0.2}, "did not answer within 0.2 seconds"),
    ],
)
async def test_what_is_wrong_with_twilio_is_one_sentence(
    simulator: SimulatorProcess, control: SimulatorControl, config: dict[str, Any], changes: dict[str, Any], said: str
) -> None:
    control.configure(**config)
    [sentence] = trouble(await asked_twilio(simulator, **changes))
    assert said in sentence
    assert simulator.config.auth_token not in sentence


async def test_another_account_is_refused_by_name(simulator: SimulatorProcess, control: SimulatorControl) -> None:
    other = "AC" + "9" * 32
    [sentence] = trouble(await asked_twilio(simulator, account_sid=other))
    assert other in sentence


async def test_nothing_is_wrong_with_sendgrid_as_it_should_be(
    simulator: SimulatorProcess, control: SimulatorControl
) -> None:
    found = await asked_sendgrid(simulator, control)
    assert trouble(found) == []
    assert len(found) == 3
    assert control.count() == 0


@pytest.mark.parametrize(
    ("config", "changes", "said"),
    [
        ({}, {"api_key": "SG.wrong"}, "HTTP 401"),
        ({"key_scopes": "whitelabel.read"}, {}, "mail.send"),
        ({"domain_authenticated": False}, {}, "Neither"),
        (
            {"domain_authenticated": False, "verified_sender": "updates@police.example.org"},
            {},
            "its domain police.example.org is not",
        ),
        ({"key_scopes": "mail.send user.webhooks.event.settings.read"}, {}, "may not look up whether"),
        ({"key_scopes": "mail.send whitelabel.read sender_verification.read"}, {}, "may not look up where"),
        ({"event_webhook_url": None}, {}, "bounces will not be heard of"),
        ({}, {"webhook_key": ""}, "CASELINE_SENDGRID_WEBHOOK_KEY is not set"),
        ({}, {"webhook_key": "another"}, "with another key"),
        ({"latency_seconds": 3}, {"timeout_seconds": 0.2}, "did not answer within 0.2 seconds"),
    ],
)
async def test_what_is_wrong_with_sendgrid_is_one_sentence(
    simulator: SimulatorProcess, control: SimulatorControl, config: dict[str, Any], changes: dict[str, Any], said: str
) -> None:
    values = {"webhook_key": control.state()["event_public_key"]} | changes
    control.configure(**config)
    found = trouble(await asked_sendgrid(simulator, control, **values))
    assert any(said in sentence for sentence in found), found
    assert not any(simulator.config.api_key in sentence for sentence in found)


async def test_providers_that_cannot_be_reached_are_one_sentence(
    simulator: SimulatorProcess, control: SimulatorControl
) -> None:
    with a_closed_port() as url:
        assert "cannot be reached" in trouble(await asked_twilio(simulator, base_url=url))[0]
        assert "cannot be reached" in trouble(await asked_sendgrid(simulator, control, base_url=url))[0]


@contextmanager
def a_closed_port() -> Iterator[str]:
    """Bound and not listening: whoever connects is refused."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{taken.getsockname()[1]}"
