"""The cheapest workflow of the same shape: the same signals, timers and sends, and nothing behind them.

Given the address of a simulator, its sends are real: the same number of messages through the same SDKs.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta

import uvloop
from temporalio import activity, workflow
from temporalio.client import Client
from temporalio.worker import Worker

with workflow.unsafe.imports_passed_through():
    from domain.messages import Channel
    from messaging.providers.base import ComposedMessage, MessageProvider
    from messaging.providers.sendgrid_email import SendGridEmail
    from messaging.providers.twilio_sms import TwilioSms
    from simulator.config import SimulatorConfig

QUEUE = "bare"
WORKFLOW = "Bare"
SIGNAL = "event"
SEND = "send"
_TIMEOUT = timedelta(seconds=30)
_SAID = "Springfield Police: an officer is on the way to your call. Reply STOP to end texts."
MESSAGES = {
    Channel.SMS: ComposedMessage(message_id="bare", to="+12065550145", text=_SAID),
    Channel.EMAIL: ComposedMessage(
        message_id="bare", to="bare@example.com", subject="Your call", text=_SAID, html=_SAID
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """One send: so many messages to one person over one channel."""

    channel: Channel
    messages: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Wake:
    """What follows a signal or timer: sends, and the next timer (seconds), if any."""

    sends: tuple[Sending, ...]
    timer: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Script:
    """One wake after another, as a full case showed them."""

    wakes: tuple[Wake, ...]


@workflow.defn(name=WORKFLOW)
class Bare:
    """Follows its script."""

    def __init__(self) -> None:
        self._signalled = 0

    @workflow.run
    async def run(self, script: Script) -> None:
        """Until the script is over and everything is sent."""
        sends: list[asyncio.Task[None]] = []
        await workflow.wait_condition(lambda: self._signalled > 0)
        for wake in script.wakes:
            self._signalled = max(0, self._signalled - 1)
            sends += [asyncio.create_task(self._send(sending)) for sending in wake.sends]
            with suppress(TimeoutError):
                if wake is not script.wakes[-1]:
                    await workflow.wait_condition(lambda: self._signalled > 0, timeout=wake.timer)
        await asyncio.gather(*sends)

    @workflow.signal(name=SIGNAL)
    def event(self, event: dict[str, str]) -> None:
        """Something happened."""
        del event
        self._signalled += 1

    async def _send(self, sending: Sending) -> None:
        await workflow.execute_activity(SEND, sending, start_to_close_timeout=_TIMEOUT)


class Sender:
    """Hands messages to the providers' SDKs, or does nothing at all."""

    def __init__(self, providers: Mapping[Channel, MessageProvider]) -> None:
        self._providers = providers

    @activity.defn(name=SEND)
    async def send(self, sending: Sending) -> str:
        """The messages, one after another."""
        for _ in range(sending.messages if self._providers else 0):
            await self._providers[sending.channel].send(MESSAGES[sending.channel])
        return "sent"


def providers_to(simulator: str) -> dict[Channel, MessageProvider]:
    """As the worker has them."""
    config = SimulatorConfig()
    return {
        Channel.SMS: TwilioSms(
            account_sid=config.account_sid,
            auth_token=config.auth_token,
            sender=config.service_number,
            timeout_seconds=_TIMEOUT.total_seconds(),
            base_url=simulator,
        ),
        Channel.EMAIL: SendGridEmail(
            api_key=config.api_key,
            sender="updates@example.com",
            timeout_seconds=_TIMEOUT.total_seconds(),
            base_url=simulator,
        ),
    }


async def main(address: str, namespace: str, simulator: str = "") -> None:
    """A worker for it, until it is stopped."""
    client = await Client.connect(address, namespace=namespace)
    sender = Sender(providers_to(simulator) if simulator else {})
    async with Worker(client, task_queue=QUEUE, workflows=[Bare], activities=[sender.send]):
        await asyncio.Event().wait()


if __name__ == "__main__":
    uvloop.run(main(*sys.argv[1:]))
