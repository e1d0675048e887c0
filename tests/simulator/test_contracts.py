"""Requests and answers compared with the vendors' own OpenAPI documents."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from jsonschema import ValidationError
from python_http_client.exceptions import HTTPError
from sendgrid import SendGridAPIClient
from sendgrid.helpers.mail import Mail
from twilio.rest import Client

from simulator.client import SimulatorControl
from tests.simulator.openapi import document, validate
from tests.simulator_process import SimulatorProcess

TWILIO, LOOKUPS, MAIL = "twilio_api_v2010.json", "twilio_lookups_v2.json", "tsg_mail_v3.json"
MESSAGES = "/2010-04-01/Accounts/{AccountSid}/Messages.json"
MESSAGE = "/2010-04-01/Accounts/{AccountSid}/Messages/{Sid}.json"
AGENCY, PERSON = "+15005550006", "+12065550101"


@pytest.fixture
def http(process: SimulatorProcess) -> Any:
    config = process.config
    with httpx.Client(base_url=process.url, auth=(config.account_sid, config.auth_token), trust_env=False) as client:
        yield client


def answer_schema(name: str, path: str, method: str, status: str) -> dict[str, Any]:
    answer = document(name)["paths"][path][method]["responses"][status]
    schema: dict[str, Any] = answer["content"]["application/json"]["schema"]
    return schema


def test_a_created_message_has_every_field_of_the_contract(
    simulator: SimulatorControl, process: SimulatorProcess, http: httpx.Client
) -> None:
    schema = answer_schema(TWILIO, MESSAGES, "post", "201")
    path = MESSAGES.format(AccountSid=process.config.account_sid)
    promised = set(document(TWILIO)["components"]["schemas"]["api.v2010.account.message"]["properties"])
    for sender in ({"From": AGENCY}, {"MessagingServiceSid": "MG" + "b" * 32}):
        answer = http.post(path, data={"To": PERSON, "Body": "Hello 👍", **sender})
        assert answer.status_code == 201
        validate(answer.json(), schema, TWILIO)
        assert set(answer.json()) == promised


def test_fetched_and_listed_messages_keep_the_contract_in_every_status(
    simulator: SimulatorControl, twilio: Client, process: SimulatorProcess, http: httpx.Client
) -> None:
    for to in (PERSON, "+15005553003", "+15005553001"):
        twilio.messages.create(to=to, from_=AGENCY, body="Hello")
    simulator.inbound(sender=PERSON, to=AGENCY, body="Thanks")
    simulator.wait_idle()
    path = MESSAGES.format(AccountSid=process.config.account_sid)
    for query in ({}, {"PageSize": "2"}, {"PageSize": "2", "Page": "1", "PageToken": "PASM3"}):
        page = http.get(path, params=query).json()
        validate(page, answer_schema(TWILIO, MESSAGES, "get", "200"), TWILIO)
        for message in page["messages"]:
            fetched = http.get(message["uri"]).json()
            validate(fetched, answer_schema(TWILIO, MESSAGE, "get", "200"), TWILIO)
            assert fetched == message


def test_what_the_sdk_sends_is_what_the_contract_asks_for(simulator: SimulatorControl, twilio: Client) -> None:
    twilio.messages.create(
        to=PERSON,
        from_=AGENCY,
        body="Hello",
        status_callback="http://127.0.0.1:9/receipts",
        validity_period=600,
        smart_encoded=True,
    )
    sent = twilio.http_client._test_only_last_request.data
    operation = document(TWILIO)["paths"][MESSAGES]["post"]
    schema = operation["requestBody"]["content"]["application/x-www-form-urlencoded"]["schema"]
    assert set(sent) <= set(schema["properties"])
    validate({**sent, "SmartEncoded": sent["SmartEncoded"] == "true"}, schema, TWILIO)


def without_nulls(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    return {name: without_nulls(member) for name, member in value.items() if member is not None}


@pytest.mark.parametrize("number", [PERSON, "+15005554001", "+15005551211", "+447700900123"])
def test_a_lookup_keeps_the_contract(simulator: SimulatorControl, http: httpx.Client, number: str) -> None:
    answer = http.get(f"/v2/PhoneNumbers/{number}", params={"Fields": "line_type_intelligence"})
    path = "/v2/PhoneNumbers/{PhoneNumber}"
    # The document's own examples have null where its schemas know only objects.
    validate(without_nulls(answer.json()), answer_schema(LOOKUPS, path, "get", "200"), LOOKUPS)
    assert set(answer.json()) == set(document(LOOKUPS)["components"]["schemas"]["LookupResponse"]["properties"])


def mail_schema() -> dict[str, Any]:
    body = document(MAIL)["components"]["requestBodies"]["PostMailSend"]
    schema: dict[str, Any] = body["content"]["application/json"]["schema"]
    return schema


def test_a_mail_that_is_accepted_keeps_the_contract(simulator: SimulatorControl, sendgrid: SendGridAPIClient) -> None:
    request = Mail("police@agency.example", "sam@example.org", "Case", "Text", "<p>Text</p>").get()
    # The document calls the global custom_args a string; per personalization they are an object, as sent.
    request["personalizations"][0]["custom_args"] = {"message_id": "0197-ab"}
    validate(request, mail_schema(), MAIL)
    assert sendgrid.send(request).status_code == 202


@pytest.mark.parametrize("missing", ["personalizations", "from", "subject", "content"])
def test_a_mail_the_contract_refuses_is_refused_in_its_words(
    simulator: SimulatorControl, sendgrid: SendGridAPIClient, missing: str
) -> None:
    request = Mail("police@agency.example", "sam@example.org", "Case", "Text").get()
    del request[missing]
    # A template may hold subject and content; the stand-in has no templates.
    if missing not in {"subject", "content"}:
        with pytest.raises(ValidationError):
            validate(request, mail_schema(), MAIL)
    with pytest.raises(HTTPError) as refused:
        sendgrid.send(request)
    assert refused.value.status_code == 400
    validate(refused.value.to_dict, {"$ref": "#/components/schemas/ErrorResponse"}, MAIL)
