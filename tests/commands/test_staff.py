"""An operator adds, invites, releases, closes and reopens accounts, and reads what must be known of them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlmodel import select

from commands import agency, encryption, staff
from commands.acting import operator
from commands.staff_table import state_of
from db.connection.session import Database
from db.queries import audit_records, staff_accounts, staff_credentials
from db.tables import AuditRecord, SignInLink, StaffAccount, StaffPassword
from domain.audit.acts import ActKind
from tests.commands.conftest import ORI, Run
from tests.database import in_database

NOW = datetime(2026, 11, 25, tzinfo=UTC)
ADD = ("add", "--agency", ORI, "--badge", "D-114", "--name", "Dana Alvarez", "--role", "detective", "--by", "A-3")


@pytest.fixture
def office(ready: Run) -> Run:
    """With keys, for names are sealed."""
    assert ready(encryption.app, "init").exit_code in (0, 1)
    return ready


def audited(url: str, of: str = "account:") -> list[tuple[str, str, str]]:
    """What was done to accounts, or to what `of` says: kind, actor and which, oldest first."""

    async def read(database: Database) -> Sequence[AuditRecord]:
        async with database.reading() as session:
            return [*reversed(await audit_records.of_agency(session, ORI))]

    found = in_database(url, read)
    return [(each.kind, each.by, each.about) for each in found if each.about.startswith(of)]


def test_an_account_is_added_and_its_invitation_printed_once(office: Run, url: str) -> None:
    result = office(staff.app, *ADD)
    assert result.exit_code == 0, result.output
    assert re.fullmatch(rf"http://127\.0\.0\.1:8080/staff/{ORI}/welcome/[\w-]{{43}}\n", result.stdout)
    assert "works once, for 72 hours" in result.stderr
    assert audited(url) == [
        (ActKind.ACCOUNT_ADDED, "operator:A-3", "account:D-114"),
        (ActKind.INVITED, "operator:A-3", "account:D-114"),
    ]
    shown = office(staff.app, "show", "D-114", "--ori", ORI)
    assert "Name:          Dana Alvarez" in shown.stdout
    assert "Signs in with: nothing yet" in shown.stdout
    listed = office(staff.app, "list")
    assert "D-114" in listed.stdout
    assert "Alvarez" not in listed.stdout


def test_the_name_is_asked_for_if_it_is_not_typed(office: Run) -> None:
    words = [word for word in ADD if word not in ("--name", "Dana Alvarez")]
    assert office(staff.app, *words, input="Dana Alvarez\n").exit_code == 0


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--role", "chief"), "unknown role chief"),
        (("--badge", "Dana Alvarez"), "a badge is no name"),
        (("--language", "fr"), "one of en, es"),
        (("--agency", "NOWHERE"), "There is no agency NOWHERE"),
    ],
)
def test_what_does_not_fit_is_refused_in_words(office: Run, words: tuple[str, ...], said: str) -> None:
    result = office(staff.app, *ADD, *words)
    assert result.exit_code != 0
    assert said in re.sub(r"[\s│╭╮╰╯─]+", " ", result.output)


def test_a_second_account_of_the_badge_is_refused(office: Run) -> None:
    assert office(staff.app, *ADD).exit_code == 0
    result = office(staff.app, *ADD)
    assert (result.exit_code, "is taken" in result.output) == (1, True)


def test_a_life_of_an_account_is_in_the_audit_log(office: Run, url: str) -> None:
    office(staff.app, *ADD)
    in_database(url, _lock)
    assert "locked since" in office(staff.app, "list").stdout
    of = ("D-114", "--agency", ORI, "--by", "A-3")
    for words, said in (
        (("release", *of), "may sign in again"),
        (("set-roles", *of, "--role", "detective supervisor"), "is detective supervisor now"),
        (("close", *of, "--why", "transferred"), "its sessions have ended"),
        (("reopen", *of), "is open again"),
        (("invite", *of), "/welcome/"),
    ):
        result = office(staff.app, *words)
        assert (result.exit_code, said in result.output) == (0, True), result.output
    assert [kind for kind, by, _ in audited(url)[2:] if by == "operator:A-3"] == [
        ActKind.ACCOUNT_RELEASED,
        ActKind.ACCOUNT_CHANGED,
        ActKind.ACCOUNT_CLOSED,
        ActKind.ACCOUNT_REOPENED,
        ActKind.INVITED,
    ]
    assert office(staff.app, "release", *of).exit_code == 1
    assert office(staff.app, "release", "D-999", "--agency", ORI).exit_code == 1


def test_an_invitation_resets_what_the_account_signed_in_with(office: Run, url: str) -> None:
    office(staff.app, *ADD)
    in_database(url, _give_password)
    assert "password and code" in office(staff.app, "show", "D-114", "--agency", ORI).stdout
    office(staff.app, "invite", "D-114", "--agency", ORI)
    assert "nothing yet" in office(staff.app, "show", "D-114", "--agency", ORI).stdout
    assert len(in_database(url, _links)) == 1


def test_roles_are_listed_with_what_they_may_do(office: Run) -> None:
    shown = office(staff.app, "roles").stdout
    for role in ("detective", "supervisor", "records", "administrator", "analyst", "auditor"):
        assert role in shown


@pytest.mark.parametrize(
    ("values", "state"),
    [
        ({}, "open"),
        ({"locked_at": NOW}, "locked since 2026-11-25 00:00"),
        ({"closed_at": NOW, "closed_why": "unused"}, "closed: unused"),
        ({"created_at": NOW - timedelta(days=80)}, "open, closes in 10 days if it is not used"),
        ({"created_at": NOW - timedelta(days=91)}, "open, unused for 90 days"),
        ({"created_at": NOW - timedelta(days=80), "is_break_glass": True}, "open, break-glass"),
    ],
)
def test_a_state_says_what_an_administrator_must_know(values: dict[str, object], state: str) -> None:
    account = StaffAccount(ori=ORI, badge="D-1", roles="detective", created_by="x", created_at=NOW)
    for name, value in values.items():
        setattr(account, name, value)
    assert state_of(account, now=NOW) == state


@pytest.mark.parametrize(("by", "actor"), [("A-3", "operator:A-3"), ("staff:x y", "operator:staff-x-y")])
def test_an_operator_can_be_no_other_kind_of_actor(by: str, actor: str) -> None:
    assert operator(by) == actor


def test_the_banner_is_the_agencys_own_words_until_it_is_ours_again(office: Run, url: str, tmp_path: Path) -> None:
    file = tmp_path / "banner.txt"
    file.write_text("  Solo personal autorizado.\nTodo queda registrado.\n", encoding="utf-8")
    assert "en: the words of Caseline" in office(agency.app, "banner", ORI).stdout
    shown = office(agency.app, "banner", ORI, "--file", str(file), "--language", "es", "--by", "A-3").stdout
    assert "es: Solo personal autorizado.\nTodo queda registrado." in shown
    assert audited(url, "")[-1] == (ActKind.AGENCY_CHANGED, "operator:A-3", "")
    assert "es: the words of Caseline" in office(agency.app, "banner", ORI, "--ours", "--language", "es").stdout
    for words in (("--file", str(tmp_path)), ("--language", "fr"), ("--ours", "--file", str(file))):
        assert office(agency.app, "banner", ORI, *words).exit_code == 1


async def _lock(database: Database) -> None:
    async with database.transaction() as session:
        account = await staff_accounts.by_badge(session, ORI, "D-114")
        assert account is not None
        assert await staff_accounts.lock_if_open(session, account.id, now=NOW)


async def _give_password(database: Database) -> None:
    async with database.transaction() as session:
        account = await staff_accounts.by_badge(session, ORI, "D-114")
        assert account is not None
        password = StaffPassword(
            account_id=account.id, password_hash="x", totp_secret_sealed="x", totp_last_step=0, created_at=NOW
        )
        await staff_credentials.set_password(session, password)


async def _links(database: Database) -> Sequence[SignInLink]:
    async with database.reading() as session:
        return (await session.scalars(select(SignInLink))).all()
