"""What operators type about coaching: closed unless a policy opens it, counts by day, and no names."""

from __future__ import annotations

import asyncio
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from analytics.coaching.counts_file import CountLine, LineProblem, read_counts
from commands import coaching, encryption, policy, staff
from commands.local.demo_coaching import invent_coaching
from db.connection.session import Database
from db.queries import audit_records
from db.tables import AuditRecord
from domain.audit.acts import ActKind
from policies.files import read_policy
from tests.coaching_fixtures import OPEN
from tests.commands.conftest import ORI, Run
from tests.database import NOW

AGENCY = ("--agency", ORI)
HEADER = "date,subject_id,kind,count\n"


@pytest.fixture
def closed(ready: Run) -> Run:
    """An agency with keys, whose policy has no table of coaching."""
    assert ready(encryption.app, "init").exit_code == 0
    return ready


@pytest.fixture
def opened(closed: Run, tmp_path: Path) -> Run:
    """One whose policy opens it."""
    file = tmp_path / "policy.toml"
    file.write_text(read_policy()[0] + OPEN)
    assert closed(policy.app, "set", *AGENCY, str(file)).exit_code == 0
    return closed


def today_there() -> date:
    """By the agency's clocks."""
    return datetime.now(ZoneInfo("America/Los_Angeles")).date()


def recorded(url: str) -> list[AuditRecord]:
    async def read() -> list[AuditRecord]:
        database = Database(url)
        async with database.reading() as session:
            found = list(await audit_records.of_agency(session, ORI))
        await database.dispose()
        return found

    return asyncio.run(read())


def test_every_verb_says_closed_without_a_policy(closed: Run, tmp_path: Path) -> None:
    file = tmp_path / "counts.csv"
    file.write_text(HEADER + f"{today_there()},4711,compliment,1\n")
    for words in (("import", str(file)), ("refresh",), ("show", "4711", "--why", "talk")):
        answer = closed(coaching.app, *words, *AGENCY)
        assert answer.exit_code == 1, answer.output
        assert "Coaching is closed" in answer.output
    assert "closed" in closed(coaching.app, "status").output


def test_counts_come_in_once_and_a_changed_line_replaces_its_count(opened: Run, tmp_path: Path) -> None:
    file, today = tmp_path / "counts.csv", today_there()
    file.write_text(HEADER + f"{today},4711,compliment,1\n{today},4711,training,2\n")

    dry = opened(coaching.app, "import", str(file), *AGENCY, "--dry-run")
    assert "2 lines are right. Nothing was stored." in dry.output
    assert "2 new, 0 changed, 0 same." in opened(coaching.app, "import", str(file), *AGENCY).output
    file.write_text(HEADER + f"{today},4711,compliment,3\n{today},4711,training,2\n")
    assert "0 new, 1 changed, 1 same." in opened(coaching.app, "import", str(file), *AGENCY).output

    shown = opened(coaching.app, "show", "4711", *AGENCY, "--why", "talk")
    assert "Compliments: 3" in shown.output
    assert "3 rows" not in opened(coaching.app, "forget", "4711", *AGENCY).output
    assert "Compliments: 0" in opened(coaching.app, "show", "4711", *AGENCY, "--why", "talk").output


def test_one_wrong_line_keeps_all_out_and_no_value_is_repeated(opened: Run, tmp_path: Path, url: str) -> None:
    file, today = tmp_path / "counts.csv", today_there()
    file.write_text(HEADER + f"{today},4711,compliment,1\n{today},Jo Doe,complaint,1\n1999-01-01,4711,praise,-1\n")
    answer = opened(coaching.app, "import", str(file), *AGENCY)
    assert answer.exit_code == 1
    assert f"{file}:3: subject_id" in answer.output
    assert f"{file}:4: date" in answer.output
    assert "Doe" not in answer.output
    assert "Compliments: 0" in opened(coaching.app, "show", "4711", *AGENCY, "--why", "asked").output
    assert [each.reason for each in recorded(url) if each.kind == ActKind.COACHING_SEEN] == ["asked"]


def test_a_column_for_names_is_refused(tmp_path: Path) -> None:
    text = tmp_path / "counts.csv"
    text.write_text("date,subject_id,name,kind,count\n2026-01-01,1,Jo,training,1\n")
    with text.open() as file:
        found = list(read_counts(file, since=date(2026, 1, 1), until=date(2026, 2, 1)))
    assert [each.line for each in found if isinstance(each, LineProblem)] == [1]
    assert len(found) == 1


def test_the_same_day_twice_is_a_mistake(tmp_path: Path) -> None:
    text = tmp_path / "counts.csv"
    text.write_text("\ufeffKind,Date,Count,Subject_ID\ntraining,2026-01-01,1,4711\n\nTraining,2026-01-01,2,4711\n")
    with text.open() as file:
        first, second = read_counts(file, since=date(2026, 1, 1), until=date(2026, 2, 1))
    assert isinstance(first, CountLine)
    assert isinstance(second, LineProblem)
    assert (first.line, second.line) == (2, 4)


def test_an_account_is_tied_to_one_id_in_cad(opened: Run, url: str) -> None:
    for badge in ("O-1", "O-2"):
        words = ("--badge", badge, "--role", "officer", "--name", "An Officer")
        assert opened(staff.app, "add", *AGENCY, *words).exit_code == 0
    assert opened(staff.app, "cad-id", "O-1", *AGENCY, "--id", "4711").exit_code == 0
    assert "4711" in opened(staff.app, "show", "O-1", *AGENCY).output
    taken = opened(staff.app, "cad-id", "O-2", *AGENCY, "--id", "4711")
    assert taken.exit_code == 1
    assert "O-1 has this id" in taken.output
    assert opened(staff.app, "cad-id", "O-2", *AGENCY, "--id", "Jo Doe").exit_code == 1
    changed = next(each for each in recorded(url) if each.kind == ActKind.ACCOUNT_CHANGED)
    assert changed.detail == {"cad_id": "4711", "cad_id_before": ""}


def test_an_invented_year_is_made_once_and_only_where_a_policy_opens_it(opened: Run, url: str, tmp_path: Path) -> None:
    del opened

    async def twice() -> tuple[bool, bool, bool]:
        database = Database(url)
        made = [await invent_coaching(database, tmp_path / "a", ori, now=NOW) for ori in (ORI, ORI, "WAOTH0000")]
        await database.dispose()
        return made[0], made[1], made[2]

    assert asyncio.run(twice()) == (True, False, False)
