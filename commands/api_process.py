"""`caseline api`: database, vault, relay and words wired together once, then served in the foreground."""

from __future__ import annotations

import asyncio
import random
from datetime import UTC, datetime, timedelta

import structlog
import uvloop
from temporalio.client import Client

from api.dependencies import ApiDependencies
from api.main import create_app
from api.server import serve
from commands import logs
from commands.open_database import plain_errors, stop
from commands.sending import house
from db.connection.session import Database
from db.encryption.keyring import KeyRing
from db.encryption.vault import Vault
from domain.messages import Channel
from engine.client import connect
from intake.relay.relay import Relay
from locales.catalog_loader import load_catalogs
from messaging.providers.sendgrid_signature import BadVerificationKey, SendGridEvents
from messaging.senders import AccountSecrets
from policies.question_sets import BadQuestionSets, load_question_sets
from policies.state_packs import BadStatePacks, load_state_packs
from portal.code_sender import CodeSender
from settings import Settings

_SHORTLY = timedelta(seconds=2)
"""How long a request or a round of the relay waits for Temporal: it will be tried again."""

_chance = random.SystemRandom()

log = structlog.get_logger(__name__)


class TemporalLine:
    """One client per process, connected when it is first needed: the API starts and accepts without Temporal."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._client: Client | None = None
        self._lock = asyncio.Lock()

    async def __call__(self) -> Client:
        """The client. Raises engine.client.TemporalUnreachable."""
        async with self._lock:
            if self._client is None:
                self._client = await connect(
                    address=self._settings.temporal, namespace=self._settings.temporal_namespace, wait=_SHORTLY
                )
            return self._client


def sendgrid_events(settings: Settings) -> SendGridEvents | None:
    """Who tells whether events are SendGrid's; None if the settings name no key. Raises BadVerificationKey."""
    if not settings.sendgrid_webhook_key:
        log.warning("webhook.not_verifiable", provider="sendgrid", missing="CASELINE_SENDGRID_WEBHOOK_KEY")
        return None
    tolerance = timedelta(seconds=settings.webhook_tolerance_seconds)
    return SendGridEvents(public_keys=settings.sendgrid_webhook_key, tolerance=tolerance)


def a_moment() -> timedelta:
    """Before codes are sent: as long as nobody can tell from the next answers whose attempt is in hand."""
    return timedelta(seconds=_chance.uniform(0.2, 2.0))


async def run(settings: Settings) -> None:
    """Serve until told to stop."""
    database = Database(settings.database)
    vault = Vault(KeyRing.load(settings.keys_path))
    temporal = TemporalLine(settings)

    def clock() -> datetime:
        return datetime.now(UTC)

    relay = Relay(database, temporal, clock=clock)
    app = create_app(
        ApiDependencies(
            database=database,
            vault=vault,
            relay=relay,
            desk=CodeSender(database, vault, planned=relay.wake, clock=clock, random_delay=a_moment),
            temporal=temporal,
            clock=clock,
            catalogs=load_catalogs(),
            question_sets=load_question_sets(),
            state_packs=load_state_packs(),
            base_url=settings.base_url,
            leave_to=settings.leave_to,
            prices=settings.prices,
            twilio_secrets=AccountSecrets(database=database, vault=vault, house=house(settings)[Channel.SMS]),
            sendgrid_events=sendgrid_events(settings),
        )
    )
    try:
        await serve(app, host=settings.host, port=settings.port, trusted_proxies=settings.trusted_proxies)
    finally:
        await database.dispose()


def api() -> None:
    """Serve the HTTP API and the pages people see, until Ctrl-C."""
    settings = Settings()
    logs.configure(settings)
    try:
        with plain_errors():
            uvloop.run(run(settings))
    except (BadQuestionSets, BadStatePacks) as error:
        stop(str(error))
    except BadVerificationKey as error:
        stop(f"{error}: see CASELINE_SENDGRID_WEBHOOK_KEY")
