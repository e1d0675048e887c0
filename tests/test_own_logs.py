"""A test reads its own log lines, whatever else the process is doing."""

from __future__ import annotations

import asyncio
import threading

import structlog

from tests.own_logs import own_logs

log = structlog.get_logger()


async def test_tasks_and_threads_of_the_block_are_its_own_and_a_thread_from_before_is_not() -> None:
    begin, done = threading.Event(), threading.Event()

    def serve() -> None:
        begin.wait()
        log.info("request.served")
        done.set()

    async def work() -> None:
        log.warning("of.a_task")

    server = threading.Thread(target=serve)
    server.start()
    with own_logs() as lines:
        begin.set()
        await asyncio.to_thread(done.wait)
        log.info("of.the_block")
        await asyncio.create_task(work())
        await asyncio.to_thread(log.error, "of.a_thread", n=1)
    server.join()
    log.info("too.late")
    assert lines == [
        {"event": "of.the_block", "log_level": "info"},
        {"event": "of.a_task", "log_level": "warning"},
        {"event": "of.a_thread", "log_level": "error", "n": 1},
    ]
