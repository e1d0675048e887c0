"""`caseline api`, `worker`, `simulator`: one process of Caseline each, in the foreground."""

from __future__ import annotations

import asyncio
import os
import sys
from typing import Annotated

import typer

import worker as worker_process
from commands import api_process, logs
from commands.opening import plain_errors, stop
from engine.client import TemporalUnreachable
from settings import Settings


def api() -> None:
    """Serve the HTTP API and the pages people see, until Ctrl-C."""
    settings = Settings()
    logs.configure(settings)
    with plain_errors():
        asyncio.run(api_process.run(settings))


def worker() -> None:
    """Run workflows and send messages, until Ctrl-C."""
    settings = Settings()
    logs.configure(settings)
    try:
        with plain_errors():
            asyncio.run(worker_process.run(settings))
    except TemporalUnreachable as error:
        stop(str(error))


def simulator(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
) -> None:
    """Stand in for Twilio and SendGrid, with a page of phones. For trying out, never for real messages."""
    settings = Settings()
    store = settings.state_dir / "phones.jsonl"
    store.parent.mkdir(parents=True, exist_ok=True)
    port = str(settings.simulator_port)
    command = [sys.executable, "-m", "simulator", "--host", host, "--port", port, "--store", str(store)]
    os.execv(sys.executable, command)  # noqa: S606  it takes this process's place, signals and all
