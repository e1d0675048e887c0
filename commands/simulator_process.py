"""`caseline simulator`: run the stand-in for Twilio and SendGrid in the foreground."""

from __future__ import annotations

import os
import sys
from typing import Annotated

import typer

from settings import Settings


def simulator(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
) -> None:
    """Stand in for Twilio and SendGrid, with a page of phones. For trying out, never for real messages.

    What people write, and what becomes of messages, is posted to the API at CASELINE_PUBLIC_URL.
    """
    settings = Settings()
    store = settings.state_dir / "phones.jsonl"
    store.parent.mkdir(parents=True, exist_ok=True)
    port, webhooks = str(settings.simulator_port), f"{settings.base_url}/webhooks"
    command = [sys.executable, "-m", "simulator", "--host", host, "--port", port, "--store", str(store)]
    command += ["--inbound-url", f"{webhooks}/twilio/inbound", "--event-webhook-url", f"{webhooks}/sendgrid/events"]
    os.execv(sys.executable, command)  # noqa: S606  it takes this process's place, signals and all
