"""One simulator process for all tests here, forgotten between two of them; real SDK clients; a receiver."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sendgrid import SendGridAPIClient
from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client

from simulator.client import SimulatorControl
from tests.simulator.receiver import Receiver
from tests.simulator_process import SimulatorProcess


@pytest.fixture(scope="session")
def process() -> Iterator[SimulatorProcess]:
    with SimulatorProcess(receipt_delay_seconds=0, webhook_retry_seconds=0.05, hang_seconds=20) as running:
        yield running


@pytest.fixture
def simulator(process: SimulatorProcess) -> SimulatorControl:
    process.control.reset()
    return process.control


@pytest.fixture
def twilio(process: SimulatorProcess) -> Iterator[Client]:
    http = TwilioHttpClient(timeout=10)
    client = Client(process.config.account_sid, process.config.auth_token, http_client=http)
    client.api.base_url = client.lookups.base_url = process.url
    yield client
    assert http.session is not None
    http.session.close()


@pytest.fixture
def sendgrid(process: SimulatorProcess) -> SendGridAPIClient:
    client = SendGridAPIClient(process.config.api_key, host=process.url)
    client.client.timeout = 10
    return client


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    running = Receiver()
    yield running
    running.close()
