"""The worker process: database, providers and words wired together once, then workers on our three queues."""

from __future__ import annotations

import asyncio
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from random import Random

import structlog
import uvloop
from temporalio.client import Client
from temporalio.worker import Worker

from activities.contract import SEND_QUEUES, TASK_QUEUE
from activities.record_step import CallRecords
from activities.scrub_failures import ScrubbedFailures
from activities.send_message import MessageActivities
from activities.sending_rates import SendingRates
from commands.sending import house
from db.connection.session import Database
from db.encryption.keyring import KeyRing
from db.encryption.vault import Vault
from domain.messages import Channel
from engine.client import connect
from engine.periodic_jobs import PeriodicJob, running_jobs
from intake.delivery.polling import ReceiptPolling
from intake.delivery.receipts import DeliveryReceipts
from locales.catalog_loader import load_catalogs
from messaging.compose import MessageComposer
from messaging.line_lookup import PhoneLines
from messaging.outbox import Outbox
from messaging.providers.base import MessageProvider
from messaging.providers.circuit_breaker import CircuitBreaker
from messaging.providers.sendgrid_email import SendGridEmail
from messaging.providers.twilio_lookup import TwilioLookup
from messaging.providers.twilio_sms import TwilioSms
from messaging.rendering.renderer import Renderer
from messaging.retry import SendRetries
from messaging.senders import ProviderFor, SenderIdentity, Senders
from policies.question_sets import load_question_sets
from settings import Settings
from workflows.call_for_service import CallForService
from workflows.sandbox import workflow_runner

log = structlog.get_logger()

SENDS_AT_ONCE = 12
"""To each provider, by one worker. What has begun shares the processor with all that has begun beside it, while what
waits at the server goes by priority and in turn: with 50 an agency waited 10 s beside another's storm, with 12 it
waited 3 s, and no fewer messages left."""
STEPS_AT_ONCE = 8
"""For the same reason."""

__all__ = [
    "Activities",
    "build_activities",
    "build_lines",
    "build_provider",
    "build_rounds",
    "build_senders",
    "build_workers",
    "main",
    "run",
]

MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Activities:
    """Everything our workflows can ask for."""

    records: CallRecords
    messages: MessageActivities


def build_provider(settings: Settings, sender: SenderIdentity) -> MessageProvider:
    """The provider of its channel, with its account and address."""
    if sender.channel is Channel.EMAIL:
        return SendGridEmail(
            api_key=sender.secret,
            sender=sender.address,
            sender_name=sender.name,
            timeout_seconds=settings.provider_timeout_seconds,
            base_url=settings.sendgrid_base_url,
        )
    return TwilioSms(
        account_sid=sender.account,
        auth_token=sender.secret,
        sender=sender.address,
        timeout_seconds=settings.provider_timeout_seconds,
        base_url=settings.twilio_base_url,
        callback_url=settings.receipts_url,
    )


def build_senders(settings: Settings, vault: Vault) -> Senders:
    """What each agency sends from: its own, or what the settings name."""
    return Senders(vault=vault, house=house(settings), build=partial(build_provider, settings))


def build_lines(settings: Settings, database: Database, vault: Vault) -> PhoneLines:
    """What is known of telephone lines, and Twilio Lookup for what is not, if the settings want it."""
    lookup = None
    if settings.lookup_line_type and settings.twilio_account_sid:
        lookup = TwilioLookup(
            account_sid=settings.twilio_account_sid,
            auth_token=settings.twilio_auth_token,
            timeout_seconds=settings.lookup_timeout_seconds,
            base_url=settings.twilio_base_url,
        )
    keep = timedelta(days=settings.lookup_kept_days)
    return PhoneLines(database=database, vault=vault, lookup=lookup, keep=keep, clock=_now)


def build_activities(
    database: Database,
    vault: Vault,
    provider_for: ProviderFor,
    lines: PhoneLines,
    *,
    base_url: str,
    email_doubt: timedelta = timedelta(),
) -> Activities:
    """Wire the activities. `email_doubt`: how long events are awaited before a doubtful email is sent again."""
    chance = Random()  # noqa: S311  spreads work, guards nothing
    sets = load_question_sets()
    writer = MessageComposer(vault=vault, renderer=Renderer(load_catalogs()), base_url=base_url, question_sets=sets)
    return Activities(
        records=CallRecords(database=database, vault=vault, question_sets=sets),
        messages=MessageActivities(
            database=database,
            vault=vault,
            outbox=Outbox(vault=vault),
            writer=writer,
            provider_for=provider_for,
            lines=lines,
            patience=SendRetries(
                chance=chance, doubt=email_doubt, breaker=partial(CircuitBreaker, clock=time.monotonic, chance=chance)
            ),
            clock=_now,
        ),
    )


def build_workers(
    client: Client, activities: Activities, *, sms_per_second: float, email_per_second: float
) -> list[Worker]:
    """One worker for workflows and the database, one for each provider with its rate limit on the queue."""
    sends = [activities.messages.send_message, activities.messages.send_survey]
    limits = {Channel.SMS: sms_per_second, Channel.EMAIL: email_per_second}
    calls = Worker(
        client,
        task_queue=TASK_QUEUE,
        workflows=[CallForService],
        activities=[activities.records.load_call, activities.records.record_named_step],
        workflow_runner=workflow_runner(),
        max_concurrent_workflow_tasks=STEPS_AT_ONCE,
        interceptors=[ScrubbedFailures()],
    )
    providers = [
        Worker(
            client,
            task_queue=queue,
            activities=sends,
            max_task_queue_activities_per_second=limits[channel],
            max_concurrent_activities=SENDS_AT_ONCE,
            interceptors=[ScrubbedFailures()],
        )
        for channel, queue in SEND_QUEUES.items()
    ]
    return [calls, *providers]


def build_rounds(
    settings: Settings, database: Database, vault: Vault, client: Client, provider_for: ProviderFor
) -> list[PeriodicJob]:
    """What is done every minute: any number of workers may do it side by side."""
    each = {Channel.SMS: settings.sms_per_second_each, Channel.EMAIL: settings.email_per_second_each}
    receipt_polling = ReceiptPolling(
        database=database,
        provider_for=provider_for,
        book=DeliveryReceipts(database, vault, clock=_now, told=lambda: None),
        clock=_now,
        wait=timedelta(seconds=settings.receipt_wait_seconds),
    )
    return [
        PeriodicJob(name="rates", every=MINUTE, job=SendingRates(database=database, client=client, each=each).apply),
        PeriodicJob(name="inquiries", every=MINUTE, job=receipt_polling.ask_once),
    ]


async def run(settings: Settings) -> None:
    """Work until told to stop (SIGINT or SIGTERM); what is under way is finished or handed back to Temporal."""
    stop = asyncio.Event()
    # The SDKs of the providers block: with asyncio's few threads, sends would queue up behind the slowest ones.
    threads = ThreadPoolExecutor(max_workers=SENDS_AT_ONCE * len(SEND_QUEUES), thread_name_prefix="provider")
    asyncio.get_running_loop().set_default_executor(threads)
    for name in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    database = Database(settings.database)
    client = await connect(address=settings.temporal, namespace=settings.temporal_namespace)
    vault = Vault(KeyRing.load(settings.keys_path))
    senders = build_senders(settings, vault)
    lines = build_lines(settings, database, vault)
    doubt = timedelta(seconds=settings.email_doubt_seconds)
    activities = build_activities(database, vault, senders, lines, base_url=settings.base_url, email_doubt=doubt)
    async with AsyncExitStack() as stack:
        stack.push_async_callback(database.dispose)
        for worker in build_workers(
            client, activities, sms_per_second=settings.sms_per_second, email_per_second=settings.email_per_second
        ):
            await stack.enter_async_context(worker)
        rounds = build_rounds(settings, database, vault, client, senders)
        await stack.enter_async_context(running_jobs(rounds, chance=Random()))  # noqa: S311  spreads work, guards nothing
        log.info("worker.started", queues=[TASK_QUEUE, *SEND_QUEUES.values()])
        await stop.wait()
    log.info("worker.stopped")


def _now() -> datetime:
    return datetime.now(UTC)


def main() -> None:
    """Run the worker with the settings of the environment."""
    uvloop.run(run(Settings()))
