"""`caseline temporal`, as it is typed."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import psutil
import pytest
from typer.testing import CliRunner

from commands.temporal import app
from engine.processes import Command, ManagedProcess, ManagedProcesses
from engine.server import Sources, free_port, install
from tests.conftest import ROOT
from tests.engine.server.fakes import a_temporal


@pytest.fixture
def runner(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    for name in ("TEMPORAL_ADDRESS", "TEMPORAL_CLI_PATH"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("CASELINE_STATE_DIR", str(tmp_path / "state"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return CliRunner()


def test_install_prints_the_path_alone_so_that_scripts_can_use_it(
    runner: CliRunner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    binary = a_temporal(tmp_path / "temporal")
    monkeypatch.setenv("TEMPORAL_CLI_PATH", str(binary))

    result = runner.invoke(app, ["install"])

    assert result.exit_code == 0
    assert result.stdout == f"{binary}\n"


def test_what_is_expected_to_go_wrong_is_a_sentence_not_a_traceback(
    runner: CliRunner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TEMPORAL_CLI_PATH", "/does/not/exist")

    result = runner.invoke(app, ["install"])

    assert result.exit_code == 1
    assert "TEMPORAL_CLI_PATH cannot be used" in result.stderr
    assert "Traceback" not in result.stderr


def test_the_doctor_says_what_every_way_would_give(
    runner: CliRunner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TEMPORAL_CLI_PATH", str(a_temporal(tmp_path / "temporal", server="1.40.0")))

    result = runner.invoke(app, ["doctor"])

    assert f"TEMPORAL_CLI_PATH: {tmp_path}/temporal (server 1.40.0)" in result.stdout
    assert "TEMPORAL_ADDRESS: not set" in result.stdout


@pytest.mark.parametrize("verb", ["install", "start"])
def test_with_an_address_there_is_nothing_to_do(runner: CliRunner, monkeypatch: pytest.MonkeyPatch, verb: str) -> None:
    monkeypatch.setenv("TEMPORAL_ADDRESS", "temporal.example:7233")

    result = runner.invoke(app, [verb])

    assert result.exit_code == 0
    assert f"temporal.example:7233 is used, nothing to {verb}" in result.stderr
    assert result.stdout == ""


def test_prepare_gives_a_server_our_search_attributes_and_retention(
    runner: CliRunner, temporal_server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TEMPORAL_ADDRESS", temporal_server)
    monkeypatch.setenv("CASELINE_TEMPORAL_RETENTION_DAYS", "30")

    result = runner.invoke(app, ["prepare"])

    assert result.exit_code == 0, result.output
    assert "30 days" in result.stdout


@contextmanager
def started(sources: Sources, state: Path) -> Iterator[tuple[ManagedProcess, psutil.Process]]:
    """`caseline temporal start`, up and answering, and its server."""
    environment = {
        **os.environ,
        "TEMPORAL_CLI_PATH": str(install(replace(sources, address="")).path),
        "CASELINE_STATE_DIR": str(state),
        "CASELINE_TEMPORAL_PORT": str(free_port()),
        "CASELINE_TEMPORAL_UI_PORT": "0",
    }
    environment.pop("TEMPORAL_ADDRESS", None)
    words = [sys.executable, "-c", "from commands.temporal import app; app()", "start"]
    log = state / "output.txt"
    processes = ManagedProcesses()
    process = processes.start(Command(name="start", words=words, environment=environment, folder=ROOT, log=log))
    try:
        processes.wait_until("start", lambda: "Ctrl-C" in log.read_text())
        (server,) = [one for one in psutil.Process(process.pid).children() if "start-dev" in one.cmdline()]
        yield process, server
    finally:
        processes.stop_all()


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM])
def test_ctrl_c_ends_the_server_too(server_sources: Sources, tmp_path: Path, sign: signal.Signals) -> None:
    with started(server_sources, tmp_path) as (process, server):
        process.signal(sign)

        assert process.wait(60) == 0
        assert not server.is_running()


def test_a_server_that_dies_ends_the_command_with_an_error(server_sources: Sources, tmp_path: Path) -> None:
    with started(server_sources, tmp_path) as (process, server):
        server.kill()

        assert process.wait(60) == 1
        assert "ended by itself" in process.log_tail()
