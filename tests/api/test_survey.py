"""The survey page: in the person's language, without a script, and silent about everything else."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import httpx
import pytest
from sqlmodel import select
from structlog.testing import capture_logs

from db.queries import calls, contacts, surveys, timeline
from db.session import Database
from db.tables import SurveyInvitation, TimelineEntry
from db.vault import Vault
from intake.survey_answers import COMMENT, tidy
from tests.api.conftest import NOW, ORI, NewKey
from tests.database import a_call
from tests.intake.fakes import StandingClock

TOKEN = "a-token-that-only-one-person-has"
PAGE = f"/s/{TOKEN}"


async def invite(database: Database, vault: Vault, *, language: str = "en", invited_at: datetime = NOW) -> None:
    call = await a_call(database, "26-1", ori=ORI)
    async with database.transaction() as session:
        person = await contacts.upsert(
            session, vault, call_id=call.id, ref="caller", values={"name": "Ana", "phone": "+12065550123"}, now=NOW
        )
        await surveys.add_if_new(
            session,
            SurveyInvitation(
                ori=ORI,
                call_id=call.id,
                contact_id=person.id,
                address_hash="x",
                token_hash=vault.token_hash(TOKEN),
                language=language,
                question_set="officer_came.1",
                invited_at=invited_at,
                expires_at=invited_at + timedelta(days=7),
            ),
        )


async def invitation(database: Database) -> SurveyInvitation:
    async with database.reading() as session:
        return (await session.scalars(select(SurveyInvitation))).one()


async def lines(database: Database) -> list[TimelineEntry]:
    async with database.reading() as session:
        call = await calls.get(session, ORI, "26-1")
        assert call is not None
        return list(await timeline.of_call(session, call.id))


@pytest.mark.parametrize(("language", "direction"), [("en", "ltr"), ("es", "ltr"), ("ar", "rtl"), ("fa", "rtl")])
async def test_the_page_speaks_the_language_of_the_invitation(
    anonymous: httpx.AsyncClient, database: Database, vault: Vault, language: str, direction: str
) -> None:
    await invite(database, vault, language=language)
    page = await anonymous.get(PAGE)
    assert page.status_code == 200
    assert f'<html lang="{language}" dir="{direction}">' in page.text
    assert page.text.count('type="radio"') == 5
    assert "<script" not in page.text
    for name in ("Ana", "555", "26-1"):
        assert name not in page.text


async def test_every_question_has_a_label_and_nothing_comes_from_elsewhere(
    anonymous: httpx.AsyncClient, database: Database, vault: Vault
) -> None:
    await invite(database, vault)
    page = await anonymous.get(PAGE)
    assert "<fieldset" in page.text
    assert "<legend>" in page.text
    assert '<label class="block" for="comment">' in page.text
    assert not re.search(r'(src|href)="(https?:)?//', page.text)
    assert page.headers["referrer-policy"] == "no-referrer"
    assert page.headers["cache-control"] == "no-store"
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert (await anonymous.get("/static/page.css")).headers["content-type"].startswith("text/css")


async def test_looking_changes_nothing(anonymous: httpx.AsyncClient, database: Database, vault: Vault) -> None:
    await invite(database, vault)
    await anonymous.get(PAGE)
    assert (await invitation(database)).answered_at is None


async def test_answers_are_kept_sealed_and_the_timeline_says_only_that_there_are_some(
    anonymous: httpx.AsyncClient, database: Database, vault: Vault
) -> None:
    await invite(database, vault)
    page = await anonymous.post(PAGE, data={"overall": "4", "comment": "Officer Ray was kind\r\nمرسی"})
    assert page.status_code == 200
    assert "Thank you." in page.text
    kept = await invitation(database)
    assert (kept.answers, kept.answered_at) == ({"overall": 4}, NOW)
    assert kept.comment_sealed is not None
    assert vault.open(kept.comment_sealed, context=COMMENT) == "Officer Ray was kind\nمرسی"
    [line] = await lines(database)
    assert (line.kind, line.what, line.detail) == ("survey", "survey.answered", {})


async def test_answers_can_be_changed_until_the_survey_closes_and_are_told_once(
    anonymous: httpx.AsyncClient, database: Database, vault: Vault, clock: StandingClock
) -> None:
    await invite(database, vault)
    await anonymous.post(PAGE, data={"overall": "2", "comment": "slow"})
    clock.pass_(timedelta(days=6))
    await anonymous.post(PAGE, data={"overall": "3"})
    kept = await invitation(database)
    assert (kept.answers, kept.answered_at) == ({"overall": 3}, NOW)
    assert kept.comment_sealed is not None
    assert len(await lines(database)) == 1
    page = await anonymous.get(PAGE)
    assert 'value="3" checked' in page.text
    assert "slow" not in page.text
    clock.pass_(timedelta(days=1))
    late = await anonymous.post(PAGE, data={"overall": "5"})
    assert late.status_code == (await anonymous.get(PAGE)).status_code == 410
    assert (await invitation(database)).answers == {"overall": 3}


async def test_every_question_may_be_skipped(anonymous: httpx.AsyncClient, database: Database, vault: Vault) -> None:
    await invite(database, vault)
    assert (await anonymous.post(PAGE, data={})).status_code == 200
    assert (await invitation(database)).answered_at == NOW


async def test_a_survey_of_a_call_played_ahead_of_time_can_be_answered_now(
    anonymous: httpx.AsyncClient, database: Database, vault: Vault
) -> None:
    await invite(database, vault, invited_at=NOW + timedelta(days=40))
    assert (await anonymous.post(PAGE, data={"overall": "5"})).status_code == 200


@pytest.mark.parametrize("form", [{"overall": "6"}, {"overall": "x"}, {"comment": "x" * 2001}])
async def test_what_is_no_answer_is_shown_again_with_what_was_written(
    anonymous: httpx.AsyncClient, database: Database, vault: Vault, form: dict[str, str]
) -> None:
    await invite(database, vault)
    page = await anonymous.post(PAGE, data={"comment": "<b>hi</b>"} | form)
    assert page.status_code == 422
    assert 'role="alert"' in page.text
    assert "<b>" not in page.text
    assert (await invitation(database)).answered_at is None


async def test_a_link_nobody_has_says_so_in_the_language_of_the_browser(
    anonymous: httpx.AsyncClient, new_key: NewKey
) -> None:
    await new_key()
    page = await anonymous.get("/s/wrong", headers={"Accept-Language": "xx, ar;q=0.8"})
    assert page.status_code == 404
    assert '<html lang="ar" dir="rtl">' in page.text
    assert (await anonymous.post("/s/wrong", data={"overall": "1"})).status_code == 404


async def test_the_token_is_in_no_log(anonymous: httpx.AsyncClient, database: Database, vault: Vault) -> None:
    await invite(database, vault)
    with capture_logs() as logged:
        await anonymous.get(PAGE)
        await anonymous.post(PAGE, data={"comment": "secret words"})
    assert [line["route"] for line in logged] == ["/s/{token}"] * 2
    assert TOKEN not in str(logged)
    assert "secret" not in str(logged)


def test_control_characters_are_left_out_and_joiners_kept() -> None:
    assert tidy(" a\x00b\x1b[31m\r\nc\t\u200c\u202ed ") == "ab[31m\nc \u200cd"
