"""`caseline simulator`: the stand-in for Twilio and SendGrid, in the foreground."""

from __future__ import annotations

import os
import sys
from typing import Annotated

import typer

from settings import Settings


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
