"""Builds the API from the settings: its relay, keys, texts and the connection to Temporal."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import structlog
from fastapi import FastAPI
from temporalio.client import Client

from api.dependencies import ApiDependencies
from api.main import create_app
from db.connection.session import Database
from db.encryption.keyring import KeyRing
from db.encryption.vault import Vault
from db.queries.server_clock import server_now
from domain.messages import Channel
from engine.client import TemporalUnreachable, connect_to
from engine.giving_way import GivingWay
from engine.periodic_jobs import PeriodicJob
from engine.temporal_tls import BadTemporalSettings, tls_of
from engine.temporal_ui import TemporalUi
from intake.relay.relay import Relay
from intake.replies.incoming import IncomingTexts
from intake.replies.understanding import decide as understanding
from locales.catalog_loader import load_catalogs
from locales.read_catalogs import read_in_catalogs
from messaging.providers.sendgrid_signature import SendGridEvents
from messaging.senders import AccountSecrets, addresses_of
from policies.files import load_question_sets, load_state_packs
from portal.code_sender import CodeSender
from portal.erasure_ledger import ErasureLedger
from settings import Settings
from staff.unused_accounts import UnusedAccountsRound
from wiring.audit import audit_job
from wiring.database_mark import mark_job
from wiring.default_senders import default_senders
from wiring.inbound import listing_job
from wiring.temporal_key import key_job

_SHORTLY = timedelta(seconds=2)
"""How long a request or one turn of the relay waits for Temporal: it will be tried again."""

PIECES = 2
"""Pieces of long work at once where a database takes several: more are no faster, and hold up others longer."""

_chance = random.SystemRandom()

log = structlog.get_logger(__name__)


class TemporalConnection:
    """One client per process, connected when it is first needed: the API starts and accepts without Temporal."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._client: Client | None = None
        self._lock = asyncio.Lock()

    async def __call__(self) -> Client:
        """The client. Raises engine.client.TemporalUnreachable."""
        async with self._lock:
            if self._client is None:
                self._client = await self._connected()
            return self._client

    async def _connected(self) -> Client:
        target = self._settings.temporal_target
        try:
            return await connect_to(target, wait=_SHORTLY)
        except BadTemporalSettings as error:  # a file that was there when the API started is gone: it may come back
            raise TemporalUnreachable(
                address=target.address, namespace=target.namespace, waited=_SHORTLY, reason=str(error)
            ) from None


def build_api(settings: Settings, database: Database) -> FastAPI:
    """The application. Raises TomlError, BadVerificationKey, KeyRingError, BadTemporalSettings."""
    tls_of(settings.temporal_target)  # the API connects later, and what is wrong is said now
    vault = Vault(KeyRing.load(settings.keys_path))
    temporal = TemporalConnection(settings)

    def clock() -> datetime:
        return datetime.now(UTC)

    giving_way = GivingWay(at_once=min(database.writers, PIECES))
    relay = Relay(database, temporal, vault=vault, clock=clock, giving_way=giving_way)
    defaults = default_senders(settings)
    secrets = AccountSecrets(database=database, vault=vault, default=defaults[Channel.SMS])
    sets = load_question_sets()
    understanding.load()
    texts = IncomingTexts(
        database=database,
        vault=vault,
        question_sets=sets,
        accounts=secrets,
        clock=clock,
        wake_relay=relay.wake,
        second_clock=server_now,
    )
    return create_app(
        ApiDependencies(
            database=database,
            vault=vault,
            relay=relay,
            giving_way=giving_way,
            code_sender=CodeSender(database, vault, planned=relay.wake, clock=clock, random_delay=random_delay),
            temporal=temporal,
            clock=clock,
            catalogs=load_catalogs(),
            read_sentences=read_in_catalogs(),
            question_sets=sets,
            state_packs=load_state_packs(),
            base_url=settings.base_url,
            leave_to=settings.leave_to,
            prices=settings.prices,
            twilio_secrets=secrets,
            senders=addresses_of(default_senders(settings)),
            sendgrid_events=sendgrid_events(settings),
            analytics_folder=settings.analytics_path,
            erasure_ledger=ErasureLedger(settings.erasure_ledger_path),
            temporal_ui=temporal_ui(settings),
            jobs=(
                listing_job(settings, database, vault, texts),
                mark_job(settings, database),
                audit_job(settings, database, vault),
                unused_accounts_job(database, clock),
                key_job(settings, temporal),
            ),
        )
    )


def sendgrid_events(settings: Settings) -> SendGridEvents | None:
    """Tells whether events are SendGrid's; None if the settings name no key. Raises BadVerificationKey."""
    if not settings.sendgrid_webhook_key:
        log.warning("webhook.not_verifiable", provider="sendgrid", missing="CASELINE_SENDGRID_WEBHOOK_KEY")
        return None
    tolerance = timedelta(seconds=settings.webhook_tolerance_seconds)
    return SendGridEvents(public_keys=settings.sendgrid_webhook_key, tolerance=tolerance)


def temporal_ui(settings: Settings) -> TemporalUi | None:
    """Where calls can be looked at in the Temporal Web UI; None if the settings name no address."""
    if not settings.temporal_ui_url:
        return None
    return TemporalUi(address=settings.temporal_ui_url, namespace=settings.temporal_namespace)


def unused_accounts_job(database: Database, clock: Callable[[], datetime]) -> PeriodicJob:
    """Every hour: an account is closed on the day its ninety are over, and nothing typed outlives its session long."""
    round_ = UnusedAccountsRound(database, clock=clock)
    return PeriodicJob(name="unused_accounts", every=timedelta(hours=1), job=round_.run_once)


def random_delay() -> timedelta:
    """Before codes are sent: so long that the next answers do not betray whose attempt is in hand."""
    return timedelta(seconds=_chance.uniform(0.2, 2.0))
