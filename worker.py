"""The worker process: connects to Temporal, then works on our three queues until it is told to stop."""

from __future__ import annotations

import asyncio
import signal
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from random import Random

import structlog
from temporalio.client import Client
from temporalio.service import RPCError

from activities.contract import SEND_QUEUES, TASK_QUEUE
from db.connection.session import Database, DatabaseUnavailable
from db.ready_vault import ready_vault
from engine.background import Background
from engine.client import connect_to
from engine.garbage import look_less
from engine.periodic_jobs import start_jobs
from intake.reconcile.at_start import reconcile_at_start
from intake.reconcile.senders import SendersOfHistories
from settings import Settings
from wiring.database_mark import database_mark
from wiring.worker import SENDS_AT_ONCE, NotATryOut, build_worker

__all__ = ["NotATryOut", "run"]

log = structlog.get_logger()

TRY_AGAIN = timedelta(seconds=2)


async def run(settings: Settings) -> None:
    """Work until told to stop (SIGINT or SIGTERM); what is under way is finished or handed back to Temporal.

    Raises TaskEnded when something that it does has ended by itself.
    """
    stop = asyncio.Event()
    # The SDKs of the providers block: with asyncio's few threads, sends would queue up behind the slowest ones.
    threads = ThreadPoolExecutor(max_workers=SENDS_AT_ONCE * len(SEND_QUEUES), thread_name_prefix="provider")
    asyncio.get_running_loop().set_default_executor(threads)
    for name in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    database = Database(settings.database)
    background = Background()
    try:
        vault = await ready_vault(database, settings.keys_path)
        await database_mark(settings, database).check()
        client = await connect_to(settings.temporal_target)
        senders = SendersOfHistories(vault=vault, take_unproven=settings.take_unproven_case_status)
        await _reconcile_if_restored(database, client, senders, stop)
        workers, jobs = build_worker(settings, database, client)
        look_less()
        for each in workers:
            background.start(f"worker {each.task_queue}", each.run())
        # Chance spreads the jobs of several workers; it guards nothing.
        start_jobs(jobs, background, chance=Random())  # noqa: S311
        log.info("worker.started", queues=[TASK_QUEUE, *SEND_QUEUES.values()])
        await background.until(stop)
    finally:
        await background.stop()
        await database.dispose()
    log.info("worker.stopped")
    background.check()


async def _reconcile_if_restored(
    database: Database, client: Client, senders: SendersOfHistories, stop: asyncio.Event
) -> None:
    """No workflow runs on what a restore left different. While the database or Temporal is away, wait for it."""
    while not stop.is_set():
        try:
            await reconcile_at_start(database, client, senders=senders, clock=lambda: datetime.now(UTC))
        except (DatabaseUnavailable, RPCError) as error:
            log.warning("worker.waits", reason=type(error).__name__)
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), TRY_AGAIN.total_seconds())
        else:
            return
