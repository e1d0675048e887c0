"""What somebody asks who checks a set-up: the account, its numbers and services, SendGrid's scopes and webhooks."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from python_http_client.exceptions import HTTPError
from sendgrid import SendGridAPIClient
from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client

from simulator.client import SimulatorControl
from tests.simulator.openapi import document, validate
from tests.simulator_process import SimulatorProcess

TWILIO, WEBHOOKS = "twilio_api_v2010.json", "tsg_webhooks_v3.json"
AGENCY = "+15005550006"
SERVICE = "MG" + "b" * 32


def schema(name: str, path: str) -> dict[str, Any]:
    found: dict[str, Any] = document(name)["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]
    answer: dict[str, Any] = found["schema"]
    return answer


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("/2010-04-01/Accounts/{Sid}.json", {}),
        ("/2010-04-01/Accounts/{AccountSid}/IncomingPhoneNumbers.json", {"PhoneNumber": AGENCY}),
        ("/2010-04-01/Accounts/{AccountSid}/IncomingPhoneNumbers.json", {"PhoneNumber": "+15005550007"}),
    ],
)
def test_account_and_numbers_keep_the_contract(
    simulator: SimulatorControl, process: SimulatorProcess, path: str, query: dict[str, str]
) -> None:
    config = process.config
    url = path.replace("{Sid}", config.account_sid).replace("{AccountSid}", config.account_sid)
    auth = (config.account_sid, config.auth_token)
    answer = httpx.get(process.url + url, params=query, auth=auth, trust_env=False).json()
    validate(answer, schema(TWILIO, path), TWILIO)
    kinds = {
        "incoming_phone_numbers": "api.v2010.account.incoming_phone_number",
        "friendly_name": "api.v2010.account",
    }
    for name, kind in kinds.items():
        found = answer.get(name) if name == "incoming_phone_numbers" else [answer] if name in answer else []
        for thing in found or []:
            assert set(thing) == set(document(TWILIO)["components"]["schemas"][kind]["properties"])


def test_the_sdk_reads_account_number_and_service(simulator: SimulatorControl, twilio: Client) -> None:
    twilio.messaging.base_url = simulator.base_url
    simulator.configure(account_type="Trial", inbound_url="http://127.0.0.1:9/inbound")
    account = twilio.api.accounts(twilio.account_sid).fetch()
    assert (account.status, account.type) == ("active", "Trial")
    [number] = twilio.incoming_phone_numbers.list(phone_number=AGENCY)
    assert (number.phone_number, number.sms_url) == (AGENCY, "http://127.0.0.1:9/inbound")
    assert number.capabilities["sms"]
    assert twilio.incoming_phone_numbers.list(phone_number="+15005550007") == []
    service = twilio.messaging.v1.services(SERVICE)
    assert service.fetch().inbound_request_url == "http://127.0.0.1:9/inbound"
    assert [held.phone_number for held in service.phone_numbers.list()] == [AGENCY]
    with pytest.raises(TwilioRestException) as unknown:
        twilio.messaging.v1.services("MG" + "0" * 32).fetch()
    assert unknown.value.code == 20404


def test_sendgrids_event_webhooks_keep_the_contract(simulator: SimulatorControl, sendgrid: SendGridAPIClient) -> None:
    path = "/v3/user/webhooks/event/settings/all"
    assert read(sendgrid, "user/webhooks/event/settings/all") == {"max_allowed": 5, "webhooks": []}
    simulator.configure(event_webhook_url="http://127.0.0.1:9/events")
    answer = read(sendgrid, "user/webhooks/event/settings/all")
    validate(answer, schema(WEBHOOKS, path), WEBHOOKS)
    [webhook] = answer["webhooks"]
    promised = document(WEBHOOKS)["components"]["schemas"]["EventWebhookSignedResponse"]["properties"]
    assert set(webhook) == set(promised)
    assert webhook["public_key"] == simulator.state()["event_public_key"]


def test_sendgrid_says_what_a_key_may_do_and_refuses_the_rest(
    simulator: SimulatorControl, sendgrid: SendGridAPIClient
) -> None:
    assert "mail.send" in read(sendgrid, "scopes")["scopes"]
    [domain] = read(sendgrid, "whitelabel/domains", {"domain": "example.org"})
    assert (domain["domain"], domain["valid"]) == ("example.org", True)
    simulator.configure(key_scopes="mail.send sender_verification.read", verified_sender="a@example.org")
    assert read(sendgrid, "verified_senders")["results"][0]["from_email"] == "a@example.org"
    with pytest.raises(HTTPError) as refused:
        read(sendgrid, "whitelabel/domains")
    assert refused.value.status_code == 403


def read(sendgrid: SendGridAPIClient, path: str, query: dict[str, str] | None = None) -> Any:
    return sendgrid.client._(path).get(query_params=query).to_dict
