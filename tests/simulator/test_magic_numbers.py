"""Every number that fails on purpose fails as its row in the table says."""

from __future__ import annotations

import pytest
import requests
from twilio.base.exceptions import TwilioRestException
from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client

from simulator import magic_numbers
from simulator.client import SimulatorControl
from simulator.magic_numbers import RULES, Hang, Receipts
from tests.simulator.receiver import Receiver
from tests.simulator_process import SimulatorProcess

SENDER = "+15005550006"
IMPATIENT = 0.5

REFUSED = [n for n, r in RULES.items() if r.error and not r.first_requests_only]
REFUSED_AT_FIRST = [n for n, r in RULES.items() if r.error and r.first_requests_only]
FAILING_LATER = [n for n, r in RULES.items() if r.error_code]


def send(twilio: Client, to: str, callback: str | None = None) -> str:
    sid = twilio.messages.create(
        to=to, from_=SENDER, body="Hello", **({"status_callback": callback} if callback else {})
    ).sid
    assert isinstance(sid, str)
    return sid


@pytest.fixture
def impatient(process: SimulatorProcess) -> Client:
    http = TwilioHttpClient(timeout=IMPATIENT, pool_connections=False)
    client = Client(process.config.account_sid, process.config.auth_token, http_client=http)
    client.api.base_url = process.url
    return client


@pytest.mark.parametrize("number", REFUSED)
def test_a_number_refused_at_creation_accepts_nothing(simulator: SimulatorControl, twilio: Client, number: str) -> None:
    error = RULES[number].error
    assert error is not None
    with pytest.raises(TwilioRestException) as caught:
        send(twilio, number)
    assert (caught.value.status, caught.value.code) == (error.status, error.code)
    assert caught.value.msg.endswith(error.message)
    assert simulator.count() == 0


@pytest.mark.parametrize("number", REFUSED_AT_FIRST)
def test_a_number_refused_at_first_accepts_in_the_end(simulator: SimulatorControl, twilio: Client, number: str) -> None:
    for _ in range(RULES[number].first_requests_only or 0):
        with pytest.raises(TwilioRestException):
            send(twilio, number)
    send(twilio, number)
    assert simulator.count(to=number) == 1


@pytest.mark.parametrize("number", FAILING_LATER)
def test_a_number_that_fails_later_reports_its_code(
    simulator: SimulatorControl, twilio: Client, receiver: Receiver, number: str
) -> None:
    rule = RULES[number]
    sid = send(twilio, number, receiver.url)
    simulator.wait_idle()
    fetched = twilio.messages(sid).fetch()
    assert (fetched.status, fetched.error_code) == (rule.final_status, rule.error_code)
    assert fetched.error_message == magic_numbers.ERROR_MESSAGES[rule.error_code or 0]
    last = receiver.posts[-1].form
    assert (last["MessageStatus"], last["ErrorCode"]) == (rule.final_status, str(rule.error_code))


@pytest.mark.parametrize("number", [n for n, r in RULES.items() if r.hang is Hang.AFTER_ACCEPTING])
def test_a_message_whose_answer_never_came_was_accepted_all_the_same(
    simulator: SimulatorControl, twilio: Client, impatient: Client, number: str
) -> None:
    with pytest.raises(requests.exceptions.ReadTimeout):
        send(impatient, number)
    assert simulator.count(to=number) == 1
    assert len(twilio.messages.list(to=number)) == 1
    if RULES[number].first_requests_only:
        send(impatient, number)
        assert simulator.count(to=number) == 2


@pytest.mark.parametrize("number", [n for n, r in RULES.items() if r.hang is Hang.BEFORE_ACCEPTING])
def test_a_message_lost_on_the_way_was_never_accepted(
    simulator: SimulatorControl, impatient: Client, number: str
) -> None:
    with pytest.raises(requests.exceptions.ReadTimeout):
        send(impatient, number)
    assert simulator.count() == 0
    if RULES[number].first_requests_only:
        send(impatient, number)
        assert simulator.count(to=number) == 1


@pytest.mark.parametrize(
    ("receipts", "statuses"),
    [
        (Receipts.NONE, []),
        (Receipts.ONLY_SENT, ["sent"]),
        (Receipts.DOUBLED, ["sent", "sent", "delivered", "delivered"]),
        (Receipts.REORDERED, ["delivered", "sent"]),
    ],
)
def test_odd_receipts_are_odd_as_promised(
    simulator: SimulatorControl, twilio: Client, receiver: Receiver, receipts: Receipts, statuses: list[str]
) -> None:
    number = next(n for n, r in RULES.items() if r.receipts is receipts)
    send(twilio, number, receiver.url)
    simulator.wait_idle()
    assert [p.form["MessageStatus"] for p in receiver.posts] == statuses


@pytest.mark.parametrize(("number", "rule"), RULES.items())
def test_lookups_know_the_kind_of_line(
    simulator: SimulatorControl, twilio: Client, number: str, rule: magic_numbers.NumberRule
) -> None:
    found = twilio.lookups.v2.phone_numbers(number).fetch(fields="line_type_intelligence")
    assert (found.phone_number, found.valid) == (number, rule.valid)
    if rule.valid:
        assert found.line_type_intelligence["type"] == rule.line_type
    else:
        assert (found.line_type_intelligence, found.validation_errors) == (None, ["INVALID_BUT_POSSIBLE"])


def test_an_ordinary_number_is_a_mobile_phone(simulator: SimulatorControl, twilio: Client) -> None:
    found = twilio.lookups.v2.phone_numbers("+12065550101").fetch(fields="line_type_intelligence")
    assert (found.valid, found.line_type_intelligence["type"], found.country_code) == (True, "mobile", "US")
    assert twilio.lookups.v2.phone_numbers("+12065550101").fetch().line_type_intelligence is None
    assert not twilio.lookups.v2.phone_numbers("12").fetch().valid


def test_magic_numbers_cannot_collide_with_invented_people() -> None:
    assert all(number.startswith("+1500555") and len(number) == 12 for number in RULES)


def test_slow_down_says_when_to_come_back(process: SimulatorProcess, simulator: SimulatorControl) -> None:
    response = requests.post(
        f"{process.url}/2010-04-01/Accounts/{process.config.account_sid}/Messages.json",
        data={"To": "+15005555429", "From": SENDER, "Body": "Hello"},
        auth=(process.config.account_sid, process.config.auth_token),
        timeout=10,
    )
    assert (response.status_code, response.headers["Retry-After"]) == (429, "1")
