"""The cheapest workflow of the same shape: the same signals, timers and sends, and nothing behind them."""

from __future__ import annotations

import asyncio
import sys
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta

import uvloop
from temporalio import activity, workflow
from temporalio.client import Client
from temporalio.worker import Worker

QUEUE = "bare"
WORKFLOW = "Bare"
SIGNAL = "event"
_TIMEOUT = timedelta(seconds=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wake:
    """What follows a signal or timer: so many sends, and the next timer (seconds), if any."""

    sends: int
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
            sends += [asyncio.create_task(self._send()) for _ in range(wake.sends)]
            with suppress(TimeoutError):
                if wake is not script.wakes[-1]:
                    await workflow.wait_condition(lambda: self._signalled > 0, timeout=wake.timer)
        await asyncio.gather(*sends)

    @workflow.signal(name=SIGNAL)
    def event(self, event: dict[str, str]) -> None:
        """Something happened."""
        del event
        self._signalled += 1

    async def _send(self) -> None:
        await workflow.execute_activity(do_nothing, "message", start_to_close_timeout=_TIMEOUT)


@activity.defn
async def do_nothing(what: str) -> str:
    """Nothing."""
    return what


async def main(address: str, namespace: str) -> None:
    """A worker for it, until it is stopped."""
    client = await Client.connect(address, namespace=namespace)
    async with Worker(client, task_queue=QUEUE, workflows=[Bare], activities=[do_nothing]):
        await asyncio.Event().wait()


if __name__ == "__main__":
    uvloop.run(main(*sys.argv[1:]))
