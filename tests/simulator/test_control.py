"""The simulator is steered, counted and restarted, and bears many clients at once."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
import requests
from sendgrid import SendGridAPIClient
from sendgrid.helpers.mail import Mail
from twilio.base.exceptions import TwilioRestException
from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client

from engine.processes import ProcessFailed
from simulator.client import SimulatorControl
from simulator.config import SimulatorConfig
from tests.simulator.receiver import Receiver
from tests.simulator_process import SimulatorProcess

AGENCY = "+15005550006"


def create(twilio: Client, to: str = "+12065550101", **more: Any) -> None:
    twilio.messages.create(to=to, from_=AGENCY, body="Hello", **more)


def client_of(process: SimulatorProcess) -> Client:
    http = TwilioHttpClient(timeout=20, pool_connections=False)
    client = Client(process.config.account_sid, process.config.auth_token, http_client=http)
    client.api.base_url = process.url
    return client


def test_the_config_is_changed_and_reset_at_run_time(simulator: SimulatorControl) -> None:
    before = simulator.state()["config"]
    changed = simulator.configure(latency_seconds=0.25, seed=7)["config"]
    assert changed == {**before, "latency_seconds": 0.25, "seed": 7}
    simulator.reset()
    assert simulator.state()["config"] == before


@pytest.mark.parametrize("change", [{"no_such_field": 1}, {"receipts_lost": 1.5}, {"account_sid": "nobody"}])
def test_a_wrong_config_is_refused_and_changes_nothing(simulator: SimulatorControl, change: dict[str, object]) -> None:
    before = simulator.state()["config"]
    with pytest.raises(httpx.HTTPStatusError, match="422"):
        simulator.configure(**change)
    assert simulator.state()["config"] == before


def test_what_was_accepted_is_counted_by_channel_recipient_and_time(
    simulator: SimulatorControl, twilio: Client, sendgrid: SendGridAPIClient
) -> None:
    create(twilio)
    create(twilio, "+12065550102")
    sendgrid.send(Mail("police@agency.example", "sam@example.org", "Subject", "Text"))
    assert (simulator.count(), simulator.count(channel="sms"), simulator.count(channel="email")) == (3, 2, 1)
    assert simulator.count(to="+12065550102") == 1
    assert simulator.count(since=datetime.now(UTC) + timedelta(minutes=1)) == 0
    second = datetime.fromisoformat(simulator.messages()[1]["created_at"])
    assert [m["to"] for m in simulator.messages(since=second)] == ["+12065550102", "sam@example.org"]


@pytest.mark.parametrize(("rate", "status"), [("unavailable_rate", 503), ("rate_limited_rate", 429)])
def test_errors_come_at_the_configured_rate_and_repeat_with_the_seed(
    simulator: SimulatorControl, twilio: Client, rate: str, status: int
) -> None:
    def refused() -> bool:
        try:
            create(twilio)
        except TwilioRestException as error:
            return bool(error.status == status)
        return False

    def row() -> list[bool]:
        return [refused() for _ in range(30)]

    simulator.configure(**{rate: 0.5}, seed=3)
    first = row()
    assert 3 < sum(first) < 27
    assert simulator.count() == 30 - sum(first)
    simulator.configure(seed=3)
    assert row() == first


def test_requests_and_answers_are_lost_at_the_configured_rate(simulator: SimulatorControl, twilio: Client) -> None:
    twilio.http_client.timeout = 0.4
    for rate, accepted in (("lost_answer_rate", 1), ("lost_request_rate", 0)):
        simulator.reset()
        simulator.configure(**{rate: 1})
        with pytest.raises(requests.exceptions.ReadTimeout):
            create(twilio)
        assert simulator.count() == accepted
        assert simulator.state()["counts"]["requests_hung"] == 1


def test_a_slow_request_is_accepted_late_but_not_after_a_reset(simulator: SimulatorControl, twilio: Client) -> None:
    twilio.http_client.timeout = 0.4
    for forgotten in (False, True):
        simulator.configure(latency_seconds=2)
        with pytest.raises(requests.exceptions.ReadTimeout):
            create(twilio)
        assert simulator.count() == 0
        if forgotten:
            simulator.reset()
        deadline = time.monotonic() + (3 if forgotten else 20)
        while time.monotonic() < deadline and not simulator.count():
            time.sleep(0.05)
        assert simulator.count() == (not forgotten)
        simulator.reset()


def test_a_late_answer_is_about_a_message_that_was_accepted_before(simulator: SimulatorControl, twilio: Client) -> None:
    twilio.http_client.timeout = 0.4
    simulator.configure(answer_seconds=2)
    with pytest.raises(requests.exceptions.ReadTimeout):
        create(twilio)
    assert simulator.count() == 1


def test_many_clients_at_once_lose_and_double_nothing(
    simulator: SimulatorControl, process: SimulatorProcess, receiver: Receiver
) -> None:
    def burst(n: int) -> None:
        client = client_of(process)
        for m in range(25):
            create(client, f"+1206555{n:02d}{m:02d}", status_callback=f"{receiver.url}/{n}-{m}")

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(burst, range(8)))
    simulator.wait_idle(timeout=60)
    sent = simulator.messages()
    assert len(sent) == len({m["sid"] for m in sent}) == len({m["to"] for m in sent}) == 200
    told = [(post.path, post.form["MessageStatus"]) for post in receiver.posts]
    assert len(told) == len(set(told)) == 400
    assert {m["status"] for m in sent} == {"delivered"}


def test_a_restart_with_a_store_keeps_the_threads(tmp_path: Path) -> None:
    store = tmp_path / "threads.jsonl"
    with SimulatorProcess(store=store, receipt_delay_seconds=0) as first:
        create(client_of(first))
        first.control.inbound(sender="+12065550101", to=AGENCY, body="STOP")
        first.control.wait_idle()
        kept = first.control.messages()
    with SimulatorProcess(store=store) as second:
        assert second.control.messages() == kept
        with pytest.raises(TwilioRestException) as refused:
            create(client_of(second))
        assert refused.value.code == 21610


def test_a_simulator_that_cannot_start_says_so(process: SimulatorProcess) -> None:
    with pytest.raises(ProcessFailed, match="cannot listen on"):
        SimulatorProcess(port=int(process.url.rpartition(":")[2])).start()


def test_every_field_of_the_config_is_an_option_with_its_type() -> None:
    with SimulatorProcess(seed=9, default_opt_out=False, api_key="SG.other", receipts_lost=0.25) as running:
        config = SimulatorConfig.model_validate(running.control.state()["config"])
    assert config == running.config
