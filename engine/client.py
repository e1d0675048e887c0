"""Connect to Temporal once per process, or say plainly why that did not work."""

from __future__ import annotations

import asyncio
import atexit
import time
from datetime import timedelta

from temporalio.client import Client
from temporalio.service import RPCError

PAUSE = timedelta(milliseconds=250)

# The SDK hands over an answer in a thread of its own. A process that ends within that millisecond is aborted by
# Python 3.11 (PyGILState_Release while finalizing): 11 of 25 short commands here, none with this pause.
FAREWELL = timedelta(milliseconds=50)


class TemporalUnreachable(Exception):
    """No Temporal server answered at an address; the message says what to try.

    It names only the address and the namespace, never a payload, a key or the transport's own words.
    """

    def __init__(self, *, address: str, namespace: str, waited: timedelta) -> None:
        self.address = address
        self.namespace = namespace
        super().__init__(
            f"No Temporal server answered at {address} (namespace {namespace}) within "
            f"{waited.total_seconds():.0f} s. Start one with `caseline temporal start`, or set "
            "TEMPORAL_ADDRESS to the host:port of a server that is running."
        )


async def connect(
    *,
    address: str,
    namespace: str = "default",
    wait: timedelta = timedelta(seconds=10),
    identity: str | None = None,
    api_key: str | None = None,
) -> Client:
    """A connected client; tries again until `wait` has passed, then raises `TemporalUnreachable`."""
    atexit.unregister(_farewell)
    atexit.register(_farewell)
    try:
        async with asyncio.timeout(wait.total_seconds()):
            while True:
                try:
                    return await Client.connect(
                        address,
                        namespace=namespace,
                        identity=identity,
                        api_key=api_key,
                    )
                except (RuntimeError, RPCError):
                    await asyncio.sleep(PAUSE.total_seconds())
    except TimeoutError:
        raise TemporalUnreachable(address=address, namespace=namespace, waited=wait) from None


def _farewell() -> None:
    time.sleep(FAREWELL.total_seconds())
