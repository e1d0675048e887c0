"""What happens to a text after it was accepted: sending, sent, delivered or not, and the receipts of it."""

from __future__ import annotations

import asyncio
from urllib.parse import urlencode

from simulator.magic_numbers import NumberRule, Receipts, rule_for
from simulator.signing import twilio_signature
from simulator.simulation import Simulation
from simulator.store import SimulatedMessage

API_VERSION = "2010-04-01"


async def travel(simulation: Simulation, message: SimulatedMessage) -> None:
    """Move the text to its final status, one receipt per step worth a receipt."""
    rule = rule_for(message.to)
    config, store = simulation.config, simulation.store
    store.update(message, status="sending", at=simulation.clock())
    await asyncio.sleep(config.receipt_delay_seconds)
    # An overflow or a suspended account fails before the text leaves Twilio: there is no "sent".
    if rule.final_status != "failed":
        store.update(message, status="sent", at=simulation.clock())
    first = [] if rule.final_status == "failed" else ["sent"]
    if rule.receipts is Receipts.ONLY_SENT:
        await _report(simulation, message, rule, first)
        return
    reordered = rule.receipts is Receipts.REORDERED or simulation.happens(config.receipts_reordered)
    if not reordered:
        await _report(simulation, message, rule, first)
    await asyncio.sleep(config.receipt_delay_seconds)
    store.update(message, status=rule.final_status, at=simulation.clock(), error_code=rule.error_code)
    await _report(simulation, message, rule, [rule.final_status, *(first if reordered else [])])


async def _report(simulation: Simulation, message: SimulatedMessage, rule: NumberRule, statuses: list[str]) -> None:
    if not message.status_callback or rule.receipts is Receipts.NONE:
        return
    for status in statuses:
        if simulation.happens(simulation.config.receipts_lost):
            simulation.counts["receipts_lost"] += 1
            continue
        doubled = rule.receipts is Receipts.DOUBLED or simulation.happens(simulation.config.receipts_doubled)
        for _ in range(2 if doubled else 1):
            url, fields = message.status_callback, receipt_fields(simulation, message, status)
            body, headers = signed_form(simulation, url, fields)
            await simulation.webhooks.notify(url, body=body, headers=headers)


def receipt_fields(simulation: Simulation, message: SimulatedMessage, status: str) -> dict[str, str]:
    """The form fields of a status callback."""
    fields = {
        "AccountSid": simulation.config.account_sid,
        "ApiVersion": API_VERSION,
        "From": message.sender,
        "MessageSid": message.sid,
        "MessageStatus": status,
        "SmsSid": message.sid,
        "SmsStatus": status,
        "To": message.to,
    }
    if message.service_sid:
        fields["MessagingServiceSid"] = message.service_sid
    if status in {"failed", "undelivered"}:
        fields["ErrorCode"] = str(message.error_code)
    if status in {"delivered", "undelivered"}:
        # Twilio adds fields without notice; this one is real and easily forgotten.
        fields["RawDlrDoneDate"] = simulation.clock().strftime("%y%m%d%H%M")
    return fields


def signed_form(simulation: Simulation, url: str, fields: dict[str, str]) -> tuple[bytes, dict[str, str]]:
    """Body and headers of a form as Twilio posts it to this URL."""
    headers = {
        "Content-Type": "application/x-www-form-urlencoded; charset=utf-8",
        "I-Twilio-Idempotency-Token": simulation.hex_id(),
        "User-Agent": "TwilioProxy/1.1",
        "X-Twilio-Signature": twilio_signature(auth_token=simulation.config.auth_token, url=url, params=fields),
    }
    return urlencode(fields).encode(), headers
