"""`caseline policy` explains mistakes by line, shows who hears what when, and puts only what is right in force."""

from __future__ import annotations

import asyncio
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from commands.policy import app
from db import migrate
from db.connection.session import Database
from db.queries import agencies, policy_versions
from db.queries.policy_versions import FROM_BEFORE
from db.tables import Agency
from policies.files import DEFAULT_POLICY
from tests.database import in_database

ORI = "WASPD0000"
DEFAULT = DEFAULT_POLICY.read_text()


def caseline_policy(*words: str | Path) -> Result:
    return CliRunner().invoke(app, [str(word) for word in words], env={"COLUMNS": "200"})


def a_file(folder: Path, text: str, name: str = "ours.toml") -> Path:
    file = folder / name
    file.write_text(text)
    return file


@pytest.fixture(name="agency")
def agency_in_a_database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    url = f"sqlite:///{tmp_path}/caseline.db"
    monkeypatch.setenv("CASELINE_DATABASE_URL", url)
    migrate.upgrade(url)
    asyncio.run(_add_agency(url))
    return ORI


async def _add_agency(url: str) -> None:
    database = Database(url)
    async with database.transaction() as session:
        agency = Agency(
            ori=ORI,
            name="Example Police",
            time_zone="America/Los_Angeles",
            non_emergency_phone="+12065550100",
            policy=DEFAULT,
            created_at=datetime(2026, 1, 1, tzinfo=UTC),
        )
        await agencies.add(session, agency)
    await database.dispose()


def test_checking_the_default_policy_shows_who_hears_what_when() -> None:
    result = caseline_policy("check", DEFAULT_POLICY)
    assert result.exit_code == 0
    assert re.search(r"case_number +there is a report +victim +sms and email +08:00-21:00 +30 days", result.output)
    assert re.search(r"officer_en_route +an officer is on the way +off", result.output)
    assert "priority 1: 15 minutes, priority 2: 20 minutes" in result.output
    assert "LARCENY (Theft)" in result.output


def test_a_mistake_is_said_as_file_line_and_message(tmp_path: Path) -> None:
    file = a_file(tmp_path, DEFAULT.replace("hold_seconds", "hold_second").replace('"FRAUD"', '"DVA"'))
    result = caseline_policy("check", file)
    lines = DEFAULT.splitlines()
    fraud, hold = (next(n for n, line in enumerate(lines, 1) if word in line) for word in ('"FRAUD"', "hold_seconds ="))
    assert result.exit_code == 1
    assert result.stderr.splitlines() == [
        f"{file}:{fraud}: calls.types: 'DVA' is a sensitive, medical or fire type; "
        "it is never contacted automatically: take it out",
        f"{file}:{hold}: calls.hold_second: unknown key; did you mean hold_seconds?",
    ]
    assert result.stdout == ""


def test_a_good_file_beside_a_bad_one_is_shown_and_the_check_still_fails(tmp_path: Path) -> None:
    result = caseline_policy("check", a_file(tmp_path, "x = 1"), DEFAULT_POLICY)
    assert result.exit_code == 1
    assert "call_received" in result.stdout
    assert "ours.toml:1: x: unknown key" in result.stderr


def test_a_file_that_is_missing_or_is_not_text_is_said_to_be(tmp_path: Path) -> None:
    picture = tmp_path / "picture.toml"
    picture.write_bytes(b"\x89PNG\r\n")
    result = caseline_policy("check", tmp_path / "none.toml", picture)
    assert result.exit_code == 1
    assert result.stderr.splitlines() == [
        f"{tmp_path}/none.toml: No such file or directory",
        f"{picture}:1: this is not text in UTF-8",
    ]


def test_words_in_brackets_are_printed_as_they_are(tmp_path: Path) -> None:
    result = caseline_policy("check", a_file(tmp_path, DEFAULT.replace("[limits]", "[bold]")))
    assert "bold: unknown key" in result.stderr
    result = caseline_policy("check", a_file(tmp_path, DEFAULT.replace('"FRAUD"', '"[red]"')))
    assert "'[red]' is not known" in result.stderr


def test_without_a_file_the_default_policy_is_shown() -> None:
    assert str(DEFAULT_POLICY) in caseline_policy("show").stdout


def test_how_replies_are_taken_is_shown(tmp_path: Path) -> None:
    assert "STOP means everything; Twilio answers it" in caseline_policy("show").stdout
    text = re.sub(
        r"^(stop_means_everything|twilio_answers_keywords) = true", r"\1 = false", DEFAULT, flags=re.MULTILINE
    )
    file = a_file(tmp_path, text.replace('["en", "es", "fr", "ar", "sw", "fa"]', "[]"))
    shown = caseline_policy("check", file).stdout
    assert "STOP means what was said last, updates or surveys; Caseline answers it" in shown
    assert "no language" in shown


def test_a_shadow_policy_and_a_repeated_delay_are_shown_as_such(tmp_path: Path) -> None:
    text = DEFAULT.replace("shadow = false", "shadow = true").replace("# repeat_", "repeat_")
    result = caseline_policy("show", a_file(tmp_path, text.replace('["name", "phone", "email"]', "[]")))
    assert "nothing is sent, everything is recorded" in result.stdout
    assert "every 1 hour, at most 2 times" in result.stdout
    assert "nothing is shared" in result.stdout


def test_a_bad_file_cannot_be_shown(tmp_path: Path) -> None:
    assert caseline_policy("show", a_file(tmp_path, "")).exit_code == 1


def test_a_policy_is_put_in_force_for_an_agency(agency: str, tmp_path: Path) -> None:
    result = caseline_policy(
        "set", "--agency", agency, a_file(tmp_path, DEFAULT.replace("per_day = 20", "per_day = 4"))
    )
    assert result.exit_code == 0
    assert "is now the policy of Example Police (WASPD0000)" in result.stdout
    shown = caseline_policy("show", "--agency", agency).stdout
    assert "4 messages per person per day" in shown
    assert "Example Police (WASPD0000)" in shown


def test_a_policy_with_a_mistake_leaves_the_old_one_in_force(agency: str, tmp_path: Path) -> None:
    result = caseline_policy(
        "set", "--agency", agency, a_file(tmp_path, DEFAULT.replace("per_day = 20", "per_day = 0"))
    )
    assert result.exit_code == 1
    assert "Nothing was changed." in result.stderr
    assert "20 messages per person per day" in caseline_policy("show", "--agency", agency).stdout


@pytest.mark.usefixtures("agency")
def test_an_agency_that_is_not_there_is_said_not_to_be() -> None:
    result = caseline_policy("set", "--agency", "NOWHERE00", DEFAULT_POLICY)
    assert result.exit_code == 1
    assert result.stderr.startswith("There is no agency NOWHERE00;")
    assert caseline_policy("show", "--agency", "NOWHERE00").exit_code == 1


def test_a_database_that_cannot_be_used_is_said_so_without_its_password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CASELINE_DATABASE_URL", "postgresql://caseline:topsecret@127.0.0.1:1/caseline")
    result = caseline_policy("show", "--agency", ORI)
    assert result.exit_code == 1
    assert "Check CASELINE_DATABASE_URL." in result.stderr
    assert "topsecret" not in result.output
    monkeypatch.setenv("CASELINE_DATABASE_URL", "oracle://x:topsecret@y/z")
    result = caseline_policy("show", "--agency", ORI)
    assert result.exit_code == 1
    assert "oracle is not supported" in result.stderr
    assert "topsecret" not in result.output


def test_how_much_would_be_sent_in_english_is_warned_of(tmp_path: Path) -> None:
    strict = DEFAULT.replace("require_reviewed = []", 'require_reviewed = ["es"]')
    result = caseline_policy("check", a_file(tmp_path, strict))
    assert result.exit_code == 0
    found = re.search(r"Warning: (\d+) of (\d+) messages would go out in English instead of es", result.output)
    assert found is not None
    assert 0 < int(found[1]) <= int(found[2])
    assert "in es, only what a speaker has read is sent" in " ".join(result.output.split())


def test_without_such_a_rule_there_is_no_warning() -> None:
    result = caseline_policy("check", DEFAULT_POLICY)
    assert "Warning" not in result.output
    assert "all are sent, read by a speaker or not" in result.output


def test_every_policy_that_was_put_in_force_is_kept_with_who_did_it(agency: str, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/caseline.db"
    before = in_database(url, _versions)
    for n in (1, 2, 2):
        caseline_policy("set", "--agency", agency, a_file(tmp_path, f"{DEFAULT}\n# {n}\n"))
    kept = in_database(url, _versions)
    assert [number for number, _, _ in kept] == [3, 2, 1]
    assert [text for _, text, _ in kept] == [f"{DEFAULT}\n# 2\n", f"{DEFAULT}\n# 1\n", before[0][1]]
    assert kept[0][2].startswith("operator:")
    assert kept[2][2] == FROM_BEFORE


async def _versions(database: Database) -> list[tuple[int, str, str]]:
    async with database.reading() as session:
        found = await agencies.get(session, ORI)
        assert found is not None
        versions = await policy_versions.of_agency(session, found)
        return [(version.number, version.text, version.put_by) for version in versions]
