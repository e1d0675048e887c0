"""`caseline sender`: what an agency sends from, typed without a secret ever being an argument."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from commands import sender
from db.connection.session import Database
from db.encryption.keyring import KeyRing
from db.encryption.vault import Vault
from db.queries import senders
from db.tables import Sender
from tests.commands.conftest import ORI, Run
from tests.database import NOW

ACCOUNT = "AC" + "1" * 32


@pytest.fixture
def vault(ready: Run, tmp_path: Path) -> Vault:
    del ready
    return Vault(KeyRing.create_once(tmp_path / "state" / "keys.json", now=NOW))


def stored(url: str) -> list[Sender]:
    async def read() -> list[Sender]:
        opened = Database(url)
        async with opened.reading() as session:
            found = list(await senders.every(session))
        await opened.dispose()
        return found

    return asyncio.run(read())


def test_an_agencys_own_account_is_set_listed_and_removed(ready: Run, url: str, vault: Vault) -> None:
    words = ("set", ORI.lower(), "--sms", "(206) 555-0100", "--account", ACCOUNT, "--per-second", "3")
    result = ready(sender.app, *words, input="hunter2\n")
    assert result.exit_code == 0, result.output
    [row] = stored(url)
    assert (row.ori, row.address, row.account, row.per_second) == (ORI, "+12065550100", ACCOUNT, 3)
    assert vault.open(row.secret_sealed or "", context=senders.SECRET, row=row.id) == "hunter2"
    listed = ready(sender.app, "list").output
    assert ACCOUNT in listed
    assert "hunter2" not in result.output + listed
    assert ready(sender.app, "remove", ORI, "sms").exit_code == 0
    again = ready(sender.app, "remove", ORI, "sms")
    assert again.exit_code == 1
    assert "no sms sender" in again.output


def test_the_secret_may_come_from_the_environment(
    ready: Run, url: str, vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("THEIR_KEY", "SG.theirs")
    words = ("set", ORI, "--email", "Updates@Police.example.org", "--own-key", "--secret-from", "THEIR_KEY")
    assert ready(sender.app, *words).exit_code == 0
    [row] = stored(url)
    assert row.address == "updates@police.example.org"
    assert vault.open(row.secret_sealed or "", context=senders.SECRET, row=row.id) == "SG.theirs"
    assert "its own key" in ready(sender.app, "list").output


def test_a_number_of_the_settings_account_needs_no_secret(ready: Run, url: str, vault: Vault) -> None:
    assert ready(sender.app, "set", ORI, "--sms", "MG" + "a" * 32).exit_code == 0
    [row] = stored(url)
    assert (row.account, row.secret_sealed) == ("", None)
    assert "of the settings" in ready(sender.app, "list").output


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "one of --sms and --email"),
        (("--sms", "+12065550100", "--email", "a@example.org"), "one of --sms and --email"),
        (("--sms", "nine"), "neither"),
        (("--sms", "+12065550100", "--account", "hunter2"), "AC and 32"),
        (("--email", "nobody"), "not an email"),
        (("--sms", "+12065550100", "--own-key"), "goes with"),
        (("--sms", "+12065550100", "--per-second", "0"), "0"),
        (("--sms", "+12065550100", "--account", ACCOUNT, "--secret-from", "NOT_SET"), "no secret"),
        (("--sms", "+12065550100", "--account", ACCOUNT), "no secret"),
    ],
)
def test_what_a_sender_cannot_be_is_refused(
    ready: Run, url: str, vault: Vault, words: tuple[str, ...], said: str
) -> None:
    result = ready(sender.app, "set", ORI, *words)
    assert result.exit_code != 0
    assert said in result.output
    assert stored(url) == []


def test_an_agency_that_is_not_there_and_a_missing_key_ring_are_told(ready: Run) -> None:
    words = ("set", "NOBODY", "--sms", "+12065550100")
    assert "no key ring" in ready(sender.app, *words).output


def test_nobody_has_no_sender(ready: Run, vault: Vault) -> None:
    assert "no agency NOBODY" in ready(sender.app, "set", "NOBODY", "--sms", "+12065550100").output
