"""What a person writes on a phone reaches the application, and Twilio's keywords are obeyed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import httpx
import pytest
from twilio.base.exceptions import TwilioRestException
from twilio.request_validator import RequestValidator
from twilio.rest import Client

from simulator.client import SimulatorControl
from simulator.inbound import HELP, START, STOP, twiml_messages
from tests.simulator.receiver import Receiver
from tests.simulator_process import SimulatorProcess

AGENCY, PERSON = "+15005550006", "+12065550101"


def text(twilio: Client, *, sender: str = AGENCY, to: str = PERSON) -> None:
    twilio.messages.create(to=to, from_=sender, body="Hello")


def shown(simulator: SimulatorControl) -> list[str]:
    return [m["body"] for m in simulator.messages(to=PERSON)]


def test_a_reply_is_posted_signed_and_the_twiml_answer_is_shown(
    simulator: SimulatorControl, process: SimulatorProcess, receiver: Receiver
) -> None:
    url = receiver.url + "/inbound?agency=WA01"
    simulator.configure(inbound_url=url)
    receiver.answers = [(200, "<?xml version='1.0'?><Response><Message>نشكرك &amp; thanks</Message></Response>")]
    wrote = simulator.inbound(sender=PERSON, to=AGENCY, body="He is still here é 🚓")
    [post] = receiver.posts
    assert RequestValidator(process.config.auth_token).validate(url, post.form, post.headers["X-Twilio-Signature"])
    assert {k: post.form[k] for k in ("From", "To", "Body", "NumMedia", "MessageSid", "SmsStatus")} == {
        "From": PERSON,
        "To": AGENCY,
        "Body": "He is still here é 🚓",
        "NumMedia": "0",
        "MessageSid": wrote["sid"],
        "SmsStatus": "received",
    }
    [answer] = simulator.messages(to=PERSON)
    assert (answer["body"], answer["direction"], answer["sender"]) == ("نشكرك & thanks", "outbound-reply", AGENCY)
    assert [m["body"] for m in simulator.messages(direction="inbound")] == ["He is still here é 🚓"]


def test_a_reply_goes_to_whoever_wrote_last(simulator: SimulatorControl, twilio: Client) -> None:
    text(twilio, sender="+15005550010")
    assert simulator.inbound(sender=PERSON, body="Thanks")["to"] == "+15005550010"
    assert simulator.inbound(sender="+12065550199", body="Hello?")["to"] == AGENCY


def test_without_an_inbound_url_a_reply_is_kept_and_posted_nowhere(simulator: SimulatorControl) -> None:
    simulator.inbound(sender=PERSON, body="Hello?")
    assert len(simulator.messages(direction="inbound")) == 1
    assert simulator.state()["counts"] == {}


def test_an_application_that_fails_is_asked_once_more(simulator: SimulatorControl, receiver: Receiver) -> None:
    simulator.configure(inbound_url=receiver.url)
    receiver.answers = [(500, ""), (200, "<Response><Message>Here again</Message></Response>")]
    simulator.inbound(sender=PERSON, body="Hello?")
    assert len(receiver.posts) == 2
    assert shown(simulator) == ["Here again"]


@pytest.mark.parametrize("word", sorted(STOP))
def test_a_stop_word_blocks_this_sender_only_until_start(
    simulator: SimulatorControl, twilio: Client, word: str
) -> None:
    simulator.inbound(sender=PERSON, to=AGENCY, body=f" {word.lower()}\n")
    assert len(shown(simulator)) == 1
    with pytest.raises(TwilioRestException) as refused:
        text(twilio)
    assert (refused.value.status, refused.value.code) == (400, 21610)
    text(twilio, sender="+15005550010")
    text(twilio, to="+12065550102")
    simulator.inbound(sender=PERSON, to=AGENCY, body="START")
    text(twilio)


@pytest.mark.parametrize("word", sorted(START | HELP))
def test_start_and_help_words_are_answered(simulator: SimulatorControl, word: str) -> None:
    simulator.inbound(sender=PERSON, to=AGENCY, body=word)
    assert len(shown(simulator)) == 1


def test_a_sentence_with_a_stop_word_in_it_is_no_stop(simulator: SimulatorControl, twilio: Client) -> None:
    simulator.inbound(sender=PERSON, to=AGENCY, body="Please stop him")
    simulator.inbound(sender=PERSON, to=AGENCY, body="STOP texting me")
    text(twilio)
    assert shown(simulator) == ["Hello"]


def test_an_answer_to_stop_is_blocked_too_and_the_webhook_still_comes(
    simulator: SimulatorControl, receiver: Receiver
) -> None:
    simulator.configure(inbound_url=receiver.url)
    receiver.answers = [(200, "<Response><Message>You are out</Message></Response>")]
    simulator.inbound(sender=PERSON, to=AGENCY, body="STOP")
    assert len(receiver.posts) == 1
    assert "You are out" not in shown(simulator)
    assert simulator.state()["counts"]["replies_blocked"] == 1


def test_with_the_default_handling_switched_off_the_application_decides(
    simulator: SimulatorControl, twilio: Client, receiver: Receiver
) -> None:
    simulator.configure(inbound_url=receiver.url, default_opt_out=False)
    receiver.answers = [(200, "<Response><Message>You are out</Message></Response>")]
    simulator.inbound(sender=PERSON, to=AGENCY, body="STOP")
    assert shown(simulator) == ["You are out"]
    text(twilio)


def test_nonsense_from_a_phone_is_refused(simulator: SimulatorControl) -> None:
    for sender, body in (("nobody", "Hello"), (PERSON, "")):
        with pytest.raises(httpx.HTTPStatusError, match="422"):
            simulator.inbound(sender=sender, body=body)


@pytest.mark.parametrize(
    ("answer", "texts"),
    [
        ("<Response><Message>One</Message><Message><Body>Two</Body></Message></Response>", ["One", "Two"]),
        ("<Response/>", []),
        ("<Response><Message> </Message></Response>", []),
        ("<Other><Message>One</Message></Other>", []),
        ("<Response><Message>", []),
        ("plain words", []),
        ("", []),
    ],
)
def test_twiml_is_read(answer: str, texts: list[str]) -> None:
    assert twiml_messages(answer) == texts


def test_advanced_opt_out_says_what_twilio_took_a_text_for(simulator: SimulatorControl, receiver: Receiver) -> None:
    simulator.configure(
        inbound_url=receiver.url,
        advanced_opt_out=True,
        stop_words="ALTO BAJA",
        start_words="VOLVER",
        help_words="INFOS",
    )
    for body in ("alto", "Volver", "infos", "STOP", "alto por favor"):
        simulator.inbound(sender=PERSON, to=AGENCY, body=body)
    assert [post.form.get("OptOutType") for post in receiver.posts] == ["STOP", "START", "HELP", "STOP", None]


def test_a_text_may_come_over_another_network(simulator: SimulatorControl, receiver: Receiver) -> None:
    simulator.configure(inbound_url=receiver.url)
    simulator.inbound(sender="rcs:" + PERSON, to=AGENCY, body="hello")
    assert [post.form["From"] for post in receiver.posts] == ["rcs:" + PERSON]


def test_incoming_texts_are_listed_as_twilio_lists_them(simulator: SimulatorControl, twilio: Client) -> None:
    for number in range(7):
        simulator.inbound(sender=PERSON, to=AGENCY, body=f"text {number}")
    simulator.inbound(sender=PERSON, to="+15005550010", body="to another number")
    text(twilio)
    since = datetime.now(UTC) - timedelta(minutes=1)
    found = twilio.messages.list(to=AGENCY, date_sent_after=since, page_size=3)
    assert [message.body for message in found] == [f"text {number}" for number in reversed(range(7))]
    assert {(message.direction, message.status, message.from_) for message in found} == {
        ("inbound", "received", PERSON)
    }
    assert all(message.date_sent and message.date_sent == message.date_created for message in found)
    assert twilio.messages.list(to=AGENCY, date_sent_after=datetime.now(UTC) + timedelta(minutes=1)) == []
    page = twilio.messages.page(to=AGENCY, page_size=3)
    assert len(list(page)) == 3
    assert page.next_page_url is not None
