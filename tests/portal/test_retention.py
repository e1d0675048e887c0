"""Retention removes what is due, for good, and nothing else: the rules one by one."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import pytest
from sqlalchemy import select
from sqlmodel import SQLModel, col

from db.connection.session import Database
from db.encryption.vault import Vault
from db.queries import contacts, retention
from db.tables import (
    Agency,
    Call,
    CaseAssignment,
    HeldChange,
    InboundReply,
    OutboundMessage,
    Person,
    PhoneLine,
    StaffTask,
)
from domain.call_state import CaseStatus, End
from domain.retention import RecordKind
from domain.staff.roles import Role
from portal.erasure_ledger import ErasureLedger
from portal.retention import Count, Report, Retention
from portal.retention_round import RetentionRound
from settings import Settings
from tests.aged_calls import EVERYTHING, POLICY, ago, ended, hold, kept_of, store, with_case
from tests.database import NOW
from tests.db.everything import places_of
from tests.db.test_every_column_is_decided import MAY_HOLD_A_HASH
from tests.everywhere import ORI as ANAS_ORI
from tests.everywhere import forget_her, known_everywhere
from tests.staff_fixtures import a_member
from wiring.worker import build_jobs

ORI = "WASPD0000"
NO_PEOPLE = {kind: 1 for kind in EVERYTHING if kind not in ("messages", "replies", "surveys", "people")}
CALLS = POLICY + "\n[retention.no_case]\ncalls_days = 400\n[retention.closed_case]\ncalls_days = 400\n"


async def run(database: Database, *, dry_run: bool = False, ori: str = ORI, days_later: int = 0) -> Report:
    async with database.reading() as session:
        agency = await session.get_one(Agency, ori)
    now = NOW + timedelta(days=days_later)
    return await Retention(database, now=now, dry_run=dry_run, progress=lambda done, total: None).run(agency)


async def test_by_default_people_go_a_year_after_a_call_and_three_after_a_case(
    database: Database, vault: Vault
) -> None:
    await store(
        database,
        vault,
        ORI,
        ended("young", 364),
        ended("old", 365),
        with_case("young-case", CaseStatus.CLOSED, 1094),
        with_case("old-case", CaseStatus.CLOSED, 1095),
        with_case("suspended", CaseStatus.SUSPENDED, 9999),
        with_case("open", CaseStatus.ASSIGNED, 9999),
    )
    report = await run(database)
    left = {number: await kept_of(database, ORI, number) for number in ("old", "old-case")}
    assert left == {"old": NO_PEOPLE, "old-case": NO_PEOPLE}
    for number in ("young", "young-case", "suspended", "open"):
        assert await kept_of(database, ORI, number) == EVERYTHING, number
    assert report.counts["people"] == Count(before=6, gone=2, after=4)
    assert (report.calls, report.open) == (2, 1)


async def test_a_dry_run_changes_nothing_and_foretells_all(database: Database, vault: Vault) -> None:
    await store(database, vault, ORI, ended("1", 500), ended("2", 10), policy=CALLS)
    foretold = await run(database, dry_run=True)
    assert await kept_of(database, ORI, "1") == EVERYTHING
    done = await run(database)
    assert foretold == done
    assert done.counts["calls"] == Count(before=2, gone=1, after=1)


async def test_an_open_case_is_never_touched_however_old(database: Database, vault: Vault) -> None:
    ages = [with_case(status.value, status, 9999) for status in CaseStatus if status not in ("closed", "suspended")]
    await store(database, vault, ORI, *ages, policy=CALLS)
    report = await run(database)
    assert sum(count.gone for count in report.counts.values()) == 0
    assert (report.open, report.oldest_open) == (4, ago(5000))


async def test_a_call_whose_end_cad_never_told_is_open_for_good_and_counted(database: Database, vault: Vault) -> None:
    await store(database, vault, ORI, ended("1", 9999, ended=None, ended_at=None), policy=CALLS)
    assert (await run(database)).open == 1
    assert await kept_of(database, ORI, "1") == EVERYTHING


async def test_a_call_that_was_reopened_or_closed_again_is_counted_from_then(database: Database, vault: Vault) -> None:
    again = ended("again", 500, reopened_at=ago(300), ended_at=ago(290))
    await store(database, vault, ORI, ended("reopened", 500, ended=None, reopened_at=ago(400)), again)
    assert (await run(database)).calls == 0
    assert (await run(database, days_later=75)).calls == 1


async def test_a_duplicate_waits_for_the_call_it_was_merged_into(database: Database, vault: Vault) -> None:
    duplicate = ended("double", 9999, ended=End.MERGED, merged_into="main")
    await store(database, vault, ORI, duplicate, with_case("main", CaseStatus.ASSIGNED, 2000))
    assert (await run(database)).calls == 0


async def test_a_duplicate_of_a_held_case_is_held_too(database: Database, vault: Vault) -> None:
    duplicate = ended("double", 9999, ended=End.MERGED, merged_into="main")
    await store(database, vault, ORI, duplicate, with_case("main", CaseStatus.CLOSED, 2000), policy=CALLS)
    await hold(database, ORI, "case-main")
    assert (await run(database)).held == 2
    assert await kept_of(database, ORI, "double") == EVERYTHING


async def test_calls_merged_in_a_circle_end_nothing_but_themselves(database: Database, vault: Vault) -> None:
    circle = [ended(a, 500, ended=End.MERGED, merged_into=b) for a, b in ("12", "23", "31")]
    await store(database, vault, ORI, *circle, policy=CALLS)
    assert (await run(database)).calls == 3


async def test_what_has_still_to_be_sent_or_relayed_keeps_its_call(database: Database, vault: Vault) -> None:
    unsent, unrelayed = replace(ended("1", 500), message="temporary_failure"), replace(ended("2", 500), relayed=False)
    await store(database, vault, ORI, unsent, unrelayed, policy=CALLS)
    assert (await run(database)).busy == 2
    assert await kept_of(database, ORI, "1") == await kept_of(database, ORI, "2") == EVERYTHING


async def test_what_a_call_of_today_needs_stays_though_an_old_call_knew_the_same_number(
    database: Database, vault: Vault
) -> None:
    """The open call's contact wrote by the old number before it was corrected: their words are the open call's."""
    await store(database, vault, ORI, ended("old", 500), with_case("new", CaseStatus.ASSIGNED, 1))
    async with database.transaction() as session:
        [call] = await session.scalars(select(Call).where(col(Call.call_number) == "new"))
        said: contacts.PersonValues = {"phone": "+12065550199"}
        await contacts.upsert(session, vault, call_id=call.id, ref="caller", values=said, now=NOW)
    assert (await run(database)).calls == 1
    assert await kept_of(database, ORI, "new") == EVERYTHING


async def test_what_is_gone_is_in_no_column_any_more(database: Database, vault: Vault) -> None:
    ana = await known_everywhere(database, vault, now=ago(2000))
    assert (await run(database, ori=ANAS_ORI)).counts["people"].gone == 1
    assert await places_of(database, ana.phone, ana.email, ana.ref) <= MAY_HOLD_A_HASH


async def test_other_agencies_keep_theirs(database: Database, vault: Vault) -> None:
    for ori in (ORI, "WAOTH0000"):
        await store(database, vault, ori, ended("1", 500), policy=CALLS)
    await run(database)
    assert await kept_of(database, ORI, "1") == {}
    assert await kept_of(database, "WAOTH0000", "1") == EVERYTHING


async def test_whose_case_it_was_and_what_was_held_goes_with_the_call(database: Database, vault: Vault) -> None:
    await store(database, vault, ORI, ended("1", 500), policy=CALLS)
    detective = await a_member(database, vault, Role.DETECTIVE, badge="D-7", ori=ORI)
    async with database.transaction() as session:
        call = (await session.scalars(select(Call))).one()
        whose: dict[str, Any] = {"call_id": call.id, "account_id": detective.id}
        session.add(CaseAssignment(**whose, assigned_at=NOW, assigned_by="staff:S-1"))
        session.add(HeldChange(**whose, ori=ORI, kind="closed", by="staff:D-7", made_at=NOW, due_at=NOW, done_at=NOW))
    await run(database)
    async with database.reading() as session:
        for table in (Call, CaseAssignment, HeldChange):
            assert (await session.scalars(select(table))).all() == []


async def test_an_open_task_of_a_call_that_is_gone_stays_for_staff_to_close(database: Database, vault: Vault) -> None:
    await store(database, vault, ORI, ended("1", 500), policy=CALLS)
    await run(database)
    async with database.reading() as session:
        [task] = await session.scalars(select(StaffTask))
    assert (task.call_id, task.closed_at) == (None, None)


async def test_closed_tasks_and_replies_of_no_call_go_by_their_own_days(database: Database, vault: Vault) -> None:
    await store(database, vault, ORI)
    async with database.transaction() as session:
        for days in (364, 365):
            at, key = ago(days), str(days)
            task = StaffTask(ori=ORI, task_key=key, kind="reply", reason="", opened_at=at, last_at=at, closed_at=at)
            stray = InboundReply(
                ori=ORI, provider="twilio", provider_message_id=key, address_hash="x", intent="other", received_at=at
            )
            session.add_all([task, stray])
    report = await run(database)
    gone = Count(before=2, gone=1, after=1)
    assert (report.counts["tasks"], report.counts["stray replies"]) == (gone, gone)


async def test_what_was_learned_of_phone_lines_goes_when_it_is_not_trusted_any_more(database: Database) -> None:
    async with database.transaction() as session:
        for phone, days in (("a", 364), ("b", 366)):
            session.add(PhoneLine(phone_hash=phone, line_type="mobile", looked_up_at=ago(days)))
    for dry_run in (True, False):
        found = Retention(database, now=NOW, dry_run=dry_run, progress=lambda done, total: None)
        assert await found.phone_lines(kept=timedelta(days=365)) == Count(before=2, gone=1, after=1)


@pytest.mark.parametrize(("hours", "does"), [(0.0, False), (24.0, True)])
async def test_a_worker_does_it_only_if_the_settings_say_so(
    sqlite_database: Database, vault: Vault, hours: float, does: bool
) -> None:
    settings = Settings(retention_hours=hours, _env_file=None)  # type: ignore[call-arg]  # pydantic-settings has it
    jobs = build_jobs(settings, sqlite_database, vault, Mock(), Mock())
    every = {job.name: job.every for job in jobs}
    assert ("retention" in every) is does
    assert every.get("retention", timedelta(hours=24)) == timedelta(hours=24)


async def test_a_worker_may_do_it_by_itself_and_an_unreadable_policy_stops_no_other(
    database: Database, vault: Vault
) -> None:
    await store(database, vault, "AAAAA0000", ended("1", 500), policy=CALLS)
    async with database.transaction() as session:
        (await session.get_one(Agency, "AAAAA0000")).policy = "not a policy"
    await store(database, vault, ORI, ended("1", 500), policy=CALLS)
    await RetentionRound(database, clock=lambda: NOW, lines_kept=timedelta(days=365)).run_once()
    assert await kept_of(database, ORI, "1") == {}
    assert await kept_of(database, "AAAAA0000", "1") == EVERYTHING


async def test_a_request_for_deletion_does_not_break_a_hold_and_waits_for_its_end(
    database: Database, vault: Vault, tmp_path: Path
) -> None:
    ledger = ErasureLedger(tmp_path / "erasures.jsonl")
    ana = await known_everywhere(database, vault, now=NOW)
    await hold(database, ANAS_ORI, "case-26-1")
    assert await forget_her(database, ana, ledger, now=NOW) == 0
    assert "contacts.phone_hash" in await places_of(database, ana.phone)
    async with database.transaction() as session:
        tasks = await session.scalars(select(StaffTask).where(col(StaffTask.kind) == "deletion_request"))
        assert [task.closed_at for task in tasks] == [None]
        held = await session.get_one(Call, ana.call_id)
        held.case_number = "another"
    assert await forget_her(database, ana, ledger, now=NOW) == 1


def test_whatever_belongs_to_a_call_or_a_message_goes_with_it() -> None:
    """A new table that refers to calls or messages must be deleted with them (`db.queries.retention`)."""
    refer = {
        str(table.name)
        for table in SQLModel.metadata.sorted_tables
        for key in table.foreign_keys
        if key.column.table.name in ("calls", "messages", "contacts")
    }
    with_it = {
        "brake_entries",
        "case_assignments",
        "contacts",
        "held_changes",
        "messages",
        "receipts",
        "replies",
        "staff_tasks",
        "survey_invitations",
        "timeline",
    }
    assert refer == with_it


def test_every_kind_of_record_is_counted_and_removed() -> None:
    assert set(retention._KEPT) == set(RecordKind)


async def test_a_person_and_a_message_are_left_of_a_call_without_people(database: Database, vault: Vault) -> None:
    """What figures need stays: that there was a contact, and a message of this key, channel and outcome."""
    await store(database, vault, ORI, ended("1", 500))
    await run(database)
    async with database.reading() as session:
        [message] = await session.scalars(select(OutboundMessage))
        [person] = await session.scalars(select(Person))
    assert (message.key, message.channel, message.status) == ("call_received", "sms", "delivered")
    assert (message.contact_id, person.roles) == (person.id, "victim")


@pytest.mark.parametrize("kind", ["messages", "replies", "surveys"])
async def test_words_can_go_before_the_people(database: Database, vault: Vault, kind: str) -> None:
    policy = f"{POLICY}\n[retention.no_case]\n{kind}_days = 30\n"
    await store(database, vault, ORI, ended("1", 30), policy=policy)
    await run(database)
    assert await kept_of(database, ORI, "1") == {each: 1 for each in EVERYTHING if each != kind}
