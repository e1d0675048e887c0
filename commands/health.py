"""`caseline health`: does a Caseline process on this machine work? Exit code 1 if not; containers ask it."""

from __future__ import annotations

import asyncio
import socket
import time
import urllib.request
from datetime import UTC, timedelta
from typing import NoReturn
from urllib.error import HTTPError

import typer

from commands.lazy import group
from settings import Settings

app = group("Say whether a Caseline process works on this machine.")

TIMEOUT = timedelta(seconds=5)
LATELY = timedelta(minutes=2)
"""A worker asks for work at least once a minute."""
HOUR = timedelta(hours=1)


@app.command()
def api() -> None:
    """Say whether the API answers."""
    settings = Settings()
    _page(f"http://{_here(settings.host)}:{settings.port}/health/live")


@app.command()
def simulator() -> None:
    """Say whether the simulator answers."""
    settings = Settings()
    _page(f"http://{_here(settings.host)}:{settings.simulator_port}/")


@app.command("open-data")
def open_data() -> None:
    """Say whether the read API of open data answers."""
    settings = Settings()
    _page(f"http://{_here(settings.host)}:{settings.open_data_port}/health/live")


@app.command()
def worker() -> None:
    """Say whether a worker on this machine asked Temporal for work within the last two minutes."""
    settings = Settings()
    address = settings.temporal
    asked = asyncio.run(_last_asked(settings))
    if asked is None or time.time() - asked > LATELY.total_seconds():
        _ill(f"no worker on {socket.gethostname()} asked {address} for work lately")
    typer.echo("ok")


@app.command("provider-keys")
def provider_keys() -> None:
    """Say whether the keys of the identity provider were copied within the last hour."""
    file = Settings().door_path / "provider" / "keys.json"
    try:
        age = time.time() - file.stat().st_mtime
    except OSError as error:
        _ill(f"{file}: {error.strerror}")
    if age > HOUR.total_seconds():
        _ill(f"the keys of the identity provider were last copied {timedelta(seconds=int(age))} ago")
    typer.echo("ok")


def _here(host: str) -> str:
    return "127.0.0.1" if host in ("0.0.0.0", "::", "") else host  # noqa: S104  listening on all is not a place to call


def _page(url: str) -> None:
    try:
        with urllib.request.urlopen(url, timeout=TIMEOUT.total_seconds()):  # noqa: S310  our own http address
            typer.echo("ok")
    except HTTPError as error:
        error.close()
        _ill(f"{url}: {error}")
    except OSError as error:
        _ill(f"{url}: {error}")


async def _last_asked(settings: Settings) -> float | None:
    """When a worker of this machine last asked for work, in seconds since 1970."""
    # Temporal's client is slow to import, and only this check needs it.
    from temporalio.api.enums.v1 import TaskQueueType  # noqa: PLC0415
    from temporalio.api.taskqueue.v1 import TaskQueue  # noqa: PLC0415
    from temporalio.api.workflowservice.v1 import DescribeTaskQueueRequest  # noqa: PLC0415
    from temporalio.service import RPCError  # noqa: PLC0415

    from activities.contract import TASK_QUEUE  # noqa: PLC0415
    from engine.client import TemporalUnreachable, connect_to  # noqa: PLC0415
    from engine.temporal_tls import BadTemporalSettings  # noqa: PLC0415

    question = DescribeTaskQueueRequest(
        namespace=settings.temporal_namespace,
        task_queue=TaskQueue(name=TASK_QUEUE),
        task_queue_type=TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW,
    )
    try:
        client = await connect_to(settings.temporal_target, wait=TIMEOUT)
        answer = await client.workflow_service.describe_task_queue(question, timeout=TIMEOUT)
    except (TemporalUnreachable, BadTemporalSettings, RPCError) as error:
        _ill(str(error))
    ours = [poller for poller in answer.pollers if poller.identity.endswith(f"@{socket.gethostname()}")]
    return max((poller.last_access_time.ToDatetime(UTC).timestamp() for poller in ours), default=None)


def _ill(reason: str) -> NoReturn:
    typer.echo(reason, err=True)
    raise typer.Exit(1)


if __name__ == "__main__":
    app()
