"""`caseline provider check`: for every sender in use a sentence per finding, and an exit code."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from commands import provider, sender
from db.encryption.keyring import KeyRing
from tests.commands.conftest import ORI, Run
from tests.database import NOW
from tests.simulator_process import SimulatorProcess


class _Alive(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200 if self.path == "/health/live" else 404)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Quiet."""


@pytest.fixture
def api() -> Iterator[str]:
    """Something that answers as the API does."""
    server = HTTPServer(("127.0.0.1", 0), _Alive)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def check(ready: Run, simulator: SimulatorProcess, api: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """An agency without a sender of its own, set up as it should be, but for what a test changes."""
    simulator.control.reset()
    simulator.control.configure(
        inbound_url=f"{api}/webhooks/twilio/inbound", event_webhook_url=f"{api}/webhooks/sendgrid/events"
    )
    KeyRing.create_once(tmp_path / "state" / "keys.json", now=NOW)
    for name, value in {
        "TWILIO_BASE_URL": simulator.url,
        "TWILIO_ACCOUNT_SID": simulator.config.account_sid,
        "TWILIO_AUTH_TOKEN": simulator.config.auth_token,
        "TWILIO_FROM": simulator.config.service_number,
        "SENDGRID_BASE_URL": simulator.url,
        "SENDGRID_API_KEY": simulator.config.api_key,
        "SENDGRID_WEBHOOK_KEY": simulator.control.state()["event_public_key"],
        "EMAIL_FROM": "updates@police.example.org",
        "PUBLIC_URL": api,
    }.items():
        monkeypatch.setenv(f"CASELINE_{name}", value)
    return ready


def test_nothing_wrong_is_exit_code_0(check: Run) -> None:
    result = check(provider.app, "check")
    assert result.exit_code == 0, result.output
    assert "sms from +15005550006 (WASPD0000)" in result.output
    assert "email from updates@police.example.org (WASPD0000)" in result.output
    assert "✗" not in result.output


def test_an_agencys_own_account_is_asked_with_its_own_secret(check: Run, simulator: SimulatorProcess) -> None:
    words = ("set", ORI, "--sms", "+15005550007", "--account", simulator.config.account_sid)
    assert check(sender.app, *words, input="theirs\n").exit_code == 0
    result = check(provider.app, "check", ORI)
    assert result.exit_code == 1
    assert "sms from +15005550007" in result.output
    assert "20003" in result.output
    assert "theirs" not in result.output
    assert check(sender.app, *words, input=f"{simulator.config.auth_token}\n").exit_code == 0
    assert "does not belong" in check(provider.app, "check", ORI).output


def test_what_is_not_set_is_said_by_name(check: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CASELINE_TWILIO_FROM", "")
    monkeypatch.setenv("CASELINE_SENDGRID_API_KEY", "")
    result = check(provider.app, "check")
    assert result.exit_code == 1
    assert "CASELINE_TWILIO_FROM" in result.output
    assert "CASELINE_SENDGRID_API_KEY" in result.output


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("http://police.invalid", "must begin with https://"),
        ("https://police.invalid", "does not answer"),
        ("http://127.0.0.1:1", "this machine only"),
    ],
)
def test_an_address_that_the_world_cannot_use_is_wrong(
    check: Run, monkeypatch: pytest.MonkeyPatch, address: str, said: str
) -> None:
    monkeypatch.setenv("CASELINE_PUBLIC_URL", address)
    result = check(provider.app, "check")
    assert result.exit_code == 1
    assert said in result.output


def test_something_else_at_our_address_is_noticed(
    check: Run, simulator: SimulatorProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CASELINE_PUBLIC_URL", simulator.url)
    assert "HTTP 404" in check(provider.app, "check").output


def test_the_simulator_of_up_is_asked_without_any_setting(
    check: Run, simulator: SimulatorProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("TWILIO_BASE_URL", "TWILIO_FROM", "TWILIO_AUTH_TOKEN", "SENDGRID_BASE_URL", "SENDGRID_API_KEY"):
        monkeypatch.delenv(f"CASELINE_{name}")
    monkeypatch.setenv("CASELINE_SIMULATOR_PORT", simulator.url.rpartition(":")[2])
    result = check(provider.app, "check", "--simulator")
    assert "Twilio knows the account" in result.output
    assert "SendGrid knows the API key" in result.output


def test_an_agency_that_is_not_there_is_one_sentence(check: Run) -> None:
    result = check(provider.app, "check", "NOBODY")
    assert result.exit_code == 1
    assert "no agency NOBODY" in result.output
