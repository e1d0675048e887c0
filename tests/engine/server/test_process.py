"""Starting and stopping a real development server."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from engine import namespace
from engine.client import connect
from engine.processes import ProcessFailed
from engine.server import PortTaken, ServerOptions, Sources, claim, install, running, start
from engine.server.ports import SELDOM_TAKEN
from tests.engine.server.fakes import a_script

QUIET = ServerOptions(port=0, ui_port=0, headless=True)


@pytest.fixture(scope="session")
def binary(server_sources: Sources) -> Path:
    return install(replace(server_sources, address="")).path


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        yield holder.getsockname()[1]


async def test_what_is_kept_survives_a_restart_and_a_port_of_zero_is_a_free_one(binary: Path, tmp_path: Path) -> None:
    options = replace(QUIET, headless=False, database=tmp_path / "temporal.db", log_file=tmp_path / "log")
    async with running(binary, options) as first:
        assert await namespace.set_retention(await connect(address=first.address), days=90)
        reader, writer = await asyncio.open_connection(*str(first.ui_url).removeprefix("http://").split(":"))
        writer.write(b"GET / HTTP/1.0\r\n\r\n")
        assert b"200 OK" in await reader.readline()
        writer.close()

    async with running(binary, options) as second:
        client = await connect(address=second.address)
        assert await namespace.retention(client) == timedelta(days=90)
        assert not await namespace.set_retention(client, days=90)


async def test_the_server_is_gone_when_the_block_ends_even_by_an_error(binary: Path) -> None:
    with pytest.raises(LookupError):
        async with running(binary, QUIET) as server:
            raise LookupError

    assert server.process.returncode is not None


async def test_the_server_does_not_hear_our_ctrl_c(binary: Path) -> None:
    async with running(binary, QUIET) as server:
        assert os.getpgid(server.process.pid) != os.getpgid(0)


async def test_a_server_that_dies_is_noticed(binary: Path) -> None:
    async with running(binary, QUIET) as server:
        server.process.signal(signal.SIGKILL)
        assert await server.process.exited() == -signal.SIGKILL


async def test_a_missing_namespace_is_said_plainly_and_a_named_one_is_made(binary: Path) -> None:
    async with running(binary, replace(QUIET, namespace="county")) as server:
        await namespace.require(await connect(address=server.address, namespace="county"))
        with pytest.raises(namespace.NamespaceMissing, match="no namespace elsewhere"):
            await namespace.require(await connect(address=server.address, namespace="elsewhere"))


@pytest.mark.parametrize(
    ("ports", "setting"),
    [({"port": 0, "ui_port": -1}, "CASELINE_TEMPORAL_UI_PORT"), ({"port": -1}, "CASELINE_TEMPORAL_PORT")],
)
async def test_a_taken_port_is_named_with_the_setting_that_changes_it(
    taken: int, ports: dict[str, int], setting: str
) -> None:
    chosen = {name: taken if port < 0 else port for name, port in ports.items()}
    options = ServerOptions(**chosen)  # type: ignore[arg-type]  # only ports are given

    with pytest.raises(PortTaken, match=rf"Port {taken}.*{setting}"):
        await start(Path("/does/not/matter"), options)


def test_a_free_port_is_none_that_an_outgoing_connection_may_get_meanwhile() -> None:
    ports = {claim(0, setting="S", purpose="p") for _ in range(50)}
    assert ports <= set(SELDOM_TAKEN)
    assert len(ports) > 40


def test_a_free_port_is_claimed_as_asked() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]

    assert claim(port, setting="S", purpose="p") == port
    assert claim(0, setting="S", purpose="p") > 0


async def test_a_server_that_ends_at_once_is_reported_with_its_last_words(tmp_path: Path) -> None:
    broken = a_script(tmp_path / "temporal", "echo 'database is locked'; exit 4")

    with pytest.raises(ProcessFailed, match=r"(?s)exit code 4.*database is locked"):
        await start(broken, replace(QUIET, log_file=tmp_path / "log"))


async def test_a_server_that_never_answers_is_stopped_even_when_it_will_not_listen(tmp_path: Path) -> None:
    pid_file = tmp_path / "pid"
    deaf = a_script(tmp_path / "temporal", f"trap '' TERM; echo $$ > '{pid_file}'; while :; do sleep 0.1; done")
    options = replace(QUIET, ready_within=timedelta(seconds=2), stop_within=timedelta(seconds=0.5))

    with pytest.raises(ProcessFailed, match="not ready after 2 s"):
        await start(deaf, options)

    with pytest.raises(ProcessLookupError):
        os.kill(int(pid_file.read_text()), 0)
