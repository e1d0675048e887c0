"""`caseline up` with real processes: what it plays, keeps, and leaves behind."""

from __future__ import annotations

import json
import shutil
import signal
import socket
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from commands.local.demo_agency import ORI
from engine.server import Sources, install
from tests.analytics.extract_fixtures import an_extract
from tests.commands.stacks import STAYING, Up, all_gone, up
from tests.conftest import ROOT

DEMO_KEY = "demo-key.json"
PROCESSES = {
    "worker": "main() worker",
    "API": "main() api",
    "simulator": "-m simulator",
    "Temporal server": "server start-dev",
}
"""As `caseline up` names them, and words of their command lines."""
PUBLIC_URL = "https://calls.example.org"


@pytest.fixture(scope="module")
def server(server_sources: Sources) -> dict[str, str]:
    """The binary to start, found once."""
    return {"TEMPORAL_CLI_PATH": str(install(replace(server_sources, address="")).path)}


@pytest.fixture(scope="module")
def played(server: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Up:
    """Three calls played to their ends; its state directory is used again by the other tests."""
    state = tmp_path_factory.mktemp("up") / "state"
    with up(state, server, "--exit-when-played", "--limit", "3", "--report", str(state.parent / "report.json")) as run:
        run.ended()
    an_extract(state / "analytics", ori=ORI)  # else each start would invent a year
    return run


@contextmanager
def standing(played: Up, environment: dict[str, str]) -> Iterator[Up]:
    """Everything up, on the state of the play."""
    with up(played.state, environment) as run:
        run.until(STAYING)
        yield run


def secret(state: Path) -> str:
    return str(json.loads((state / DEMO_KEY).read_text())["key"])


def numbers_of(report: Path) -> list[str]:
    return [result["call_number"] for result in json.loads(report.read_text())["by_call"]]


def test_it_plays_reports_and_ends_well(played: Up) -> None:
    report = json.loads((played.state.parent / "report.json").read_text())

    assert played.process.returncode == 0, played.output
    assert report["ok"] is True
    assert report["calls"] == 3
    assert played.output.index("Phones and inboxes") < played.output.index("Playing calls: 3 of 3")
    for who in ("Detective D-114", "Supervisor S-12", "Administrator A-3"):
        assert f"Sign in: {who}" in played.output
    assert "/staff/WADEMO000/demonstration/" in played.output
    assert played.output.index("Playing calls: 3 of 3") < played.output.index("3 calls in ")


def test_what_it_keeps_is_for_its_user_only(played: Up) -> None:
    assert stat.S_IMODE(played.state.stat().st_mode) == 0o700
    for name in (DEMO_KEY, "keys.json"):
        assert stat.S_IMODE((played.state / name).stat().st_mode) == 0o600, name


def test_a_second_start_finds_everything_and_ctrl_c_ends_every_process(played: Up, server: dict[str, str]) -> None:
    key = secret(played.state)
    phones = (played.state / "phones.jsonl").read_bytes()

    with standing(played, {**server, "CASELINE_PUBLIC_URL": PUBLIC_URL}) as run:
        calls = [run.get(f"/v1/calls/{number}") for number in numbers_of(played.state.parent / "report.json")]
        kept = run.running["key"]
        links = run.member("main() worker").environ()["CASELINE_PUBLIC_URL"]
        family = run.family()
        with up(run.state, server) as second:
            refused = second.ended()
        run.process.signal(signal.SIGINT)
        ended = run.ended()

    assert "Playing calls" not in run.output
    assert "played before" in run.output
    assert kept == key
    assert links == PUBLIC_URL
    assert all(call["messages"] for call in calls)
    assert (played.state / "phones.jsonl").read_bytes() == phones
    assert refused == 1
    assert f"Another `caseline up` (process {run.process.pid}) uses {run.state}" in second.output
    assert ended == 0, run.output
    assert len(family) == 5  # four children and the one that ends them if we cannot
    assert all_gone(family)
    assert not (run.state / "running.json").exists()


def test_killed_it_leaves_nothing_and_the_next_start_waits_for_that(played: Up, server: dict[str, str]) -> None:
    with standing(played, server) as run:
        family = run.family()
        run.process.signal(signal.SIGKILL)
        run.ended()
        with standing(played, server) as again:
            assert not any(one.is_running() and one.status() != psutil.STATUS_ZOMBIE for one in family)
            again.until_logged("worker", "worker.started")


def test_ctrl_c_while_it_is_starting_ends_it_too(played: Up, server: dict[str, str]) -> None:
    with up(played.state, server) as run:
        run.until("Preparing the database")
        family = run.family()
        run.process.signal(signal.SIGINT)
        code = run.ended()

    assert code == 0, run.output
    assert "Traceback" not in run.output
    assert all_gone(family)


def test_whatever_process_dies_is_started_again_and_calls_are_told_and_ctrl_c_meanwhile_ends_in_order(
    played: Up, server: dict[str, str]
) -> None:
    with standing(played, server) as run:
        run.until_logged("worker", "worker.started")
        for name, words in PROCESSES.items():
            killed = run.member(words)
            killed.kill()
            run.until(f"The {name} ended by itself (exit code -9). Starting it again (1) ...")
            number = f"26-{time.monotonic_ns()}"
            run.report_until_it_is_taken(number)
            run.until_told(number)
            run.until_there(words)
            assert run.member(words).pid != killed.pid, name
        family = run.family()
        for process in ("main() worker", "main() api"):
            run.member(process).kill()
        run.until("Starting it again (2)")
        run.process.signal(signal.SIGINT)
        code = run.ended()

    assert code == 0, run.output
    assert "Traceback" not in run.output
    assert all_gone(family)


def test_what_dies_five_times_within_a_minute_is_given_up_with_the_end_of_its_log(
    played: Up, server: dict[str, str]
) -> None:
    with standing(played, server) as run:
        for times in range(1, 5):
            run.member("-m simulator").kill()
            run.until(f"The simulator ended by itself (exit code -9). Starting it again ({times}) ...")
            run.until_there("-m simulator")
        family = run.family()
        run.member("-m simulator").kill()
        code = run.ended()

    assert code == 1
    assert f"simulator ended by itself (exit code -9). The end of {run.state}/simulator.log:" in run.output
    assert all_gone(family)


def test_logs_of_the_last_start_are_kept_and_no_more(played: Up) -> None:
    assert {path.name for path in played.state.glob("*.log*")} == {
        f"{name}.log{end}" for name in ("api", "simulator", "temporal", "worker") for end in ("", ".1")
    }


def test_a_call_that_misses_its_end_is_an_error_and_a_server_that_is_given_is_used(
    server: dict[str, str], temporal_server: str, tmp_path: Path
) -> None:
    """Two exports tell one call differently: the API refuses the second."""
    folder = tmp_path / "exports"
    folder.mkdir()
    header, theft = (ROOT / "examples" / "seattle.csv").read_text().splitlines()[:3:2]
    more_urgent = theft.replace(",911,3,", ",911,2,")
    assert more_urgent != theft
    for name, row in (("one", theft), ("two", more_urgent)):
        (folder / f"{name}.csv").write_text(f"{header}\n{row}\n")
        shutil.copy(ROOT / "mappings" / "seattle_wa.toml", folder / f"{name}.toml")

    given = {**server, "TEMPORAL_ADDRESS": temporal_server}
    with up(tmp_path / "state", given, "--exit-when-played", "--examples", str(folder)) as run:
        code = run.ended()

    assert code == 1, run.output
    assert "Traceback" not in run.output
    assert "2 calls in " in run.output
    assert f"Connecting to the Temporal server at {temporal_server}" in run.output
    assert f"that of the server at {temporal_server}, which is not ours" in run.output
    assert not (tmp_path / "state" / "temporal.db").exists()
    assert not (tmp_path / "state" / "examples-played").exists()


@pytest.mark.parametrize("setting", ["CASELINE_PORT", "CASELINE_TEMPORAL_PORT"])
def test_a_port_that_is_taken_is_named_with_its_setting(server: dict[str, str], tmp_path: Path, setting: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        with up(tmp_path / "state", {**server, setting: port}) as run:
            code = run.ended()

    assert code == 1
    assert f"Port {port}" in run.output
    assert setting in run.output
    assert "Traceback" not in run.output


def test_exports_that_cannot_be_read_are_said_before_anything_is_started(
    server: dict[str, str], tmp_path: Path
) -> None:
    (tmp_path / "calls.csv").write_text("a,b\n1,2\n")
    (tmp_path / "calls.toml").write_text("[export]\n")

    with up(tmp_path / "state", server, "--examples", str(tmp_path)) as run:
        code = run.ended()

    assert code == 1
    assert "Starting" not in run.output
    assert "Traceback" not in run.output


def test_g1_it_makes_no_second_key_ring(played: Up, server: dict[str, str], tmp_path: Path) -> None:
    state = tmp_path / "state"
    shutil.copytree(played.state, state, ignore=shutil.ignore_patterns("keys.json", "*.log*", "temporal.db*"))
    with up(state, server, "--no-play") as run:
        assert run.ended() == 1
    assert "no new one would open what the database holds, sealed with key" in run.output
    assert "Traceback" not in run.output
    assert not (state / "keys.json").exists()
