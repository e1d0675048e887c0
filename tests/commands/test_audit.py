"""`caseline audit`: who did what is shown, verified and proven; what other commands do stands in the log."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from audit.publishing import publish
from audit.record import record
from audit.second_place import SecondPlace
from audit.sequencer import checkpoint, sequence
from commands import agency, api_key, audit, encryption, message, policy, retention, sender
from commands.acting import operator
from db.connection.session import Database
from db.encryption.keyring import KeyRing
from db.encryption.vault import Vault
from db.queries import calls, contacts
from db.queries.contacts import PersonValues
from db.tables import OutboundMessage
from domain.audit.acts import Act, ActKind
from domain.contacts import ContactRole
from messaging.compose import CONTENT
from messaging.decided import words
from messaging.providers.base import ComposedMessage
from policies.files import DEFAULT_POLICY
from tests.commands.conftest import ORI, Run
from tests.conftest import ROOT
from tests.database import NOW, in_database

MARIA: PersonValues = {"name": "Maria Example", "phone": "+12065550123", "roles": [ContactRole.VICTIM]}
LETTER = ComposedMessage(message_id="m1", to="+12065550123", text="An arrest was made.", subject=None)


def vault_of(folder: Path) -> Vault:
    return Vault(KeyRing.create_once(folder / "state" / "keys.json", now=NOW))


def signed(url: str, folder: Path) -> None:
    """What API and worker do within a minute."""

    async def doing(database: Database) -> None:
        await sequence(database, ORI)
        await checkpoint(database, vault_of(folder), ORI, now=datetime.now(UTC))
        await publish(database, SecondPlace(folder / ".caseline" / "audit-checkpoints"), ORI)

    in_database(url, doing)


def records(run: Run, *words: str) -> list[dict[str, Any]]:
    """The newest first."""
    shown = run(audit.app, "show", "--json", *words)
    assert shown.exit_code == 0, shown.output
    found: list[dict[str, Any]] = json.loads(shown.stdout)
    return found


@pytest.fixture
def told(ready: Run, url: str, tmp_path: Path) -> Run:
    """A message that left, and stands in the log."""
    vault = vault_of(tmp_path)

    async def write(database: Database) -> None:
        async with database.transaction() as session:
            call = await calls.get_or_create(session, ORI, "26-1", now=NOW)
            maria = await contacts.upsert(session, vault, call_id=call.id, ref="caller", values=MARIA, now=NOW)
            sealed = vault.seal(
                json.dumps({"message_id": "m1", "to": LETTER.to, "text": LETTER.text}), context=CONTENT, row="m1"
            )
            session.add(
                OutboundMessage(
                    id="m1",
                    call_id=call.id,
                    contact_id=maria.id,
                    key="arrest_made",
                    channel="sms",
                    status="sent",
                    content_sealed=sealed,
                    planned_at=NOW,
                    updated_at=NOW,
                )
            )
            act = Act(
                ori=ORI,
                kind=ActKind.MESSAGE_DECIDED,
                by="workflow",
                about="message:m1",
                contact_id=maria.id,
                private=words(LETTER),
            )
            await record(session, act, now=NOW)

    in_database(url, write)
    return ready


def test_what_commands_do_stands_in_the_log_with_who_typed_them(ready: Run, tmp_path: Path) -> None:
    vault_of(tmp_path)
    policy_file = tmp_path / "ours.toml"
    policy_file.write_text(DEFAULT_POLICY.read_text() + "\n# ours\n")
    made = ready(api_key.app, "create", "--agency", ORI, "--label", "cad", "--scopes", "calls:write")
    assert made.exit_code == 0, made.output
    for app, typed in (
        (policy.app, ("set", str(policy_file), "--agency", ORI)),
        (sender.app, ("set", ORI, "--sms", "+12065550100")),
        (sender.app, ("remove", ORI, "sms")),
        (agency.app, ("change", ORI, "--state", "OR")),
        (agency.app, ("look", ORI, "--color", "#0b4f8a")),
        (retention.app, ("hold", "26-000009", "--by", "4711", "--agency", ORI)),
        (encryption.app, ("rotate",)),
    ):
        done = ready(app, *typed)
        assert done.exit_code in (0, 1), (typed, done.output)
    found = records(ready)
    assert {each["kind"] for each in found} >= {
        "policy.changed",
        "sender.changed",
        "key.changed",
        "agency.changed",
    }
    assert {each["by"] for each in found} <= {operator(), "operator:4711"}
    (changed,) = records(ready, "--kind", "policy.changed")
    assert changed["detail"]["before"] != changed["detail"]["policy"]
    assert [each["about"] for each in records(ready, "--kind", "sender.changed")] == ["sender:sms"] * 2


def test_words_are_revealed_only_with_a_record_of_it(told: Run) -> None:
    assert records(told, "--kind", "person.revealed") == []
    told(message.app, "show", "m1")
    assert records(told, "--kind", "person.revealed") == []
    assert "An arrest was made." in told(message.app, "show", "m1", "--reveal").output
    (revealed,) = records(told, "--kind", "person.revealed")
    assert (revealed["about"], revealed["by"]) == ("message:m1", operator())


def test_the_log_is_shown_by_page_actor_subject_and_time_and_that_is_recorded(told: Run) -> None:
    assert "workflow" in told(audit.app, "show").output
    assert [each["about"] for each in records(told, "--by", "workflow")] == ["message:m1"]
    assert [each["about"] for each in records(told, "--about", "message:*")] == ["message:m1"]
    assert records(told, "--about", "message:m") == []
    assert [each["kind"] for each in records(told, "--by", "operator:*", "--kind", "agency.changed")] == [
        "agency.changed"
    ]
    assert all(each["kind"] != "message.decided" for each in records(told, "--since", "2026-11-25T00:00"))
    first = told(audit.app, "show", "--limit", "1")
    assert "Older ones: add --before" in first.output
    (newest,) = records(told, "--limit", "1")
    assert newest["kind"] == "audit.read"
    assert all(each["id"] < newest["id"] for each in records(told, "--before", str(newest["id"])))
    assert told(audit.app, "show", "--since", "yesterday").exit_code == 2


def test_a_whole_log_verifies_with_0_and_a_changed_one_with_3(told: Run, url: str, tmp_path: Path) -> None:
    signed(url, tmp_path)
    whole = told(audit.app, "verify")
    assert whole.exit_code == 0, whole.output
    assert f"{ORI}: 2 records, 1 checkpoints" in whole.output
    assert "It is whole: nothing was found." in whole.output

    async def tamper(database: Database) -> None:
        async with database.transaction() as session:
            await session.execute(text("UPDATE audit_records SET by = 'operator:4711' WHERE about = 'message:m1'"))

    in_database(url, tamper)
    changed = told(audit.app, "verify", "--ori", ORI)
    assert changed.exit_code == 3
    assert "FOUND: Record 1 was changed." in changed.output


def test_a_log_of_which_only_the_second_place_knows_is_missed(told: Run, url: str, tmp_path: Path) -> None:
    signed(url, tmp_path)

    async def forget(database: Database) -> None:
        async with database.transaction() as session:
            for table in ("records", "trees", "tiles", "checkpoints", "keys"):
                await session.execute(text(f"DELETE FROM audit_{table}"))  # noqa: S608  names of ours

    in_database(url, forget)
    missed = told(audit.app, "verify")
    assert missed.exit_code == 3
    assert "The second place is ahead" in missed.output


def test_a_proof_is_written_and_checked_by_a_bare_python(told: Run, url: str, tmp_path: Path) -> None:
    unproven = told(audit.app, "prove", "--message", "m1")
    assert (unproven.exit_code, "no place in the log yet" in unproven.output) == (1, True)
    signed(url, tmp_path)
    out = tmp_path / "proof.json"
    written = told(audit.app, "prove", "--message", "m1", "--out", str(out), "--reveal")
    assert written.exit_code == 0, written.output
    assert out.stat().st_size <= 4096
    (key,) = [line for line in told(audit.app, "key").stdout.splitlines() if len(line) == 64]
    page = ROOT / "docs" / "verify_audit_proof.py"
    done = subprocess.run(
        [sys.executable, "-I", page, out, key], capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 0, done.stdout
    assert "An arrest was made." in done.stdout
    assert [each["about"] for each in records(told, "--kind", "person.revealed")] == ["message:m1"]
    assert "An arrest" not in told(audit.app, "prove", "--message", "m1").output


def test_what_is_not_there_cannot_be_proven(told: Run) -> None:
    assert "There is no such message" in told(audit.app, "prove", "--message", "m2").output
    assert told(audit.app, "prove", "--message", "m1", "--earlier", "5").exit_code == 1


def test_a_key_is_shown_and_replaced(told: Run, url: str, tmp_path: Path) -> None:
    vault_of(tmp_path)
    first = told(audit.app, "key")
    assert first.exit_code == 0, first.output
    assert told(audit.app, "key").output == first.output
    replaced = told(audit.app, "key", "--replace", "--by", "4711")
    assert replaced.exit_code == 0, replaced.output
    assert replaced.output.count("in force") == 1
    assert replaced.output.count("until") == 1
    (changed,) = records(told, "--kind", "key.changed")
    assert changed["by"] == "operator:4711"
    signed(url, tmp_path)
    assert told(audit.app, "verify").exit_code == 0


def test_nothing_is_given_up_without_a_restore(told: Run, url: str, tmp_path: Path) -> None:
    signed(url, tmp_path)
    done = told(audit.app, "go-on", "--by", "4711", "--yes")
    assert done.exit_code == 1
    assert "nothing was changed" in done.output


@pytest.mark.parametrize(
    ("by", "actor"),
    [("4711", "operator:4711"), ("uid 0", "operator:uid-0"), ("staff:9", "operator:staff-9"), ("é", "operator:shell")],
)
def test_who_types_a_command_is_an_operator_and_nothing_else(by: str, actor: str) -> None:
    assert operator(by) == actor
