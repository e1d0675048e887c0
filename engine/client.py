"""Connect to Temporal once per process, or say plainly why that did not work."""

from __future__ import annotations

import asyncio
import atexit
import time
from datetime import timedelta

from temporalio.api.workflowservice.v1 import DescribeNamespaceRequest
from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode

from engine.payloads import DATA_CONVERTER
from engine.temporal_key import api_key_of
from engine.temporal_target import TemporalTarget
from engine.temporal_tls import refused, tls_of, why_not

PAUSE = timedelta(milliseconds=250)

# The SDK hands over an answer in a thread of its own. A process that ends within that millisecond is aborted by
# Python 3.11 (PyGILState_Release while finalizing): 11 of 25 short commands here, none with this pause.
FAREWELL = timedelta(milliseconds=50)

_REFUSALS = ("Unauthenticated", "PermissionDenied")


class TemporalUnreachable(Exception):
    """No Temporal server answered at an address, or none that we can talk to; the message says what to try.

    It names only the address, the namespace and settings, never a payload, a key or the transport's own words.
    """

    def __init__(self, *, address: str, namespace: str, waited: timedelta, reason: str = "") -> None:
        self.address = address
        self.namespace = namespace
        advice = reason or (
            "Start one with `caseline temporal start`, or set TEMPORAL_ADDRESS to the host:port of a server that is "
            "running."
        )
        super().__init__(
            f"No Temporal server answered at {address} (namespace {namespace}) within "
            f"{waited.total_seconds():.0f} s. {advice}"
        )


class TemporalRefused(TemporalUnreachable):
    """A Temporal server answered and did not let us in: waiting does not help."""


async def connect(
    *,
    address: str,
    namespace: str = "default",
    wait: timedelta = timedelta(seconds=10),
    identity: str | None = None,
) -> Client:
    """A client of a server that speaks no TLS, as `connect_to`."""
    return await connect_to(TemporalTarget(address=address, namespace=namespace), wait=wait, identity=identity)


async def connect_to(
    target: TemporalTarget, *, wait: timedelta = timedelta(seconds=10), identity: str | None = None
) -> Client:
    """A connected client; tries again until `wait` has passed.

    Raises BadTemporalSettings, and TemporalUnreachable or its child.
    """
    atexit.unregister(_farewell)
    atexit.register(_farewell)
    tls, api_key = tls_of(target), api_key_of(target)
    try:
        async with asyncio.timeout(wait.total_seconds()):
            while True:
                try:
                    client = await Client.connect(
                        target.address,
                        namespace=target.namespace,
                        identity=identity,
                        api_key=api_key or None,
                        tls=tls,
                        data_converter=DATA_CONVERTER,
                    )
                    if target.encrypted:
                        await _ask_for_something(client)
                    return client  # noqa: TRY300
                except (RuntimeError, RPCError) as error:
                    if _is_refusal(error):
                        raise _given_up(TemporalRefused, target, wait, refused(target)) from None
                    await asyncio.sleep(PAUSE.total_seconds())
    except TimeoutError:
        reason = await asyncio.to_thread(why_not, target)
        raise _given_up(TemporalUnreachable, target, wait, reason) from None


async def _ask_for_something(client: Client) -> None:
    """A server that asks who we are lets anyone connect, and refuses what they then want."""
    try:
        await client.workflow_service.describe_namespace(DescribeNamespaceRequest(namespace=client.namespace))
    except RPCError as error:
        if error.status is not RPCStatusCode.NOT_FOUND:  # who needs the namespace says so better
            raise


def _given_up(
    kind: type[TemporalUnreachable], target: TemporalTarget, waited: timedelta, reason: str
) -> TemporalUnreachable:
    return kind(address=target.address, namespace=target.namespace, waited=waited, reason=reason)


def _is_refusal(error: Exception) -> bool:
    """Of a refused connection the SDK has the status in its text only."""
    if isinstance(error, RPCError):
        return error.status in (RPCStatusCode.UNAUTHENTICATED, RPCStatusCode.PERMISSION_DENIED)
    return any(word in str(error) for word in _REFUSALS)


def _farewell() -> None:
    time.sleep(FAREWELL.total_seconds())
