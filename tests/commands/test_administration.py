"""What an administrator types: database, agencies, API keys, encryption keys."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path

import pytest

from commands import agency, api_key, database, encryption
from commands.open_database import opened
from db.connection.session import Database
from db.encryption.keyring import KeyRing
from db.encryption.vault import Vault
from db.queries import api_keys, calls, contacts
from db.tables import ApiKey, Call, Person
from settings import Settings
from tests.commands.conftest import ADD, PHONE, Run
from tests.database import NOW

ORI = "WASPD0000"


def test_a_new_database_is_upgraded_once(run: Run) -> None:
    before = run(database.app, "status")
    assert before.exit_code == 1
    assert "empty" in before.output
    assert "went from None" in run(database.app, "upgrade").output
    assert run(database.app, "status").exit_code == 0
    assert "is at" in run(database.app, "upgrade").output


def test_an_upgrade_hashes_the_refs_that_a_former_version_kept_plainly(ready: Run, url: str) -> None:
    assert ready(encryption.app, "init").exit_code == 0

    async def store() -> None:
        opened = Database(url)
        async with opened.transaction() as session:
            call = await calls.get_or_create(session, ORI, "26-1", now=NOW)
            session.add(
                Person(call_id=call.id, ref="Vera 206-555-0199", roles="victim", created_at=NOW, updated_at=NOW)
            )
        await opened.dispose()

    asyncio.run(store())
    assert "keyed hashes from now on, in 1 calls" in ready(database.app, "upgrade").output
    assert "refs" not in ready(database.app, "upgrade").output


def test_without_tables_the_commands_say_what_to_run(run: Run) -> None:
    result = run(agency.app, "list")
    assert result.exit_code == 1
    assert "caseline db upgrade" in result.output


def test_a_draft_needs_a_database_that_is_up_to_date(run: Run) -> None:
    result = run(database.app, "draft", "a new column")
    assert result.exit_code == 1
    assert "caseline db upgrade" in result.output
    assert "Traceback" not in result.output


def test_a_database_that_is_not_there_is_one_sentence(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CASELINE_DATABASE_URL", "postgresql://user:hunter2@127.0.0.1:1/x")
    for app, word in ((agency.app, "list"), (database.app, "status"), (api_key.app, "list")):
        result = run(app, word)
        assert result.exit_code == 1
        assert "CASELINE_DATABASE_URL" in result.output
        assert "hunter2" not in result.output
        assert "Traceback" not in result.output


def test_an_agency_is_added_once_listed_and_shown(ready: Run) -> None:
    again = ready(agency.app, *ADD, *PHONE)
    assert again.exit_code == 1
    assert "exists" in again.output
    assert "Springfield Police" in ready(agency.app, "list").output
    shown = ready(agency.app, "show", ORI.lower()).output
    assert "(206) 555-0100" in shown
    assert "[calls]" in shown
    assert ready(agency.app, "show", "NOBODY").exit_code == 1


def test_an_agencys_links_are_changed_one_by_one(ready: Run) -> None:
    link = "https://police.example.com/feedback"
    assert "Changed" in ready(agency.app, "change", ORI, "--complaint-link", link).output
    assert ready(agency.app, "change", ORI, "--rights-link", "https://rights.example.com").exit_code == 0
    shown = ready(agency.app, "show", ORI).output
    assert link in shown
    assert "https://rights.example.com" in shown
    for words in ((ORI,), ("NOBODY", "--complaint-link", link), (ORI, "--complaint-link", "javascript:alert(1)")):
        assert ready(agency.app, "change", *words).exit_code != 0


def test_911_takes_texts_only_where_an_agency_says_so(ready: Run) -> None:
    def told(command: str, *words: str) -> str:
        return ready(agency.app, command, *words).output

    assert re.search(r"Text to 911: +no$", told("show", ORI), re.MULTILINE)
    assert ready(agency.app, "change", ORI, "--text-to-911").exit_code == 0
    assert re.search(r"Text to 911: +yes$", told("show", ORI), re.MULTILINE)
    assert re.search(rf"{ORI}.*yes", told("list"))
    assert ready(agency.app, "change", ORI, "--no-text-to-911").exit_code == 0
    assert re.search(r"Text to 911: +no$", told("show", ORI), re.MULTILINE)
    assert ready(agency.app, "add", "FEDPD0001", *ADD[2:], *PHONE, "--text-to-911").exit_code == 0
    assert re.search(r"Text to 911: +yes$", told("show", "FEDPD0001"), re.MULTILINE)


def test_an_agencys_state_is_what_its_ori_says_until_it_is_set(ready: Run) -> None:
    assert re.search(r"State: +WA$", ready(agency.app, "show", ORI).output, re.MULTILINE)
    assert ready(agency.app, "change", ORI, "--state", "mn").exit_code == 0
    assert re.search(r"State: +MN$", ready(agency.app, "show", ORI).output, re.MULTILINE)
    assert ready(agency.app, "add", "FEDPD0001", *ADD[2:], *PHONE, "--state", "TX").exit_code == 0
    assert re.search(r"State: +TX$", ready(agency.app, "show", "FEDPD0001").output, re.MULTILINE)
    assert ready(agency.app, "change", ORI, "--state", "OR").exit_code == 0
    assert "OR (only what holds in every state is shown" in ready(agency.app, "show", ORI).output


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--state", "Washington"), "two letters"),
        (("--time-zone", "Mars/Olympus"), "IANA"),
        (("--non-emergency-phone", "nine"), "telephone"),
        (("--default-language", "tlh"), "en, es"),
        (("--report-link", "javascript:x"), "https://"),
        (("--policy", "missing.toml"), "missing.toml"),
    ],
)
def test_what_an_agency_cannot_be_is_refused(ready: Run, words: tuple[str, ...], said: str) -> None:
    result = ready(agency.app, "add", "ORI2", *ADD[2:], *PHONE, *words)
    assert result.exit_code != 0
    assert said in result.output
    assert "ORI2" not in ready(agency.app, "list").output


def test_a_policy_with_mistakes_is_refused_by_line(ready: Run, tmp_path: Path) -> None:
    policy = tmp_path / "mine.toml"
    policy.write_text("shadow = false\nnonsense = 1\n")
    result = ready(agency.app, "add", "ORI2", *ADD[2:], *PHONE, "--policy", str(policy))
    assert result.exit_code == 1
    assert "mine.toml:2:" in result.output
    assert "Nothing was added" in result.output


def test_a_key_is_shown_once_opens_and_is_revoked(ready: Run, url: str) -> None:
    made = ready(api_key.app, "create", "--agency", ORI, "--scopes", "calls:read,calls:write", "--label", "CAD")
    secret = made.stdout.strip()
    assert re.fullmatch(r"ck_[\w-]{32,}", secret)
    listed = ready(api_key.app, "list").output
    assert secret not in listed
    assert "calls:write calls:read" in listed
    found = asyncio.run(_find_key(url, secret))
    assert found is not None
    assert ready(api_key.app, "revoke", found).exit_code == 0
    assert asyncio.run(_find_key(url, secret)) is None
    assert ready(api_key.app, "revoke", "nothing").exit_code == 1


async def _find_key(url: str, secret: str) -> str | None:
    opened = Database(url)
    async with opened.reading() as session:
        found = await api_keys.find(session, secret)
    await opened.dispose()
    return found.id if found else None


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--agency", ORI, "--scopes", "calls:delete"), "calls:delete"),
        (("--agency", ORI, "--scopes", ""), "no scope"),
        (("--agency", "NOBODY", "--scopes", "replay"), "no agency NOBODY"),
    ],
)
def test_a_key_for_nothing_or_nobody_is_refused(ready: Run, words: tuple[str, ...], said: str) -> None:
    result = ready(api_key.app, "create", *words, "--label", "CAD")
    assert result.exit_code != 0
    assert said in result.output
    assert result.stdout == ""


async def _someone(url: str, ring: KeyRing) -> None:
    opened = Database(url)
    async with opened.transaction() as session:
        call: Call = await calls.get_or_create(session, ORI, "1", now=NOW)
        values = contacts.PersonValues(name="Maria", phone="+12065550123")
        await contacts.upsert(session, Vault(ring), call_id=call.id, ref="caller", values=values, now=NOW)
    await opened.dispose()


def test_rotation_seals_everything_with_a_new_key(ready: Run, url: str, tmp_path: Path) -> None:
    path = tmp_path / "state" / "keys.json"
    ring = KeyRing.create_once(path, now=NOW)
    asyncio.run(_someone(url, ring))
    result = ready(encryption.app, "rotate")
    assert result.exit_code == 0
    fresh = KeyRing.load(path).current
    assert fresh != ring.current
    assert f"2 values are encrypted again with key {fresh}" in result.output
    assert "0 values" in ready(encryption.app, "rotate", "--continue").output
    assert KeyRing.load(path).current == fresh
    shown = ready(encryption.app, "show").output
    assert re.search(rf"{fresh}.*2.*in force", shown)
    assert re.search(rf"{ring.current}.*0", shown)


def test_without_a_key_ring_rotation_says_so(ready: Run) -> None:
    result = ready(encryption.app, "rotate")
    assert result.exit_code == 1
    assert "no key ring" in result.output


def test_values_of_a_lost_key_are_told(ready: Run, url: str, tmp_path: Path) -> None:
    path = tmp_path / "state" / "keys.json"
    assert ready(encryption.app, "init").exit_code == 0
    older = path.read_text()
    asyncio.run(_someone(url, KeyRing.load(path).add_key(now=NOW)))  # and the rotation did not come further
    path.write_text(older)
    assert "does not have" in ready(encryption.app, "show").output
    rotated = ready(encryption.app, "rotate")
    assert rotated.exit_code == 1
    assert "contacts.phone" in rotated.output


def test_e3_a_key_is_bound_to_networks_days_and_a_rate(ready: Run) -> None:
    words = ("create", "--agency", ORI, "--scopes", "calls:write", "--label", "CAD")
    bound = ("--network", "203.0.113.7/24", "--network", "2001:db8::1", "--expires-in-days", "30", "--per-minute", "60")
    assert ready(api_key.app, *words, *bound).exit_code == 0
    [kept] = _keys(ready)
    assert (kept.networks, kept.per_minute) == ("203.0.113.0/24 2001:db8::1/128", 60)
    assert kept.expires_at is not None
    assert (kept.expires_at - kept.created_at).days == 30
    listed = ready(api_key.app, "list").output
    assert all(word in listed for word in (kept.id[:8], "203.0.113.0/24", "60/min", f"{kept.expires_at:%Y-%m-%d}"))
    assert ready(api_key.app, "change", kept.id[:8], "--per-minute", "600").exit_code == 0
    [changed] = _keys(ready)
    assert (changed.per_minute, changed.networks, changed.expires_at) == (600, kept.networks, kept.expires_at)
    assert ready(api_key.app, "change", kept.id).exit_code == 1
    assert ready(api_key.app, "change", "nothing", "--per-minute", "1").exit_code == 1
    assert ready(api_key.app, *words, "--network", "our office").exit_code == 2
    assert len(_keys(ready)) == 1


def _keys(ready: Run) -> list[ApiKey]:
    async def find() -> list[ApiKey]:
        async with opened(Settings()) as database, database.reading() as session:
            return list(await api_keys.every(session))

    return asyncio.run(find())


def test_an_agency_is_live_from_when_it_was_added_until_it_is_said_otherwise(ready: Run) -> None:
    assert re.search(r"Live: +for calls received from 20\d\d-", ready(agency.app, "show", ORI).output)
    said = ready(agency.app, "live", ORI, "--from", "2026-12-01T06:00").output
    assert "is live for calls received from 2026-12-01 06:00 PST on" in said
    assert "for every call, however old" in ready(agency.app, "live", ORI, "--always").output
    assert "for every call" in ready(agency.app, "show", ORI).output
    for words in (("--from", "soon"), (), ("--always", "--from", "2026-12-01T06:00")):
        assert ready(agency.app, "live", ORI, *words).exit_code != 0
