"""`caseline restore` and `caseline reconcile` as an operator types them, with the real Temporal server or without."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import structlog
import typer
from sqlalchemy import update
from temporalio.client import Client
from typer.testing import CliRunner, Result

from commands import encryption, restore
from commands.reconcile import reconcile
from db.connection.session import Database
from db.encryption.keyring import KeyRing
from db.queries import calls, inbox, restores
from db.tables import InboxEvent
from domain.restore import RestoreWindow
from engine.server import free_port
from tests.commands.conftest import ORI, Run
from tests.database import in_database
from tests.simulator_process import SimulatorProcess

NUMBER = "26-000001"
NOW = datetime.now(UTC)


@pytest.fixture(autouse=True)
def own_logging() -> Iterator[None]:
    """The commands set up the log of their process, which is that of the tests here."""
    before = structlog.get_config()
    yield
    structlog.configure(**before)


@pytest.fixture(autouse=True)
def key_ring(tmp_path: Path) -> KeyRing:
    """Of the installation that was restored."""
    return KeyRing.create_once(tmp_path / "state" / "keys.json", now=NOW)


def an_event(at: datetime, event_id: str = "1") -> InboxEvent:
    return InboxEvent(
        ori=ORI,
        source="cad",
        event_id=event_id,
        content_hash="x",
        call_number=NUMBER,
        type="call.received",
        facts={"type": "call.received", "occurred_at": at.isoformat(), "id": event_id, "source": "cad"},
        occurred_at=at,
        recorded_at=at,
        relayed_at=at,
    )


def keep(url: str, *events: InboxEvent) -> None:
    async def keeping(opened: Database) -> None:
        async with opened.transaction() as session:
            for event in events:
                await calls.get_or_create(session, ORI, NUMBER, now=event.occurred_at)
                await inbox.store(session, event)

    in_database(url, keeping)


def latest(url: str) -> RestoreWindow | None:
    async def reading(opened: Database) -> RestoreWindow | None:
        async with opened.reading() as session:
            return await restores.latest(session)

    return in_database(url, reading)


def type_reconcile(*words: str) -> Result:
    alone = typer.Typer()
    alone.command()(reconcile)
    return CliRunner().invoke(alone, list(words))


@pytest.fixture
def beside_temporal(
    ready: Run,
    temporal_server: str,
    own_namespace: Client,
    simulator: SimulatorProcess,
    monkeypatch: pytest.MonkeyPatch,
) -> Run:
    """With a Temporal server that knows none of its calls, and the providers."""
    monkeypatch.setenv("TEMPORAL_ADDRESS", temporal_server)
    monkeypatch.setenv("TEMPORAL_NAMESPACE", own_namespace.namespace)  # of other tests, this agency has calls
    monkeypatch.setenv("CASELINE_TWILIO_BASE_URL", simulator.url)
    monkeypatch.setenv("CASELINE_TWILIO_ACCOUNT_SID", simulator.config.account_sid)
    monkeypatch.setenv("CASELINE_TWILIO_AUTH_TOKEN", simulator.config.auth_token)
    monkeypatch.setenv("CASELINE_TWILIO_FROM", simulator.config.service_number)
    assert ready(encryption.app, "init").exit_code == 0
    return ready


def test_begin_compares_and_end_waits_for_the_feed(beside_temporal: Run, url: str) -> None:
    keep(url, an_event(NOW - timedelta(hours=1)))
    began = beside_temporal(restore.app, "begin", "--stopped-at", (NOW - timedelta(minutes=5)).isoformat())
    assert began.exit_code == 0, began.output
    assert "Calls compared with their workflows: 1. They differed in 1." in began.output
    assert "no workflow ran for it" in began.output
    window = latest(url)
    assert window is not None
    assert (window.is_open, window.is_reconciled) == (True, True)
    assert window.since >= NOW - timedelta(hours=1, minutes=1)

    refused = beside_temporal(restore.app, "end")
    assert refused.exit_code == 1
    assert f"no event of since the restore began has come from {ORI}" in refused.output
    assert beside_temporal(restore.app, "status").exit_code == 1

    keep(url, an_event(datetime.now(UTC), "2"))
    in_database(url, _all_relayed)
    status = beside_temporal(restore.app, "status", "--json")
    assert status.exit_code == 0, status.output
    assert json.loads(status.stdout)["feeds"][0]["caught_up"] is True
    ended = beside_temporal(restore.app, "end")
    assert ended.exit_code == 0, ended.output
    assert "The restore has ended." in ended.output
    assert beside_temporal(restore.app, "status").output.strip() == "No restore is under way."


def test_end_anyway_ends_what_no_feed_can_repeat(beside_temporal: Run, url: str) -> None:
    keep(url, an_event(NOW - timedelta(hours=1)))
    assert beside_temporal(restore.app, "begin").exit_code == 0
    assert beside_temporal(restore.app, "begin").output.startswith("A restore is under way already")
    assert beside_temporal(restore.app, "end", "--anyway").exit_code == 0


def test_a_dry_run_says_what_would_be_done(beside_temporal: Run, url: str) -> None:
    keep(url, an_event(NOW - timedelta(hours=1)))
    said = type_reconcile("--dry-run")
    assert said.exit_code == 0, said.output
    assert "1 would be relayed again" in said.output
    assert "Nothing was changed" in said.output
    found = json.loads(type_reconcile("--dry-run", "--json").stdout)
    assert found["differed"] == {"no_workflow": 1}
    assert found["calls"][0]["call_number"] == NUMBER


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--since", "yesterday"), "is no time like"),
        (("--since", "2999-01-01T00:00Z"), "must lie in this order"),
        (("--since", "2026-01-02T00:00Z", "--stopped-at", "2026-01-01T00:00Z"), "must lie in this order"),
        ((), "This database is empty"),
    ],
)
def test_times_that_make_no_sense_begin_nothing(ready: Run, url: str, words: tuple[str, ...], said: str) -> None:
    refused = ready(restore.app, "begin", *words)
    assert refused.exit_code != 0
    assert said in refused.output
    assert latest(url) is None


def test_without_temporal_it_is_begun_and_says_how_to_go_on(
    ready: Run, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TEMPORAL_ADDRESS", f"127.0.0.1:{free_port()}")
    keep(url, an_event(NOW - timedelta(hours=1)))
    said = ready(restore.app, "begin")
    assert said.exit_code == 1
    assert "Then run `caseline reconcile`, before API and worker start." in said.output
    window = latest(url)
    assert window is not None
    assert (window.is_open, window.is_reconciled) == (True, False)


def test_without_its_key_ring_nothing_is_begun(ready: Run, url: str, key_ring: KeyRing) -> None:
    keep(url, an_event(NOW - timedelta(hours=1)))
    key_ring.path.unlink()
    said = ready(restore.app, "begin")
    assert said.exit_code == 1
    assert "There is no key ring" in said.output
    assert latest(url) is None


def test_no_restore_has_no_status_and_no_end(ready: Run) -> None:
    for word in ("status", "end"):
        said = ready(restore.app, word)
        assert (said.exit_code, said.output.strip()) == (1, "No restore is under way.")


async def _all_relayed(opened: Database) -> None:
    async with opened.transaction() as session:
        await session.execute(update(InboxEvent).values(relayed_at=NOW))
