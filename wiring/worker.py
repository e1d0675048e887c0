"""Builds the worker: activities, a Temporal worker on each of our three queues, and the jobs it repeats."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from random import Random

import structlog
from temporalio.client import Client
from temporalio.worker import UnsandboxedWorkflowRunner, Worker, WorkflowRunner

from activities.check_senders import SenderChecks
from activities.contract import SEND_QUEUES, TASK_QUEUE
from activities.in_the_task import InTheTask
from activities.record_step import CallRecords
from activities.scrub_failures import ScrubbedFailures
from activities.send_message import MessageActivities
from activities.send_preparation import SendingTools
from activities.sending_rates import SendingRates, Tell
from activities.sends_at_once import SendsAtOnce
from analytics.coaching.round import CoachingRound
from analytics.weekly.round import WeeklyEmails
from db.connection.session import Database
from db.encryption.keyring import KeyRing
from db.encryption.vault import Vault
from db.queries.server_clock import server_now
from domain.loopback import is_loopback
from domain.messages import Channel
from engine.periodic_jobs import PeriodicJob
from intake.delivery.polling import ReceiptPolling
from intake.delivery.receipts import DeliveryReceipts
from intake.replies.incoming import IncomingTexts
from intake.replies.understanding import decide as understanding
from locales.catalog_loader import load_catalogs, load_staff_catalogs
from locales.read_catalogs import read_in_catalogs
from messaging.compose import MessageComposer
from messaging.line_lookup import PhoneLines
from messaging.providers.circuit_breaker import CircuitBreaker
from messaging.rendering.gate import SpeakersGate
from messaging.rendering.renderer import Renderer
from messaging.retry import SendRetries
from messaging.senders import AccountSecrets, ProviderFor, Senders, addresses_of
from policies.files import load_question_sets
from policies.read_questions import read_in_surveys
from portal.retention_round import RetentionRound
from settings import Settings
from staff.approved import ApprovedProposals
from staff.policy_trial import PolicyTrials
from wiring.audit import audit_job
from wiring.database_mark import mark_job
from wiring.default_senders import default_senders
from wiring.inbound import listing_job
from wiring.nights import night_jobs
from wiring.providers import build_lines, build_senders
from wiring.temporal_key import key_job
from workflows.call_for_service import CallForService
from workflows.sandbox import workflow_runner
from workflows.ways import BUILD_ID

log = structlog.get_logger(__name__)

SENDS_AT_ONCE = 12
"""To each provider, by one worker. What has begun shares the processor with all that has begun beside it, while what
waits at the server goes by priority and in turn: with 50 an agency waited 10 s beside another's storm, with 12 it
waited 3 s, and no fewer messages left."""
WAITS_FOR_ITS_WORKER = timedelta(seconds=4)
"""A step goes first to the worker that remembers its call; one that was killed is not waited for any longer."""
STEPS_AT_ONCE = 8
"""For the same reason."""

MINUTE = timedelta(minutes=1)
SHORTLY = timedelta(seconds=5)
"""A member of staff waits for it before a page."""
TEN_MINUTES = timedelta(minutes=10)


class NotATryOut(Exception):
    """A setting is for closed try-outs, and this is none; the message is a whole sentence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivityOptions:
    """`email_doubt`: how long events are awaited before a doubtful email is sent again.

    `take_unproven_case_status`: a case status is taken from all who reach Temporal, in a closed try-out.
    """

    email_doubt: timedelta = timedelta()
    take_unproven_case_status: bool = False
    each_per_second: float = 25.0
    whole_per_second: float = 50.0
    at_once_share: float = 0.5
    """Of what an agency, and all together, may send a second: what leaves without a turn in a queue."""


DEFAULT_OPTIONS = ActivityOptions()


@dataclass(frozen=True, slots=True, kw_only=True)
class Activities:
    """Everything our workflows can ask for."""

    records: CallRecords
    messages: MessageActivities
    at_once: SendsAtOnce
    in_the_task: InTheTask


def build_worker(settings: Settings, database: Database, client: Client) -> tuple[list[Worker], list[PeriodicJob]]:
    """Everything that a worker process runs, as the settings want it. Raises TomlError, KeyRingError, NotATryOut."""
    vault = Vault(KeyRing.load(settings.keys_path))
    senders = build_senders(settings, vault)
    activities = build_activities(
        database,
        vault,
        senders,
        build_lines(settings, database, vault),
        base_url=settings.base_url,
        options=activity_options(settings),
    )
    workers = build_workers(
        client,
        activities,
        sms_per_second=settings.sms_per_second,
        email_per_second=settings.email_per_second,
        runner=UnsandboxedWorkflowRunner(),
    )
    return workers, build_jobs(settings, database, vault, client, senders, tell_rates=activities.at_once.know)


def build_activities(
    database: Database,
    vault: Vault,
    senders: Senders,
    lines: PhoneLines,
    *,
    base_url: str,
    options: ActivityOptions = DEFAULT_OPTIONS,
) -> Activities:
    """Wire the activities."""
    chance = Random()  # noqa: S311  spreads work, guards nothing
    sets = load_question_sets()
    gate = SpeakersGate(
        renderer=Renderer(load_catalogs()), sentences=read_in_catalogs(), questions=read_in_surveys(sets)
    )
    composer = MessageComposer(vault=vault, gate=gate, base_url=base_url, question_sets=sets)
    records = CallRecords(
        database=database,
        vault=vault,
        question_sets=sets,
        senders=SenderChecks(vault=vault, clock=_now, take_unproven=options.take_unproven_case_status),
    )
    retries = SendRetries(
        chance=chance,
        first_wait=options.email_doubt,
        breaker=partial(CircuitBreaker, clock=time.monotonic, chance=chance),
    )
    tools = SendingTools(
        vault=vault,
        composer=composer,
        provider_of=senders.of,
        lines=lines,
        retries=retries,
        clock=_now,
        senders=addresses_of(senders.defaults),
    )
    messages = MessageActivities(database=database, tools=tools)
    at_once = SendsAtOnce(each=options.each_per_second, whole=options.whole_per_second, share=options.at_once_share)
    in_the_task = InTheTask(
        load=records.load_call, record=records.record_step, send=messages.send_message, at_once=at_once
    )
    return Activities(records=records, messages=messages, at_once=at_once, in_the_task=in_the_task)


def activity_options(settings: Settings) -> ActivityOptions:
    """What the settings want of the activities. Raises NotATryOut."""
    if settings.take_unproven_case_status:
        if not is_loopback(settings.base_url):
            raise NotATryOut(
                "CASELINE_TAKE_UNPROVEN_CASE_STATUS is for closed try-outs: it is refused while CASELINE_PUBLIC_URL is "
                f"{settings.base_url}, which is not this machine."
            )
        log.warning("case_status.taken_unproven", setting="CASELINE_TAKE_UNPROVEN_CASE_STATUS")
    return ActivityOptions(
        email_doubt=timedelta(seconds=settings.email_doubt_seconds),
        take_unproven_case_status=settings.take_unproven_case_status,
        each_per_second=min(settings.sms_per_second_each, settings.email_per_second_each),
        whole_per_second=min(settings.sms_per_second, settings.email_per_second),
        at_once_share=settings.at_once_share,
    )


def build_workers(
    client: Client,
    activities: Activities,
    *,
    sms_per_second: float,
    email_per_second: float,
    runner: WorkflowRunner | None = None,
) -> list[Worker]:
    """One worker for workflows and the database, one for each provider with its rate limit on the queue.

    Without a `runner` workflows run in the sandbox, which finds what they must not do: tests do so, the process of a
    worker does not (docs/decisions/0038-the-sandbox-is-for-tests.md).
    """
    sends = [activities.messages.send_message, activities.messages.send_survey]
    limits = {Channel.SMS: sms_per_second, Channel.EMAIL: email_per_second}
    calls = Worker(
        client,
        task_queue=TASK_QUEUE,
        workflows=[CallForService],
        activities=[activities.records.load_call, activities.in_the_task.run_named],
        build_id=BUILD_ID,
        workflow_runner=runner or workflow_runner(),
        max_concurrent_workflow_tasks=STEPS_AT_ONCE,
        sticky_queue_schedule_to_start_timeout=WAITS_FOR_ITS_WORKER,
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


def build_jobs(
    settings: Settings,
    database: Database,
    vault: Vault,
    client: Client,
    provider_for: ProviderFor,
    tell_rates: Tell = lambda own: None,
) -> list[PeriodicJob]:
    """What is done again and again: any number of workers may do it side by side."""
    each = {Channel.SMS: settings.sms_per_second_each, Channel.EMAIL: settings.email_per_second_each}
    receipt_polling = ReceiptPolling(
        database=database,
        provider_for=provider_for,
        receipts=DeliveryReceipts(database, vault, clock=_now, wake_relay=lambda: None),
        clock=_now,
        wait=timedelta(seconds=settings.receipt_wait_seconds),
    )
    sending_rates = SendingRates(database=database, client=client, each=each, tell=tell_rates)
    default = default_senders(settings)[Channel.SMS]
    understanding.load()
    texts = IncomingTexts(
        database=database,
        vault=vault,
        question_sets=load_question_sets(),
        accounts=AccountSecrets(database=database, vault=vault, default=default),
        clock=_now,
        wake_relay=lambda: None,
        second_clock=server_now,
    )
    retention = RetentionRound(database, clock=_now, lines_kept=timedelta(days=settings.lookup_kept_days))
    every = timedelta(hours=settings.retention_hours)
    return [
        *([PeriodicJob(name="retention", every=every, job=retention.run_once)] if every else []),
        *night_jobs(settings, database, vault),
        mark_job(settings, database),
        audit_job(settings, database, vault),
        key_job(settings, partial(_itself, client)),
        listing_job(settings, database, vault, texts),
        coaching_job(settings, database),
        PeriodicJob(name="approved", every=SHORTLY, job=ApprovedProposals(database, clock=_now).run_once),
        PeriodicJob(name="policy-trials", every=SHORTLY, job=PolicyTrials(database, clock=_now).run_once),
        PeriodicJob(name="hearing", every=MINUTE, job=texts.hear_waiting),
        PeriodicJob(name="rates", every=MINUTE, job=sending_rates.apply),
        PeriodicJob(name="results-email", every=MINUTE, job=weekly_emails(settings, database, vault, provider_for)),
        PeriodicJob(name="inquiries", every=MINUTE, job=receipt_polling.ask_once),
    ]


def weekly_emails(
    settings: Settings, database: Database, vault: Vault, provider_for: ProviderFor
) -> Callable[[], Awaitable[None]]:
    """What sends the results of each week to the readers that agencies named."""
    return WeeklyEmails(
        database=database,
        vault=vault,
        analytics_folder=settings.analytics_path,
        provider_for=provider_for,
        catalogs=load_staff_catalogs(),
        base_url=settings.base_url,
        clock=_now,
    ).run_once


def coaching_job(settings: Settings, database: Database) -> PeriodicJob:
    """Compares once a night where a policy has coaching open, and erases where none has; at once after a change."""
    work = CoachingRound(
        database, analytics_folder=settings.analytics_path, question_sets=load_question_sets(), clock=_now
    )
    return PeriodicJob(name="coaching", every=TEN_MINUTES, job=work.run_once)


def _now() -> datetime:
    return datetime.now(UTC)


async def _itself(client: Client) -> Client:
    return client
