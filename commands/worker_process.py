"""`caseline worker`: run the worker in the foreground."""

from __future__ import annotations

import typer
import uvloop

import worker as worker_process
from commands import logs
from commands.open_database import plain_errors, stop
from commands.private_state import keep_private_and_log
from engine.background import TaskEnded
from engine.client import TemporalUnreachable
from engine.temporal_tls import BadTemporalSettings
from policies.toml_file import TomlError
from settings import Settings


def worker() -> None:
    """Run workflows and send messages, until Ctrl-C."""
    settings = Settings()
    logs.configure(settings)
    keep_private_and_log(settings)
    try:
        with plain_errors():
            uvloop.run(worker_process.run(settings))
    except (TemporalUnreachable, BadTemporalSettings, TomlError, worker_process.NotATryOut) as error:
        stop(str(error))
    except TaskEnded:
        raise typer.Exit(1) from None
