"""The worker process: connects to Temporal, then works on our three queues until it is told to stop."""

from __future__ import annotations

import asyncio
import signal
from concurrent.futures import ThreadPoolExecutor
from random import Random

import structlog

from activities.contract import SEND_QUEUES, TASK_QUEUE
from db.connection.session import Database
from engine.background import Background
from engine.client import connect_to
from engine.periodic_jobs import start_jobs
from settings import Settings
from wiring.worker import SENDS_AT_ONCE, build_worker

log = structlog.get_logger()


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
        client = await connect_to(settings.temporal_target)
        workers, jobs = build_worker(settings, database, client)
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
