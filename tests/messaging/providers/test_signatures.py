"""The vendors' own published examples are genuine; anything else about them is not."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from messaging.providers.delivery_report import KnownAccount, NotGenuine
from messaging.providers.sendgrid_signature import BadVerificationKey, SendGridEvents
from messaging.providers.twilio_signature import OneAccount, check_account, check_form
from simulator.signing import EventSigner

# twilio.com/docs/usage/security
TWILIO_URL = "https://mycompany.com/myapp.php?foo=1&bar=2"
TWILIO_FORM = [
    ("CallSid", "CA1234567890ABCDE"),
    ("Caller", "+12349013030"),
    ("Digits", "1234"),
    ("From", "+12349013030"),
    ("To", "+18005551212"),
]
TWILIO_SIGNATURE = "0/KCTR6DLpKmkAf8muzZqo1nDgQ="

# The fixture that SendGrid publishes with its libraries; the line break at the end is signed too.
SENDGRID_KEY = (
    "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE83T4O/n84iotIvIW4mdBgQ/7dAfSmpqIM8kF9mN1"
    "flpVKS3GRqe62gw+2fNNRaINXvVpiglSI8eNEc6wEA3F+g=="
)
SENDGRID_SIGNATURE = "MEUCIGHQVtGj+Y3LkG9fLcxf3qfI10QysgDWmMOVmxG0u6ZUAiEAyBiXDWzM+uOe5W0JuG+luQAbPIqHh89M15TluLtEZtM="
SENDGRID_BODY = (
    b'[{"email":"hello@world.com","event":"dropped","reason":"Bounced Address",'
    b'"sg_event_id":"ZHJvcC0xMDk5NDkxOS1MUnpYbF9OSFN0T0doUTRrb2ZTbV9BLTA",'
    b'"sg_message_id":"LRzXl_NHStOGhQ4kofSm_A.filterdrecv-p3mdw1-756b745b58-kmzbl-18-5F5FC76C-9.0",'
    b'"smtp-id":"<LRzXl_NHStOGhQ4kofSm_A@ismtpd0039p1iad1.sendgrid.net>","timestamp":1600112492}]\r\n'
)
SENT = datetime.fromtimestamp(1600112502, tz=UTC)
MINUTE = timedelta(minutes=1)


def test_twilios_example_is_genuine() -> None:
    check_form(url=TWILIO_URL, form=TWILIO_FORM, signature=TWILIO_SIGNATURE, secret="12345")


@pytest.mark.parametrize(
    "changes",
    [
        {"url": TWILIO_URL + "&more=1"},
        {"url": TWILIO_URL.replace("mycompany.com", "localhost")},
        {"form": TWILIO_FORM[1:]},
        {"form": [*TWILIO_FORM, ("To", "+18005551213")]},
        {"signature": ""},
        {"signature": "ü"},
        {"secret": "12346"},
    ],
)
def test_twilios_example_with_a_change_is_not(changes: dict[str, Any]) -> None:
    usual = {"url": TWILIO_URL, "form": TWILIO_FORM, "signature": TWILIO_SIGNATURE, "secret": "12345"}
    with pytest.raises(NotGenuine):
        check_form(**(usual | changes))


def test_a_field_that_comes_several_times_is_signed_with_all_its_values() -> None:
    form = [("MediaUrl", "b"), ("MediaUrl", "a"), ("MediaUrl", "b")]
    signature = "HXNBh0O/5LT4/fbByMXbWJDU9vk="
    check_form(url="https://example.org/x", form=form, signature=signature, secret="12345")
    with pytest.raises(NotGenuine):
        check_form(url="https://example.org/x", form=form[:1], signature=signature, secret="12345")


async def test_only_the_account_of_the_settings_has_a_secret() -> None:
    assert await OneAccount(account_sid="AC1", auth_token="s").for_account("AC1") == KnownAccount(secret="s")
    assert await OneAccount(account_sid="AC1", auth_token="s").for_account("AC2") is None
    assert await OneAccount(account_sid="AC1").for_account("AC1") is None
    assert await OneAccount().for_account("") is None


def sendgrid(key: str = SENDGRID_KEY) -> SendGridEvents:
    return SendGridEvents(public_keys=key, tolerance=5 * MINUTE)


def an_example() -> dict[str, Any]:
    return {"body": SENDGRID_BODY, "signature": SENDGRID_SIGNATURE, "timestamp": "1600112502", "now": SENT}


@pytest.mark.parametrize("late", [-5, 0, 5])
def test_sendgrids_example_is_genuine_when_it_was_sent(late: int) -> None:
    sendgrid().check(**(an_example() | {"now": SENT + late * MINUTE}))


@pytest.mark.parametrize(
    "changes",
    [
        {"now": SENT + 6 * MINUTE},
        {"now": SENT - 6 * MINUTE},
        {"timestamp": "1600112503"},
        {"timestamp": ""},
        {"timestamp": "now"},
        {"timestamp": "٣"},
        {"timestamp": "9" * 5000},
        {"signature": ""},
        {"signature": "no base64"},
        {"signature": "ü"},
        {"signature": SENDGRID_SIGNATURE[:-8]},
        {"body": SENDGRID_BODY.strip()},
        {"body": SENDGRID_BODY.replace(b"dropped", b"bounced")},
        {"body": b"\xff\xfe"},
        {"body": b""},
    ],
)
def test_sendgrids_example_with_a_change_is_not(changes: dict[str, Any]) -> None:
    with pytest.raises(NotGenuine):
        sendgrid().check(**(an_example() | changes))


def test_another_accounts_events_are_not_genuine() -> None:
    with pytest.raises(NotGenuine):
        sendgrid(EventSigner().public_key).check(**an_example())


@pytest.mark.parametrize("key", ["", "no key", "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE83T4", "ü"])
def test_a_key_that_is_none_is_told_at_once(key: str) -> None:
    with pytest.raises(BadVerificationKey):
        sendgrid(key)


def test_each_account_has_a_key_of_its_own() -> None:
    sendgrid(f"{EventSigner().public_key} {SENDGRID_KEY}").check(**an_example())
    sendgrid(f"{SENDGRID_KEY} {EventSigner().public_key}").check(**an_example())


@pytest.mark.parametrize(("secret", "other"), [("12345", ""), ("12345", "new"), ("new", "12345")])
def test_d3_either_token_counts_while_one_is_replaced(secret: str, other: str) -> None:
    account = KnownAccount(secret=secret, other_secret=other)
    check_account(url=TWILIO_URL, form=TWILIO_FORM, signature=TWILIO_SIGNATURE, account=account)
    wrong = KnownAccount(secret="new", other_secret="older")
    with pytest.raises(NotGenuine):
        check_account(url=TWILIO_URL, form=TWILIO_FORM, signature=TWILIO_SIGNATURE, account=wrong)
