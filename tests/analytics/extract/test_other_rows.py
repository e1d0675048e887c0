"""An extract says of replies, tasks, consents and surveys what their tables say, on both databases."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path

from db.connection.session import Database
from db.encryption.vault import Vault
from db.queries import survey_results
from db.tables import Consent, InboundReply, OutboundMessage, StaffTask, SurveyInvitation, SurveyRelease
from portal.case_file import PROVIDER
from tests.analytics.extract.live_calls import NOW, ORI, RECEIVED, LiveCall, after, extracted, rows, store


async def test_what_waits_for_staff_is_told_with_what_came_of_it(
    database: Database, vault: Vault, tmp_path: Path
) -> None:
    agency = await store(
        database, vault, LiveCall(number="answered"), LiveCall(number="closed"), LiveCall(number="open")
    )
    async with database.transaction() as session:
        for number in ("answered", "closed", "open"):
            session.add(_reply(number, PROVIDER, "other"))
        session.add(_reply("open", "twilio", "thanks"))
        session.add(
            OutboundMessage(
                call_id="answered",
                key="detective_message",
                status="delivered",
                planned_at=after(90),
                updated_at=after(90),
            )
        )
        for number, kind, closed in (("closed", "reply", after(120)), ("open", "call_back", None)):
            session.add(
                StaffTask(
                    ori=ORI,
                    task_key=f"{kind}/{number}",
                    kind=kind,
                    call_id=number,
                    reason="wrote to the detective",
                    opened_at=after(1),
                    last_at=after(1),
                    due_at=after(300),
                    closed_at=closed,
                    outcome="done" if closed else "",
                )
            )

    made = await extracted(database, tmp_path, agency)

    found = {(each["kind"], each["done_at"], each["outcome"], each["due_at"]) for each in rows(made, "waiting")}
    assert found == {
        ("letter", after(90), "answered", None),
        ("letter", after(120), "closed", None),
        ("letter", None, None, None),
        ("reply", after(120), "done", after(300)),
        ("call_back", None, None, after(300)),
    }
    (reply,) = rows(made, "replies")
    assert (reply["intent"], reply["answered_with"], reply["about_a_call"]) == ("thanks", None, True)


async def test_consents_are_told_with_their_way(database: Database, vault: Vault, tmp_path: Path) -> None:
    agency = await store(database, vault)
    async with database.transaction() as session:
        for how in ("text: keyword", "portal", "email one-click", "twilio undelivered 21610", "staff: x", "cas"):
            session.add(Consent(ori=ORI, address_hash="h", purpose="updates", given=False, how=how, at=RECEIVED))

    found = rows(await extracted(database, tmp_path, agency), "consents")

    assert [each["how"] for each in found] == ["reply", "page", "email", "provider", "staff", "other"]
    assert {each["local_day"] for each in found} == {date(2026, 6, 3)}


async def test_released_surveys_are_told_as_they_were_released(
    database: Database, vault: Vault, tmp_path: Path
) -> None:
    agency = await store(database, vault)
    ended = {"complete": 8, "partial": 4, "break_off": 1, "refused": 1, "no_answer": 30, "not_delivered": 2}
    results = {
        "invited": 46,
        "items": [{"key": "overall", "text": "Overall, I was satisfied.", "sets": ["officer_came.1"]}],
        "groups": [
            {"group": ["total", ""], "dispositions": ended, "answered": 13, "ratings": {"overall": [1, 0, 2, 4, 5]}},
            {"group": ["beat", "C2"], "dispositions": None, "answered": None, "ratings": {"overall": None}},
        ],
    }
    begins, ends = RECEIVED.replace(month=1, day=1, hour=8), RECEIVED.replace(month=4, day=1, hour=7)
    async with database.transaction() as session:
        session.add(
            SurveyRelease(
                ori=ORI, period="2026-Q1", begins_at=begins, ends_at=ends, released_at=RECEIVED, results=results
            )
        )

    found = rows(await extracted(database, tmp_path, agency), "surveys")

    assert {(each["period"], each["begins"], each["ends"]) for each in found} == {
        ("2026-Q1", date(2026, 1, 1), date(2026, 4, 1))
    }
    names = ("dimension", "value", "question", "words", "invited", "answered", "ratings", "rated_1", "rated_5")
    assert [tuple(each[name] for name in names) for each in found] == [
        ("total", "total", None, None, 46, 12, None, None, None),
        ("total", "total", "overall", "Overall, I was satisfied.", None, None, 12, 1, 5),
        ("beat", "C2", None, None, None, None, None, None, None),
        ("beat", "C2", "overall", "Overall, I was satisfied.", None, None, None, None, None),
    ]


async def test_a_period_that_is_due_is_released_and_one_that_runs_is_not(
    sqlite_database: Database, vault: Vault, tmp_path: Path
) -> None:
    agency = await store(sqlite_database, vault, LiveCall(number="winter"), LiveCall(number="now"))
    async with sqlite_database.transaction() as session:
        session.add_all([_invitation("winter", RECEIVED - timedelta(days=100)), _invitation("now", RECEIVED)])

    days = (NOW, NOW + timedelta(days=1))
    found = [rows(await extracted(sqlite_database, tmp_path, agency, now=now), "surveys") for now in days]

    async with sqlite_database.reading() as session:
        assert [each.period for each in await survey_results.releases(session, ORI)] == ["2026-Q1"]
    assert found[0] == found[1]
    assert {(each["period"], each["invited"], each["ratings"]) for each in found[0]} == {("2026-Q1", None, None)}


def _invitation(call_id: str, at: datetime) -> SurveyInvitation:
    return SurveyInvitation(
        ori=ORI,
        call_id=call_id,
        contact_id="",
        address_hash="h",
        token_hash=call_id,
        language="en",
        question_set="officer_came.1",
        invited_at=at,
        expires_at=at + timedelta(days=7),
        answered_at=at,
        answers={"overall": 5},
    )


def _reply(call_id: str, provider: str, intent: str) -> InboundReply:
    return InboundReply(
        ori=ORI,
        provider=provider,
        provider_message_id=f"{provider}/{call_id}",
        address_hash="h",
        call_id=call_id,
        intent=intent,
        received_at=after(5),
    )
