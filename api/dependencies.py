"""What the API needs from the process it runs in, handed to `create_app` and found again by each route."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated, cast

from fastapi import Depends, Request
from temporalio.client import Client

from analytics.plots.drawing import DrawingProcess
from analytics.results.kept_figures import KeptFigures
from api.key_use import KeyUse
from api.known_keys import KnownKeys
from db.connection.session import Database
from db.encryption.vault import Vault
from domain.usage import Prices
from engine.giving_way import GivingWay
from engine.periodic_jobs import PeriodicJob
from engine.temporal_ui import TemporalUi
from intake.delivery.receipts import DeliveryReceipts
from intake.relay.relay import Relay
from locales.catalog_loader import Catalogs, load_staff_catalogs
from locales.read_catalogs import ReadIn
from messaging.compose import MessageComposer
from messaging.providers.delivery_report import EventVerifier, TwilioSecrets
from messaging.providers.twilio_signature import OneAccount
from messaging.recent_accounts import RecentAccounts
from messaging.rendering.gate import SpeakersGate
from messaging.rendering.renderer import Renderer
from policies.files import QuestionSets, StatePacks
from policies.read_questions import read_in_surveys
from portal.code_sender import CodeSender
from portal.erasure_ledger import ErasureLedger
from staff.providers.known import OpenIdProviders
from staff.status_change import HOLD


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiDependencies:
    """`temporal` gives the process's client, connecting if need be. `base_url` is without a slash at its end."""

    database: Database
    vault: Vault
    relay: Relay
    code_sender: CodeSender
    temporal: Callable[[], Awaitable[Client]]
    clock: Callable[[], datetime]
    catalogs: Catalogs
    question_sets: QuestionSets
    base_url: str
    staff_catalogs: Catalogs = field(default_factory=load_staff_catalogs)
    """What staff pages say; they speak fewer languages than people are written to in."""
    read_sentences: ReadIn = field(default_factory=dict)
    """What speakers have read of the catalogs: an agency may want nothing else sent."""
    leave_to: str = "https://www.weather.gov/"
    """Where "Quick exit" goes: a page that would look harmless on any screen."""
    state_packs: StatePacks = field(default_factory=dict)
    """Rights and services by state; domain.states.pack_for chooses."""
    prices: Prices = field(default_factory=Prices)
    twilio_secrets: TwilioSecrets = field(default_factory=OneAccount)
    senders: frozenset[str] = frozenset()
    """Number and from-address that the settings name: no person's."""
    giving_way: GivingWay = field(default_factory=GivingWay)
    """How large batches give way to other requests."""
    key_use: KeyUse = field(default_factory=KeyUse)
    known_keys: KnownKeys = field(default_factory=KnownKeys)
    sendgrid_events: EventVerifier | None = None
    """None: no verification key is set, and no event of SendGrid's is believed."""
    openid_providers: OpenIdProviders = field(default_factory=OpenIdProviders)
    """What is known of the providers through which staff sign in."""
    temporal_ui: TemporalUi | None = None
    """None: no address of the Temporal Web UI is set, and no page links to it."""
    analytics_folder: Path | None = None
    """Where extracts lie; None: pages of results say that there are none."""
    figures: KeptFigures = field(default_factory=KeptFigures)
    """What was counted of extracts."""
    drawing: DrawingProcess = field(default_factory=DrawingProcess)
    """Draws plots; it runs from the first that is asked for."""
    erasure_ledger: ErasureLedger | None = None
    """Where erasures that two persons decided are written apart from the database; None: none can be carried out."""
    jobs: tuple[PeriodicJob, ...] = ()
    """What the process repeats while it serves."""
    hold: timedelta = HOLD
    """How long what staff decides can be undone."""
    composer: MessageComposer = field(init=False)
    """Writes messages as the worker does, so that staff reads beforehand what will leave."""
    accounts: RecentAccounts = field(init=False)
    """Whose signature counts, of those that post to us at the moment."""
    receipts: DeliveryReceipts = field(init=False)
    """Takes in what providers report; one for the process, so that what comes at once is stored at once."""

    def __post_init__(self) -> None:
        """What is made of the rest."""
        gate = SpeakersGate(
            renderer=Renderer(self.catalogs),
            sentences=self.read_sentences,
            questions=read_in_surveys(self.question_sets),
        )
        composer = MessageComposer(
            vault=self.vault, gate=gate, base_url=self.base_url, question_sets=self.question_sets
        )
        receipts = DeliveryReceipts(self.database, self.vault, clock=self.clock, wake_relay=self.relay.wake)
        object.__setattr__(self, "accounts", RecentAccounts(self.twilio_secrets, monotonic=time.monotonic))
        object.__setattr__(self, "composer", composer)
        object.__setattr__(self, "receipts", receipts)


async def of_app(request: Request) -> ApiDependencies:
    """Those of the application that answers this request."""
    return cast("ApiDependencies", request.app.state.dependencies)


Deps = Annotated[ApiDependencies, Depends(of_app)]
