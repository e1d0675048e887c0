"""The hash key is replaced while everybody goes on: at no moment is an opted-out person written to."""

from __future__ import annotations

import asyncio
import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import col, select

from db.connection.session import Database
from db.encryption import hash_replacement
from db.encryption.keyring import KeyRing, UnknownKey
from db.encryption.vault import Vault
from db.queries import agencies, calls, consents, contacts, phone_lines, preferences, reassigned_addresses, staff_tasks
from db.queries.hash_lookup import email_hash_of, hash_columns, hash_now, oldest_phone_hash, phone_hash_of
from db.queries.insert_if_new import insert_if_new
from db.tables import (
    AddressCut,
    Consent,
    HashKey,
    Person,
    PhoneLine,
    PortalLink,
    Preference,
    StaffTask,
    UnsubscribeLink,
)
from domain.line_type import LineType
from domain.preferences import Preferences
from domain.task_kinds import NewTask, TaskKind
from tests.database import NOW, a_call, an_agency
from tests.new_hash_key import replaced

ORI = "WASPD0000"
NUMBERS = [f"+120655501{n:02}" for n in range(12)]


async def opt(database: Database, vault: Vault, number: str, *, given: bool = False) -> None:
    """Its owner texts STOP or START, as a reply is handled."""
    async with database.transaction() as session:
        hash_ = await phone_hash_of(session, vault, number)
        word = Consent(ori=ORI, address_hash=hash_, purpose="updates", given=given, how="text", at=NOW)
        await consents.append(session, word)


async def is_stopped(database: Database, vault: Vault, number: str, *, ref: str = "") -> bool:
    """Whether a call that comes in now would hear that this number is stopped: as contact, and as who texts."""
    async with database.transaction() as session:
        call = await calls.get_or_create(session, ORI, f"26-{ref or number}", now=NOW)
        values = contacts.PersonValues(phone=number)
        person = await contacts.upsert(session, vault, call_id=call.id, ref="caller", values=values, now=NOW)
        (contact,) = await contacts.for_rules(session, [person], an_agency())
        hash_ = await phone_hash_of(session, vault, number)
        assert hash_ == person.phone_hash
        said = await consents.current(session, ORI, hash_)
    assert (said.get("updates") is False) is ("updates" in contact.opted_out)
    return "updates" in contact.opted_out


@pytest.fixture
async def agency(database: Database) -> None:
    async with database.transaction() as session:
        await agencies.add(session, an_agency())


@pytest.mark.usefixtures("agency")
async def test_who_opted_out_is_opted_out_at_every_step(database: Database, key_ring: KeyRing, vault: Vault) -> None:
    stopped, free = NUMBERS[:6], NUMBERS[6:8]
    for number in stopped:
        await opt(database, vault, number)
    for number in (*stopped[:3], *free):  # of the others nothing is left but that they said stop
        assert await is_stopped(database, vault, number, ref="old") is (number in stopped)

    async def all_right() -> None:
        for number in (*stopped, *free):
            assert await is_stopped(database, vault, number) is (number in stopped), number

    ring = key_ring.add_hash_key(now=NOW)
    await all_right()  # made, known to all, used by none
    ring = ring.put_newest_hash_key_in_force()
    await all_right()
    await hash_replacement.begin(database, ring.newest_hash_key, now=NOW)
    await all_right()
    while await hash_replacement.count_old(database, ring.newest_hash_key):
        for _, column in hash_columns():
            # One batch, as `move` does it.
            if await hash_replacement._move_some(
                database, vault, column, after="", key_id=ring.newest_hash_key, limit=3
            ):
                await all_right()
    await hash_replacement.finish(database, ring.newest_hash_key, now=NOW)
    await all_right()
    async with database.reading() as session:
        kept = {row.address_hash for row in await session.scalars(select(Consent))}
        assert all(hash_.startswith(f"{ring.newest_hash_key}.") for hash_ in kept)
    await replaced(database, ring)  # and a second time
    await all_right()


@pytest.mark.usefixtures("agency")
async def test_calls_that_come_in_while_addresses_move_find_every_opt_out(
    database: Database, key_ring: KeyRing, vault: Vault
) -> None:
    """Many transactions at once: on PostgreSQL each statement of one may see another moment."""
    stopped = NUMBERS[:8]
    for number in stopped:
        await opt(database, vault, number)
        await is_stopped(database, vault, number, ref="old")
    done = asyncio.Event()

    async def calls_come_in(number: str) -> int:
        asked = 0
        while not done.is_set():
            assert await is_stopped(database, vault, number), number
            asked += 1
        return asked

    async def replace() -> None:
        await asyncio.sleep(0.2)
        ring = key_ring.add_hash_key(now=NOW).put_newest_hash_key_in_force()
        await hash_replacement.begin(database, ring.newest_hash_key, now=NOW)
        await hash_replacement.move(database, Vault(ring), moved=lambda n: None, batch=1, pause=timedelta())
        await hash_replacement.finish(database, ring.newest_hash_key, now=NOW)
        await asyncio.sleep(0.2)
        done.set()

    *asked, _ = await asyncio.gather(*(calls_come_in(number) for number in stopped), replace())
    assert all(asked)
    assert await hash_replacement.count_old(database, KeyRing.load(key_ring.path).newest_hash_key) == 0


@pytest.mark.usefixtures("agency")
async def test_an_address_does_not_move_under_a_transaction_that_has_read_it(
    database: Database, key_ring: KeyRing, vault: Vault
) -> None:
    await opt(database, vault, NUMBERS[0])
    await is_stopped(database, vault, NUMBERS[0])
    async with database.transaction() as session:
        (person,) = await session.scalars(select(Person))
        replacing = asyncio.create_task(replaced(database, key_ring))
        await asyncio.sleep(1.5)
        said = await consents.current(session, ORI, person.phone_hash or "")
        assert said == {"updates": False}
    await replacing
    assert await is_stopped(database, vault, NUMBERS[0])


@pytest.mark.usefixtures("agency")
async def test_everything_kept_for_an_address_moves_with_it(
    database: Database, key_ring: KeyRing, vault: Vault
) -> None:
    number, address = "+12065550123", "ana@example.org"
    async with database.transaction() as session:
        hash_, by_email = await phone_hash_of(session, vault, number), await email_hash_of(session, vault, address)
        call = await calls.get_or_create(session, ORI, "26-1", now=NOW)
        values = contacts.PersonValues(phone=number, email=address)
        person = await contacts.upsert(session, vault, call_id=call.id, ref="caller", values=values, now=NOW)
        unsafe = Preferences(safe_sms=False, safe_email=True, review_by=NOW + timedelta(days=90))
        await preferences.keep(session, ori=ORI, hashes=[hash_], preferences=unsafe, how="portal", now=NOW)
        await reassigned_addresses.cut(session, ori=ORI, address_hash=by_email, reason="notice", now=NOW)
        await phone_lines.learn(session, hash_, LineType.LANDLINE, now=NOW)
        for kind in (TaskKind.REPLY, TaskKind.DELETION_REQUEST):
            await staff_tasks.raise_task(session, ORI, NewTask(kind=kind, about=hash_, reason="wrote"), now=NOW)
        for hash_of in (hash_, by_email):
            link = UnsubscribeLink(
                token_hash=f"t{hash_of}",
                ori=ORI,
                address_hash=hash_of,
                purpose="updates",
                language="en",
                created_at=NOW,
            )
            await insert_if_new(session, link)
        closed = (await session.scalars(select(StaffTask).where(col(StaffTask.kind) == "reply"))).one()
        await staff_tasks.close(session, closed.id, NOW)
    await replaced(database, key_ring)
    async with database.transaction() as session:
        found, found_by_email = (
            await phone_hash_of(session, vault, number),
            await email_hash_of(session, vault, address),
        )
        assert {found, found_by_email}.isdisjoint({hash_, by_email})
        assert await hash_now(session, vault, hash_) == found
        known = await session.get_one(Person, person.id, populate_existing=True)
        assert (known.phone_hash, known.email_hash) == (found, found_by_email)
        assert (await session.get_one(Preference, (ORI, found))).safe_sms is False
        assert (await session.get_one(AddressCut, (ORI, found_by_email))).reason == "notice"
        assert (await session.get_one(PhoneLine, found)).line_type == "landline"
        assert await staff_tasks.is_open(session, ORI, TaskKind.DELETION_REQUEST, found)
        assert {link.address_hash for link in await session.scalars(select(UnsubscribeLink))} == {found, found_by_email}
        keys = [task.task_key for task in await session.scalars(select(StaffTask))]
        assert not any(hash_ in key for key in keys)
        assert f"reply/closed/{closed.id}" in keys


@pytest.mark.usefixtures("agency")
async def test_what_was_written_late_by_the_old_hash_joins_what_had_moved(
    database: Database, key_ring: KeyRing, vault: Vault
) -> None:
    number, later = "+12065550123", NOW + timedelta(minutes=1)
    old, review_by = oldest_phone_hash(vault, number), NOW + timedelta(days=90)
    async with database.transaction() as session:
        said = Preferences(safe_sms=False, review_by=review_by)
        await preferences.keep(session, ori=ORI, hashes=[old], preferences=said, how="portal", now=NOW)
        await phone_lines.learn(session, old, LineType.MOBILE, now=NOW)
    new_vault = await replaced(database, key_ring)
    async with database.transaction() as session:
        await insert_if_new(session, Preference(ori=ORI, address_hash=old, language="es", how="text", set_at=later))
        await phone_lines.learn(session, old, LineType.LANDLINE, now=later)
        session.add(Consent(ori=ORI, address_hash=old, purpose="updates", given=False, how="portal", at=later))
    await hash_replacement.move(database, new_vault, moved=lambda n: None, pause=timedelta())
    async with database.reading() as session:
        found = await phone_hash_of(session, vault, number)
        (kept,) = await session.scalars(select(Preference))
        assert (kept.address_hash, kept.language, kept.safe_sms, kept.review_by) == (found, "es", False, review_by)
        (line,) = await session.scalars(select(PhoneLine))
        assert (line.phone_hash, line.line_type) == (found, "landline")
        assert await consents.current(session, ORI, found) == {"updates": False}


@pytest.mark.usefixtures("agency")
async def test_a_backup_of_before_is_searched_by_the_key_of_its_time(
    database: Database, key_ring: KeyRing, vault: Vault
) -> None:
    await opt(database, vault, NUMBERS[0])
    # The ring has gone on since; the database is the backup.
    grown = key_ring.add_hash_key(now=NOW).put_newest_hash_key_in_force()
    assert await is_stopped(database, Vault(grown), NUMBERS[0])
    await hash_replacement.begin(database, grown.newest_hash_key, now=NOW)
    assert await is_stopped(database, Vault(grown), NUMBERS[0])


@pytest.mark.usefixtures("agency")
async def test_a_ring_without_the_key_finds_no_one_rather_than_missing_a_stop(
    database: Database, key_ring: KeyRing, vault: Vault, tmp_path: Path
) -> None:
    """Another machine with a copy of the ring from before."""
    copy = tmp_path / "copy.json"
    shutil.copy(key_ring.path, copy)
    await opt(database, vault, NUMBERS[0])
    await replaced(database, key_ring)
    other = Vault(KeyRing.load(copy))
    with pytest.raises(UnknownKey, match="hash key"):
        await is_stopped(database, other, NUMBERS[0])


async def test_a_replacement_that_was_interrupted_goes_on(database: Database, key_ring: KeyRing, vault: Vault) -> None:
    await a_call(database)
    for number in NUMBERS[:5]:
        await opt(database, vault, number)
    ring = key_ring.add_hash_key(now=NOW).put_newest_hash_key_in_force()
    await hash_replacement.begin(database, ring.newest_hash_key, now=NOW)

    def interrupt(count: int) -> None:
        raise KeyboardInterrupt(count)

    with pytest.raises(KeyboardInterrupt):
        await hash_replacement.move(database, vault, moved=interrupt, batch=2)
    assert await hash_replacement.count_old(database, ring.newest_hash_key) == 3
    assert await hash_replacement.move(database, vault, moved=lambda n: None, batch=2) == 3
    async with database.reading() as session:
        (row,) = await session.scalars(select(HashKey))
        assert row.finished_at is None
        assert await phone_hash_of(session, vault, NUMBERS[9]) == vault.fingerprint(NUMBERS[9], kind="phone")


def test_every_column_that_ends_in_hash_is_known() -> None:
    """A new one is either moved when the hash key is replaced, or listed here with why not."""
    kept = {
        "api_keys.key_hash": "a plain hash of a random key",
        "inbox.content_hash": "compared with what every hash key makes",
        "passkey_challenges.asked_by_hash": "a plain hash of a random token",
        "passkey_challenges.challenge_hash": "a plain hash of a random challenge",
        "policy_trials.base_hash": "a plain hash of a policy, which is public within the agency",
        "policy_trials.text_hash": "a plain hash of a policy, which is public within the agency",
        "policy_versions.text_hash": "a plain hash of a policy, which is public within the agency",
        "portal_attempts.code_hash": "compared with what every hash key makes",
        "portal_attempts.link_hash": "a plain hash of a random token",
        "portal_attempts.network_hash": "counted for a day: a network begins anew with the hash key",
        "portal_attempts.token_hash": "a plain hash of a random token",
        "portal_links.token_hash": "a plain hash of a random token",
        "portal_sessions.token_hash": "a plain hash of a random token",
        "proposals.pinned_hash": "a plain hash of what the second person saw, made anew to compare",
        "provider_attempts.browser_hash": "a plain hash of a random token",
        "provider_attempts.nonce_hash": "a plain hash of a random nonce",
        "provider_attempts.state_hash": "a plain hash of a random state",
        "sign_in_links.token_hash": "a plain hash of a random token",
        "staff_accounts.subject_hash": "a plain hash of what the agency's provider calls an account",
        "staff_passwords.password_hash": "Argon2id, with a salt of its own",
        "staff_sessions.token_hash": "a plain hash of a random token",
        "survey_invitations.token_hash": "a plain hash of a random token",
        "unsubscribe_links.token_hash": "a plain hash of a random token",
    }
    moved = {f"{table.name}.{column.name}" for table, column in hash_columns()}
    found = {
        f"{table.name}.{column.name}"
        for table in PortalLink.metadata.sorted_tables
        for column in table.columns
        if column.name.endswith("_hash")
    }
    assert found == moved | kept.keys()
