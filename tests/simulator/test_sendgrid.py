"""Mail sent through SendGrid's own SDK, and the events that come of it, checked with SendGrid's own verifier."""

from __future__ import annotations

import json
from typing import Any

import pytest
from python_http_client.exceptions import HTTPError
from sendgrid import SendGridAPIClient
from sendgrid.helpers.eventwebhook import EventWebhook
from sendgrid.helpers.mail import CustomArg, Mail, Personalization, To

from simulator.client import SimulatorControl
from simulator.magic_addresses import RULES
from simulator.magic_numbers import Hang
from tests.simulator.receiver import Receiver
from tests.simulator_process import SimulatorProcess

TELLING = sorted(name for name, rule in RULES.items() if rule.events and not rule.first_requests_only)


def mail(to: str = "sam@example.org", **changes: Any) -> Mail:
    made = Mail("police@agency.example", to, "Your case number", "Case 26-1", "<p>Case 26-1</p>")
    made.add_custom_arg(CustomArg("message_id", "0197-ab"))
    for name, value in changes.items():
        setattr(made, name, value)
    return made


def refusal(sendgrid: SendGridAPIClient, request: Mail | dict[str, Any]) -> tuple[int, list[dict[str, Any]]]:
    with pytest.raises(HTTPError) as caught:
        sendgrid.send(request)
    return caught.value.status_code, json.loads(caught.value.body)["errors"]


def events_of(receiver: Receiver) -> list[dict[str, Any]]:
    return [event for post in receiver.posts for event in json.loads(post.body)]


def test_a_mail_is_accepted_and_kept_whole(simulator: SimulatorControl, sendgrid: SendGridAPIClient) -> None:
    answer = sendgrid.send(mail())
    assert (answer.status_code, answer.body) == (202, b"")
    [kept] = simulator.messages(channel="email", to="sam@example.org")
    assert kept["sid"] == answer.headers["X-Message-Id"]
    assert (kept["subject"], kept["body"], kept["html"]) == ("Your case number", "Case 26-1", "<p>Case 26-1</p>")
    assert (kept["sender"], kept["custom_args"]) == ("police@agency.example", {"message_id": "0197-ab"})


def test_everybody_in_every_personalization_gets_a_copy(
    simulator: SimulatorControl, sendgrid: SendGridAPIClient
) -> None:
    request = mail()
    second = Personalization()
    second.add_to(To("kim@example.org"))
    second.subject = "Another subject"
    request.add_personalization(second)
    sendgrid.send(request)
    kept = simulator.messages(channel="email")
    assert {m["to"]: m["subject"] for m in kept} == {
        "sam@example.org": "Your case number",
        "kim@example.org": "Another subject",
    }
    assert len({m["sid"] for m in kept}) == 2


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"personalizations": []}, "personalizations"),
        ({"personalizations": [{"to": []}]}, "personalizations.0.to"),
        ({"personalizations": [{"to": [{"email": "nobody"}]}]}, "personalizations.0.to.0.email"),
        ({"personalizations": [{"to": [{"email": "a@b.c"}, {"email": "A@b.c"}]}]}, "personalizations.0"),
        ({"from": {}}, "from.email"),
        ({"content": []}, "content"),
        ({"content": [{"type": "text/plain", "value": ""}]}, "content.0.value"),
        ({"content": [{"type": t, "value": "x"} for t in ("text/html", "text/plain")]}, None),
        ({"subject": ""}, None),
        ({"custom_args": {"n": 1}}, "custom_args.n"),
    ],
)
def test_a_malformed_request_is_refused_and_the_field_named(
    simulator: SimulatorControl, sendgrid: SendGridAPIClient, change: dict[str, Any], field: str | None
) -> None:
    status, errors = refusal(sendgrid, {**mail().get(), **change})
    assert (status, errors[0]["field"]) == (400, field)
    assert errors[0]["message"]
    assert simulator.count() == 0


def test_a_wrong_key_gets_401(simulator: SimulatorControl, process: SimulatorProcess) -> None:
    status, errors = refusal(SendGridAPIClient("SG.wrong", host=process.url), mail())
    assert (status, errors[0]["field"]) == (401, None)


@pytest.mark.parametrize("name", [n for n, r in RULES.items() if r.refuse_with])
def test_an_address_that_is_refused_accepts_nothing(
    simulator: SimulatorControl, sendgrid: SendGridAPIClient, name: str
) -> None:
    rule, address = RULES[name], f"{name.upper()}@simulator.test"
    for _ in range(rule.first_requests_only or 1):
        assert refusal(sendgrid, mail(address))[0] == rule.refuse_with
    assert simulator.count() == 0
    if rule.first_requests_only:
        assert sendgrid.send(mail(address)).status_code == 202


@pytest.mark.parametrize("name", [n for n, r in RULES.items() if r.hang])
def test_an_address_that_hangs_accepts_only_if_it_says_so(
    simulator: SimulatorControl, sendgrid: SendGridAPIClient, name: str
) -> None:
    sendgrid.client.timeout = 0.5
    with pytest.raises(OSError, match="timed out"):
        sendgrid.send(mail(f"{name}@simulator.test"))
    assert simulator.count() == (RULES[name].hang is Hang.AFTER_ACCEPTING)


@pytest.mark.parametrize("name", TELLING)
def test_the_events_of_a_magic_address_come_in_order_and_signed(
    simulator: SimulatorControl, sendgrid: SendGridAPIClient, receiver: Receiver, name: str
) -> None:
    simulator.configure(event_webhook_url=receiver.url)
    answer = sendgrid.send(mail(f"{name}@simulator.test"))
    simulator.wait_idle()
    events = events_of(receiver)
    rules = RULES[name].events
    assert [e["event"] for e in events] == [rule.event for rule in rules]
    assert len({e["sg_event_id"] for e in events}) == len(rules)
    for event, rule in zip(events, rules, strict=True):
        assert event["message_id"] == "0197-ab"
        assert {k: event[k] for k in rule.fields} == dict(rule.fields)
        assert ("sg_message_id" in event) is rule.knows_message
        if rule.knows_message:
            assert event["sg_message_id"].startswith(answer.headers["X-Message-Id"] + ".")
    verifier = EventWebhook(simulator.state()["event_public_key"])
    for post in receiver.posts:
        signature = post.headers["X-Twilio-Email-Event-Webhook-Signature"]
        timestamp = post.headers["X-Twilio-Email-Event-Webhook-Timestamp"]
        assert verifier.verify_signature(post.body.decode(), signature, timestamp)
        assert not verifier.verify_signature(post.body.decode() + " ", signature, timestamp)


def test_an_ordinary_mail_is_processed_and_delivered(
    simulator: SimulatorControl, sendgrid: SendGridAPIClient, receiver: Receiver
) -> None:
    simulator.configure(event_webhook_url=receiver.url)
    sendgrid.send(mail())
    simulator.wait_idle()
    assert [e["event"] for e in events_of(receiver)] == ["processed", "delivered"]
    assert simulator.messages()[0]["status"] == "delivered"


def test_events_are_doubled_reordered_and_lost_by_rate(
    simulator: SimulatorControl, sendgrid: SendGridAPIClient, receiver: Receiver
) -> None:
    def told(**rates: float) -> list[dict[str, Any]]:
        receiver.posts.clear()
        simulator.reset()
        simulator.configure(event_webhook_url=receiver.url, **rates)
        sendgrid.send(mail())
        simulator.wait_idle()
        return events_of(receiver)

    doubled = told(receipts_doubled=1)
    assert [e["event"] for e in doubled] == ["processed", "processed", "delivered", "delivered"]
    assert len({e["sg_event_id"] for e in doubled}) == 2
    assert [e["event"] for e in told(receipts_reordered=1)] == ["delivered", "processed"]
    assert told(receipts_lost=1) == []


def test_custom_args_cannot_pass_for_the_vendors_own_fields(
    simulator: SimulatorControl, sendgrid: SendGridAPIClient, receiver: Receiver
) -> None:
    simulator.configure(event_webhook_url=receiver.url)
    request = mail()
    request.add_custom_arg(CustomArg("event", "bounce"))
    sendgrid.send(request)
    simulator.wait_idle()
    assert [e["event"] for e in events_of(receiver)] == ["processed", "delivered"]
