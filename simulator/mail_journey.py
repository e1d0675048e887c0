"""What happens to an email after it was accepted, told by SendGrid's signed event webhook."""

from __future__ import annotations

import asyncio
import json

from simulator.magic_addresses import EventRule, rule_for
from simulator.simulation import Simulation
from simulator.store import SimulatedMessage


async def travel(simulation: Simulation, message: SimulatedMessage) -> None:
    """Move the email on, event by event."""
    pending: list[dict[str, object]] = []
    events = rule_for(message.to).events
    for rule in events:
        await asyncio.sleep(simulation.config.receipt_delay_seconds)
        event = _event(simulation, message, rule)
        status = "blocked" if rule.fields.get("type") == "blocked" else rule.event
        simulation.store.update(message, status=status, at=simulation.clock())
        message.reason = rule.fields.get("reason", "")
        if simulation.happens(simulation.config.receipts_lost):
            simulation.counts["receipts_lost"] += 1
            continue
        pending += [event] * (2 if simulation.happens(simulation.config.receipts_doubled) else 1)
        # A held-back event travels behind the one that should follow it.
        if rule is not events[-1] and simulation.happens(simulation.config.receipts_reordered):
            continue
        await _post(simulation, list(reversed(pending)))
        pending = []
    if pending:
        await _post(simulation, pending)


def _event(simulation: Simulation, message: SimulatedMessage, rule: EventRule) -> dict[str, object]:
    event: dict[str, object] = {
        **message.custom_args,
        "email": message.to,
        "event": rule.event,
        "sg_event_id": simulation.hex_id(),
        "smtp-id": f"<{message.sid}@simulator.test>",
        "timestamp": int(simulation.clock().timestamp()),
        **rule.fields,
    }
    if rule.knows_message:
        event["sg_message_id"] = f"{message.sid}.recvd-simulator-0"
    return event


async def _post(simulation: Simulation, events: list[dict[str, object]]) -> None:
    url = simulation.config.event_webhook_url
    if url is None:
        return
    body = json.dumps(events).encode()
    timestamp = str(int(simulation.clock().timestamp()))
    headers = {
        "Content-Type": "application/json;charset=utf-8",
        "User-Agent": "SendGrid Event API",
        "X-Twilio-Email-Event-Webhook-Signature": simulation.signer.sign(timestamp=timestamp, body=body),
        "X-Twilio-Email-Event-Webhook-Timestamp": timestamp,
    }
    await simulation.webhooks.notify(url, body=body, headers=headers)
