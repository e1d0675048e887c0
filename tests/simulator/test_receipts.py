"""Receipts as Twilio sends them, checked with Twilio's own validator, and misbehaving as the config says."""

from __future__ import annotations

from twilio.request_validator import RequestValidator
from twilio.rest import Client

from simulator.client import SimulatorControl
from tests.simulator.receiver import Post, Receiver
from tests.simulator_process import SimulatorProcess

PERSON = "+12065550101"


def send(twilio: Client, receiver: Receiver, *, path: str = "/receipts", to: str = PERSON) -> str:
    created = twilio.messages.create(to=to, from_="+15005550006", body="Hello", status_callback=receiver.url + path)
    assert isinstance(created.sid, str)
    return created.sid


def statuses(posts: list[Post]) -> list[str]:
    return [post.form["MessageStatus"] for post in posts]


def test_a_receipt_carries_a_signature_that_twilios_validator_accepts(
    simulator: SimulatorControl, process: SimulatorProcess, twilio: Client, receiver: Receiver
) -> None:
    path = "/receipts?message=0197-ab&again=%C3%BC"
    sid = send(twilio, receiver, path=path)
    simulator.wait_idle()
    assert statuses(receiver.posts) == ["sent", "delivered"]
    validator = RequestValidator(process.config.auth_token)
    for post in receiver.posts:
        signature = post.headers["X-Twilio-Signature"]
        assert post.path == path
        assert validator.validate(receiver.url + path, post.form, signature)
        assert not validator.validate(receiver.url + path, {**post.form, "To": "+1"}, signature)
        assert not RequestValidator("other").validate(receiver.url + path, post.form, signature)
        assert (post.form["MessageSid"], post.form["To"]) == (sid, PERSON)
        assert len(post.headers["I-Twilio-Idempotency-Token"]) == 32
    delivered = next(p for p in receiver.posts if p.form["MessageStatus"] == "delivered")
    assert "RawDlrDoneDate" in delivered.form
    assert "ErrorCode" not in delivered.form


def test_without_a_callback_url_nothing_is_posted(simulator: SimulatorControl, twilio: Client) -> None:
    twilio.messages.create(to=PERSON, from_="+15005550006", body="Hello")
    simulator.wait_idle()
    assert "webhooks_posted" not in simulator.state()["counts"]


def test_a_receipt_refused_with_5xx_is_repeated_once(
    simulator: SimulatorControl, twilio: Client, receiver: Receiver
) -> None:
    receiver.answers = [(500, ""), (500, ""), (500, ""), (500, ""), (500, "")]
    send(twilio, receiver)
    simulator.wait_idle()
    assert sorted(statuses(receiver.posts)) == ["delivered", "delivered", "sent", "sent"]
    counts = simulator.state()["counts"]
    assert (counts["webhooks_repeated"], counts["webhooks_failed"]) == (2, 4)


def test_a_receipt_refused_with_4xx_is_not_repeated(
    simulator: SimulatorControl, twilio: Client, receiver: Receiver
) -> None:
    receiver.answers = [(403, ""), (403, "")]
    send(twilio, receiver)
    simulator.wait_idle()
    assert len(receiver.posts) == 2


def test_nobody_listening_harms_nothing(simulator: SimulatorControl, twilio: Client) -> None:
    created = twilio.messages.create(
        to=PERSON, from_="+15005550006", body="Hello", status_callback="http://127.0.0.1:9/receipts"
    )
    simulator.wait_idle()
    assert twilio.messages(created.sid).fetch().status == "delivered"
    assert simulator.state()["counts"]["webhooks_failed"] == 4


def test_receipts_wait_as_long_as_configured(simulator: SimulatorControl, twilio: Client, receiver: Receiver) -> None:
    simulator.configure(receipt_delay_seconds=60)
    sid = send(twilio, receiver)
    assert simulator.state()["under_way"] == 1
    assert twilio.messages(sid).fetch().status == "sending"
    assert receiver.posts == []
    simulator.reset()
    assert simulator.state()["under_way"] == 0


def test_receipts_are_doubled_lost_and_reordered_by_rate(
    simulator: SimulatorControl, twilio: Client, receiver: Receiver
) -> None:
    simulator.configure(receipts_doubled=1)
    send(twilio, receiver)
    simulator.wait_idle()
    assert statuses(receiver.posts) == ["sent", "sent", "delivered", "delivered"]

    receiver.posts.clear()
    simulator.configure(receipts_doubled=0, receipts_lost=1)
    sid = send(twilio, receiver)
    simulator.wait_idle()
    assert receiver.posts == []
    assert twilio.messages(sid).fetch().status == "delivered"

    simulator.configure(receipts_lost=0, receipts_reordered=1)
    send(twilio, receiver)
    simulator.wait_idle()
    assert statuses(receiver.posts) == ["delivered", "sent"]
