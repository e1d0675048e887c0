"""`caseline temporal keys`, as it is typed: made, issued, renewed, and said when it ends."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from joserfc.jwk import RSAKey
from typer.testing import CliRunner, Result

from commands.health import app as health
from commands.temporal import app as temporal
from engine.door.keys import write_keys
from engine.door.tokens import facts_of
from tests.commands.test_health import answering

Type = Callable[..., Result]


@pytest.fixture
def door(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the keys of a new installation will be."""
    for name in ("TEMPORAL_ADDRESS", "TEMPORAL_CLI_PATH", "TEMPORAL_NAMESPACE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("CASELINE_STATE_DIR", str(tmp_path / "state"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("COLUMNS", "200")
    return tmp_path / "state" / "door"


def typed(*words: str) -> Result:
    return CliRunner().invoke(temporal, list(words))


def test_init_says_what_it_made_and_the_second_time_that_all_is_good(door: Path) -> None:
    first = typed("keys", "init", "--host", "temporal.example.org")
    assert first.exit_code == 0
    assert f"made {door}/worker/token" in first.stdout
    assert facts_of(door / "worker" / "token").permissions == ("default:write",)
    second = typed("keys", "init", "--host", "temporal.example.org")
    assert second.stdout == f"All that is in {door} is good for 60 days or more: nothing was made.\n"
    assert (door / "worker" / "token").read_text() not in first.output + second.output


def test_a_new_signing_key_ends_every_token(door: Path) -> None:
    typed("keys", "init")
    before = facts_of(door / "api" / "token").signed_by
    made = typed("keys", "init", "--new-signing-key")
    assert "api/token" in made.stdout
    assert "api/client.pem" not in made.stdout
    assert facts_of(door / "api" / "token").signed_by != before


def test_another_installation_is_let_into_its_own_namespace(door: Path, tmp_path: Path) -> None:
    typed("keys", "init")
    issued = typed("keys", "issue", "worker", str(tmp_path / "b"), "--namespace", "agency-b")
    assert issued.exit_code == 0, issued.output
    assert facts_of(tmp_path / "b" / "token").permissions == ("agency-b:write",)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("keys", "issue", "worker", "x"), "run `caseline temporal keys init` first"),
        (("keys", "issue", "mayor", "x"), "There is no 'mayor': say one of worker, api, operator, web-ui"),
        (("keys", "follow", "--once", "--provider", "http://127.0.0.1:9"), "did not answer as a provider does"),
    ],
)
def test_what_goes_wrong_is_one_sentence(
    door: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, words: tuple[str, ...], sentence: str
) -> None:
    monkeypatch.chdir(tmp_path)
    result = typed(*words)
    assert result.exit_code == 1
    assert sentence in result.stderr
    assert "Traceback" not in result.output


def test_a_namespace_that_would_open_others_is_refused(door: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TEMPORAL_NAMESPACE", "temporal-system")
    result = typed("keys", "init")
    assert result.exit_code == 1
    assert "cannot be a namespace of ours" in result.stderr


@pytest.mark.parametrize(("days", "code"), [(31, 0), (29, 1)])
def test_the_doctor_says_what_ends_and_fails_when_it_is_soon(
    door: Path, monkeypatch: pytest.MonkeyPatch, days: int, code: int
) -> None:
    typed("keys", "init", "--days", str(days))
    monkeypatch.setenv("TEMPORAL_API_KEY_FILE", str(door / "worker" / "token"))
    result = typed("doctor")
    assert result.exit_code == code
    assert "TEMPORAL_API_KEY_FILE" in result.stdout
    assert ("renew it" in result.stdout) is bool(code)


def test_the_keys_of_the_provider_stay_when_it_answers_something_else(door: Path) -> None:
    typed("keys", "init")
    key = RSAKey.generate_key(2048, auto_kid=True).as_dict(private=False)
    assert json.loads((door / "provider" / "keys.json").read_text()) == {"keys": []}
    write_keys(door / "provider" / "keys.json", [key])
    with answering(404) as (port, asked):
        result = typed("keys", "follow", "--once", "--provider", f"http://127.0.0.1:{port}")
    assert asked == ["/.well-known/openid-configuration"]
    assert result.exit_code == 1
    assert json.loads((door / "provider" / "keys.json").read_text())["keys"] == [key]


def test_the_health_check_asks_when_the_keys_were_last_copied(door: Path) -> None:
    runner = CliRunner()
    assert runner.invoke(health, ["provider-keys"]).exit_code == 1
    typed("keys", "init")
    assert runner.invoke(health, ["provider-keys"]).stdout == "ok\n"
    long_ago = time.time() - 7200
    os.utime(door / "provider" / "keys.json", (long_ago, long_ago))
    late = runner.invoke(health, ["provider-keys"])
    assert late.exit_code == 1
    assert "were last copied 2:00:0" in late.stderr
