"""`caseline health` tells a container whether its process works."""

from __future__ import annotations

import asyncio
import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from temporalio import workflow
from temporalio.client import Client
from temporalio.worker import Worker
from typer.testing import CliRunner, Result

from commands.health import app


@workflow.defn(sandboxed=False)
class Nothing:
    """A worker needs a workflow."""

    @workflow.run
    async def run(self) -> None:
        """Do nothing."""


class Page(BaseHTTPRequestHandler):
    """Answers what the server is told to answer."""

    def do_GET(self) -> None:
        self.server.seen.append(self.path)  # type: ignore[attr-defined]  # set by `answering`
        self.send_response(self.server.status)  # type: ignore[attr-defined]  # as above
        self.end_headers()

    def log_message(self, *words: object) -> None:
        """Say nothing."""


@contextmanager
def answering(status: int) -> Iterator[tuple[str, list[str]]]:
    """A web server: its port and the paths asked of it."""
    server = HTTPServer(("127.0.0.1", 0), Page)
    server.status, server.seen = status, []  # type: ignore[attr-defined]  # read by `Page`
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield str(server.server_port), server.seen  # type: ignore[attr-defined]  # as above
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def caseline_health(word: str, **environment: str) -> Result:
    return CliRunner().invoke(app, [word], env=environment)


def test_an_api_that_answers_is_well_even_if_it_listens_on_every_address() -> None:
    with answering(200) as (port, seen):
        result = caseline_health("api", CASELINE_PORT=port, CASELINE_HOST="0.0.0.0")  # noqa: S104  as in a container
    assert (result.exit_code, result.stdout) == (0, "ok\n")
    assert seen == ["/health/live"]


def test_the_simulator_is_asked_at_its_own_port() -> None:
    with answering(200) as (port, seen):
        assert caseline_health("simulator", CASELINE_SIMULATOR_PORT=port).exit_code == 0
    assert seen == ["/"]


def test_an_api_that_answers_with_an_error_is_ill() -> None:
    with answering(500) as (port, _):
        result = caseline_health("api", CASELINE_PORT=port)
    assert result.exit_code == 1
    assert "500" in result.stderr


def test_an_api_that_does_not_answer_is_ill() -> None:
    with answering(200) as (port, _):
        pass
    result = caseline_health("api", CASELINE_PORT=port)
    assert result.exit_code == 1
    assert f"127.0.0.1:{port}/health/live" in result.stderr


async def worker_health(address: str, namespace: str = "default") -> Result:
    environment = {"TEMPORAL_ADDRESS": address, "TEMPORAL_NAMESPACE": namespace}
    return await asyncio.to_thread(caseline_health, "worker", **environment)


async def test_a_worker_that_asks_for_work_is_well(
    temporal_client: Client, temporal_server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    queue = f"health-{uuid.uuid4()}"
    monkeypatch.setattr("activities.contract.TASK_QUEUE", queue)
    async with Worker(temporal_client, task_queue=queue, workflows=[Nothing]):
        async with asyncio.timeout(60):
            while (await worker_health(temporal_server)).exit_code != 0:  # noqa: ASYNC110  # nothing to await
                await asyncio.sleep(0.2)


async def test_a_machine_without_a_worker_is_ill(temporal_server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("activities.contract.TASK_QUEUE", f"health-{uuid.uuid4()}")
    result = await worker_health(temporal_server)
    assert result.exit_code == 1
    assert result.stderr.startswith("no worker on ")


async def test_a_namespace_that_is_missing_is_said_to_be(temporal_server: str) -> None:
    result = await worker_health(temporal_server, "nowhere")
    assert result.exit_code == 1
    assert "nowhere" in result.stderr


async def test_a_server_that_is_down_is_said_to_be() -> None:
    result = await worker_health("127.0.0.1:1")
    assert result.exit_code == 1
    assert "127.0.0.1:1" in result.stderr
