"""What a bounce means: by SendGrid's class, and by the enhanced status code."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.delivery import Standing
from messaging.providers.delivery_report import ProviderReport
from messaging.providers.failure_kinds import FailureKind
from messaging.providers.sendgrid_bounces import Bounce
from messaging.providers.sendgrid_receipts import read_events
from tests.post import NOW

CLASSES = [
    *("Invalid Address", "Technical Failure", "Content", "Reputation", "Frequency or Volume Too High"),
    *("Mailbox Unavailable", "Unclassified", "", "A class of 2031"),
]
INVALID = {"5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10"}


def reported(**event: Any) -> ProviderReport:
    """What comes of an event as SendGrid posts it."""
    usual = {
        "email": "ana@example.com",
        "event": "bounce",
        "message_id": "m",
        "sg_event_id": "e1",
        "sg_message_id": "abc.recvd-1-0",
        "smtp-id": "<abc@example.com>",
        "timestamp": 1_764_000_000,
        "type": "bounce",
    }
    [report] = read_events(json.dumps([usual | event]).encode(), now=NOW)
    return report


@pytest.mark.parametrize(
    ("event", "kind"),
    [
        ({"status": "5.1.1", "reason": "550 5.1.1 no such user"}, FailureKind.NO_SUCH_ADDRESS),
        ({"status": "5.1.10", "reason": "550 5.1.10 null MX"}, FailureKind.NO_SUCH_ADDRESS),
        ({"status": "5.0.0", "reason": "550 5.1.1 <ana@example.com>: unknown"}, FailureKind.NO_SUCH_ADDRESS),
        ({"status": "550", "bounce_classification": "Invalid Address"}, FailureKind.NO_SUCH_ADDRESS),
        ({"status": "5.0.0", "bounce_classification": "invalid", "reason": "500 unknown"}, FailureKind.NO_SUCH_ADDRESS),
        ({"status": "5.4.1", "bounce_classification": "Invalid Address"}, FailureKind.NO_SUCH_ADDRESS),
        ({"status": "5.0.0", "reason": "unable to get mx info"}, FailureKind.UNKNOWN),
        (
            {"status": "5.0.0", "reason": "unable to get mx info", "bounce_classification": "Technical Failure"},
            FailureKind.RECIPIENT,
        ),
        (
            {"status": "5.0.0", "reason": "unable to get mx info", "bounce_classification": "Invalid Address"},
            FailureKind.NO_SUCH_ADDRESS,
        ),
        ({"status": "5.7.1", "reason": "550 5.7.1 blocked using a list", "type": "blocked"}, FailureKind.SENDER),
        ({"status": "5.7.1"}, FailureKind.SENDER),
        ({"status": "5.7.26", "type": "blocked"}, FailureKind.SENDER),
        ({"status": "5.7.606"}, FailureKind.SENDER),
        ({"status": "5.7.1", "bounce_classification": "Invalid Address"}, FailureKind.SENDER),
        ({"status": "5.7.1", "bounce_classification": "Content"}, FailureKind.CONTENT),
        ({"status": "5.1.1", "bounce_classification": "Reputation"}, FailureKind.SENDER),
        ({"status": "5.1.1", "bounce_classification": "Mailbox Unavailable"}, FailureKind.NO_SUCH_ADDRESS),
        ({"status": "5.1.1", "bounce_classification": "Unclassified"}, FailureKind.NO_SUCH_ADDRESS),
        ({"status": "5.1.8"}, FailureKind.SENDER),
        ({"status": "4.7.28", "type": "blocked"}, FailureKind.SENDER_PASSING),
        ({"status": "4.0.0", "bounce_classification": "Frequency or Volume Too High"}, FailureKind.SENDER_PASSING),
        ({"status": "421", "bounce_classification": "Reputation"}, FailureKind.SENDER_PASSING),
        ({"status": "4.2.2", "reason": "452 4.2.2 over quota"}, FailureKind.TEMPORARY),
        ({"status": "4.1.1", "bounce_classification": "Invalid Address"}, FailureKind.TEMPORARY),
        ({"status": "4.7.1", "reason": "451 4.7.1 greylisted"}, FailureKind.TEMPORARY),
        ({"status": "451"}, FailureKind.TEMPORARY),
        ({"status": "4.4.7", "type": "expired"}, FailureKind.EXPIRED),
        ({"status": "5.2.2", "bounce_classification": "Mailbox Unavailable"}, FailureKind.RECIPIENT),
        ({"status": "5.2.1"}, FailureKind.RECIPIENT),
        ({"status": "5.2.3"}, FailureKind.CONTENT),
        ({"status": "5.1.1", "type": "blocked"}, FailureKind.RECIPIENT),
        ({"status": "5.5.0"}, FailureKind.UNKNOWN),
        ({"status": "5.1.1.7", "reason": "550 5.1.1.7 is listed"}, FailureKind.UNKNOWN),
        ({}, FailureKind.UNKNOWN),
    ],
)
def test_whose_trouble_a_bounce_is(event: dict[str, str], kind: FailureKind) -> None:
    bounce = Bounce(
        status=event.get("status", ""),
        reason=event.get("reason", ""),
        classification=event.get("bounce_classification", ""),
        type=event.get("type", "bounce"),
    )
    assert bounce.kind is kind
    report = reported(**event)
    assert report.loses_address is (kind is FailureKind.NO_SUCH_ADDRESS)
    assert (report.alarm_at is not None) is (kind in {FailureKind.SENDER, FailureKind.SENDER_PASSING})


@given(
    status=st.from_regex(r"\A[245]\.[0-7]\.[0-9]{1,2}\Z"),
    classification=st.sampled_from(CLASSES),
    type_=st.sampled_from(["bounce", "blocked", "expired", ""]),
)
def test_only_an_invalid_address_is_cut_and_nothing_that_passes(status: str, classification: str, type_: str) -> None:
    report = reported(status=status, bounce_classification=classification, type=type_)
    is_invalid = classification == "Invalid Address" or status in INVALID
    assert not report.loses_address or (
        is_invalid and not status.startswith("4") and type_ not in {"blocked", "expired"}
    )
    if status.startswith("4") and type_ != "expired":
        assert report.standing is Standing.TEMPORARY
    if classification in {"Reputation", "Frequency or Volume Too High"}:
        assert (report.alarm_at, report.loses_address) == (1, False)


@given(event=st.dictionaries(st.sampled_from(["status", "reason", "type", "bounce_classification"]), st.text()))
def test_whatever_a_bounce_says_it_is_read(event: dict[str, str]) -> None:
    assert reported(**event).standing is not Standing.DELIVERED


def test_a_long_answer_that_quotes_the_address_is_read_and_not_kept() -> None:
    report = reported(status="5.0.0", reason="550-5.1.1 The account ana@example.com\ndoes not exist" + " x" * 500)
    assert (report.code, report.loses_address) == ("5.1.1", True)
    assert "ana" not in repr(report)


def test_a_delayed_bounce_is_too_late_to_send_again() -> None:
    report = reported(status="4.2.2", sg_message_id="")
    assert (report.standing, report.loses_address) == (Standing.PERMANENT, False)


@pytest.mark.parametrize(
    ("reason", "standing", "cut"),
    [
        ("Bounced Address", Standing.PERMANENT, True),
        ("Invalid", Standing.PERMANENT, True),
        ("Invalid SMTPAPI header", Standing.SENDER_WIDE, False),
        ("Spam Content (if Spam Checker app is enabled)", Standing.PERMANENT, False),
        ("Unsubscribed Address", Standing.OPTED_OUT, False),
        ("Spam Reporting Address", Standing.OPTED_OUT, False),
        ("Recipient List over Package Quota", Standing.LIMITED, False),
        ("A reason of 2031", Standing.PERMANENT, False),
    ],
)
def test_what_sendgrid_did_not_even_try(reason: str, standing: Standing, cut: bool) -> None:
    report = reported(event="dropped", reason=reason)
    assert (report.standing, report.loses_address) == (standing, cut)
