"""Messages created, listed and fetched through Twilio's own SDK."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from twilio.base.exceptions import TwilioException, TwilioRestException
from twilio.rest import Client

from simulator.client import SimulatorControl
from tests.simulator_process import SimulatorProcess

SENDER = "+15005550006"
PERSON = "+12065550101"


def create(twilio: Client, **changes: Any) -> Any:
    return twilio.messages.create(**{"to": PERSON, "from_": SENDER, "body": "We received your call.", **changes})


def refusal(twilio: Client, **changes: Any) -> TwilioRestException:
    with pytest.raises(TwilioRestException) as caught:
        create(twilio, **changes)
    return caught.value


def test_a_created_message_is_queued_and_soon_delivered(simulator: SimulatorControl, twilio: Client) -> None:
    created = create(twilio)
    assert (created.status, created.direction, created.num_segments) == ("queued", "outbound-api", "1")
    assert created.sid.startswith("SM")
    assert created.price is None
    simulator.wait_idle()
    fetched = twilio.messages(created.sid).fetch()
    assert (fetched.status, fetched.body, fetched.from_, fetched.to) == (
        "delivered",
        "We received your call.",
        SENDER,
        PERSON,
    )
    assert fetched.date_sent >= fetched.date_created
    assert float(fetched.price) < 0


def test_a_messaging_service_accepts_and_chooses_the_sender_later(simulator: SimulatorControl, twilio: Client) -> None:
    created = twilio.messages.create(to=PERSON, messaging_service_sid="MG" + "a" * 32, body="Hello")
    assert (created.status, created.from_, created.num_segments) == ("accepted", None, "0")
    simulator.wait_idle()
    fetched = twilio.messages(created.sid).fetch()
    assert (fetched.from_, fetched.num_segments) == (SENDER, "1")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"to": ""}, 21604),
        ({"to": "2065550101"}, 21211),
        ({"from_": ""}, 21603),
        ({"from_": "nobody"}, 21212),
        ({"from_": "+15005550001"}, 21212),
        ({"from_": "+15005550007"}, 21606),
        ({"body": ""}, 21602),
        ({"body": "x" * 1601}, 21617),
        ({"validity_period": 0}, 21624),
        ({"validity_period": 36001}, 21624),
    ],
)
def test_what_twilio_refuses_is_refused_with_its_code(
    simulator: SimulatorControl, twilio: Client, changes: dict[str, Any], code: int
) -> None:
    error = refusal(twilio, **changes)
    assert (error.status, error.code) == (400, code)
    assert simulator.count() == 0


def test_the_longest_body_and_validity_are_accepted(simulator: SimulatorControl, twilio: Client) -> None:
    assert create(twilio, body="ü" * 1600, validity_period=36000).num_segments == "11"
    assert create(twilio, validity_period=1).status == "queued"


def test_wrong_credentials_get_401_and_20003(simulator: SimulatorControl, process: SimulatorProcess) -> None:
    stranger = Client(process.config.account_sid, "wrong")
    stranger.api.base_url = process.url
    error = refusal(stranger)
    assert (error.status, error.code) == (401, 20003)
    stranger.http_client.session.close()


def test_another_account_and_an_unknown_message_are_not_found(simulator: SimulatorControl, twilio: Client) -> None:
    with pytest.raises(TwilioRestException) as unknown:
        twilio.messages("SM" + "0" * 32).fetch()
    assert (unknown.value.status, unknown.value.code) == (404, 20404)
    with pytest.raises(TwilioRestException) as other:
        twilio.api.v2010.accounts("AC" + "9" * 32).messages("SM" + "0" * 32).fetch()
    assert other.value.status == 404


def test_a_list_is_filtered_by_recipient_and_sender_the_newest_first(
    simulator: SimulatorControl, twilio: Client
) -> None:
    first, second = create(twilio), create(twilio, from_="+15005550010")
    create(twilio, to="+12065550102")
    assert [m.sid for m in twilio.messages.list(to=PERSON)] == [second.sid, first.sid]
    assert [m.sid for m in twilio.messages.list(to=PERSON, from_=SENDER)] == [first.sid]
    assert len(twilio.messages.list()) == 3
    assert twilio.messages.list(to="+12065550199") == []


def test_a_list_is_filtered_by_date_as_the_sdk_writes_it(simulator: SimulatorControl, twilio: Client) -> None:
    sid = create(twilio).sid
    simulator.wait_idle()
    now, second = datetime.now(UTC), timedelta(seconds=30)

    def sids(**dates: Any) -> list[str]:
        return [m.sid for m in twilio.messages.list(to=PERSON, **dates)]

    assert sids(date_sent_after=now - second) == [sid]
    assert sids(date_sent_after=now + second) == []
    assert sids(date_sent_before=now + second) == [sid]
    assert sids(date_sent_before=now - second) == []
    assert sids(date_sent_after=now - second, date_sent_before=now + second) == [sid]
    sent_on = twilio.messages(sid).fetch().date_sent.date()
    assert sids(date_sent=sent_on) == [sid]
    assert sids(date_sent=sent_on - timedelta(days=1)) == []


def test_the_second_a_message_was_created_in_counts_as_not_before_it(
    simulator: SimulatorControl, twilio: Client
) -> None:
    created = create(twilio)
    found = twilio.messages.list(to=PERSON, date_sent_after=created.date_created)
    assert [m.sid for m in found] == [created.sid]


def test_a_message_not_yet_sent_is_found_by_the_date_it_was_created(
    simulator: SimulatorControl, twilio: Client
) -> None:
    simulator.configure(receipt_delay_seconds=30)
    sid = create(twilio).sid
    after = datetime.now(UTC) - timedelta(seconds=30)
    assert [m.sid for m in twilio.messages.list(to=PERSON, date_sent_after=after)] == [sid]


def test_a_date_that_is_none_is_refused(simulator: SimulatorControl, twilio: Client) -> None:
    with pytest.raises(TwilioException, match="Unable to fetch page"):
        twilio.messages.list(date_sent="yesterday")


def test_paging_shows_every_message_once_even_while_others_arrive(simulator: SimulatorControl, twilio: Client) -> None:
    sids = [create(twilio, body=f"Message {n}").sid for n in range(7)]
    page = twilio.messages.page(to=PERSON, page_size=3)
    seen = [m.sid for m in page]
    while page.next_page_url:
        create(twilio, body="Arrives between two pages")
        page = page.next_page()
        seen += [m.sid for m in page]
    assert seen == sids[::-1]
    assert [m.sid for m in twilio.messages.list(limit=2)] == [m.sid for m in twilio.messages.list()][:2]
