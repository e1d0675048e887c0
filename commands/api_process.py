"""`caseline api`: serve the HTTP API and the portal's pages in the foreground."""

from __future__ import annotations

import typer
import uvloop

from api.server import BadProxies, NotServing, serve
from commands import logs
from commands.open_database import plain_errors, stop
from commands.private_state import keep_private_and_log
from db.connection.session import Database
from db.ready_vault import ready_vault
from engine.background import TaskEnded
from engine.garbage import look_less
from engine.temporal_tls import BadTemporalSettings
from messaging.providers.sendgrid_signature import BadVerificationKey
from policies.toml_file import TomlError
from settings import Settings
from wiring.api import build_api
from wiring.database_mark import database_mark


async def run(settings: Settings) -> None:
    """Serve until told to stop."""
    database = Database(settings.database)
    try:
        await ready_vault(database, settings.keys_path)
        await database_mark(settings, database).check()
        app = build_api(settings, database)
        look_less()
        await serve(app, host=settings.host, port=settings.port, trusted_proxies=settings.trusted_proxies)
    finally:
        await database.dispose()


def api() -> None:
    """Serve the HTTP API and the portal's pages, until Ctrl-C."""
    settings = Settings()
    logs.configure(settings)
    keep_private_and_log(settings)
    try:
        with plain_errors():
            uvloop.run(run(settings))
    except (TomlError, BadTemporalSettings) as error:
        stop(str(error))
    except BadProxies as error:
        stop(f"CASELINE_TRUSTED_PROXIES: {error}.")
    except BadVerificationKey as error:
        stop(f"{error}: see CASELINE_SENDGRID_WEBHOOK_KEY")
    except (TaskEnded, NotServing):
        raise typer.Exit(1) from None
