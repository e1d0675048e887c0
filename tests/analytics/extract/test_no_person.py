"""An extract of a database full of people names none of them, nor what they could be found by."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import select

from analytics.columns import TABLES, ColumnType
from db.connection.session import Database
from db.encryption.vault import Vault
from db.queries import contacts
from db.queries.contacts import PersonValues
from db.tables import Agency, Call, Consent, InboundReply, OutboundMessage, Person, StaffTask
from domain.call_state import CaseStatus
from domain.contacts import ContactRole
from tests.analytics.extract.live_calls import NOW, ORI, RECEIVED, LiveCall, after, extracted, store

NAMES = ("Zebulon", "Quixotica", "Xanthippe")
PHONES = ("+12065550101", "+12065550102", "+12065550103")
WORDS = "the man in the yellow raincoat"
BADGES = ("badge-77123", "taker-88456")
CASE = "case-2026-99887"


async def _full_of_people(database: Database, vault: Vault) -> list[str]:
    """Fills it; returns what must not be found."""
    calls = [
        LiveCall(
            number=f"call{n}",
            phones=(),
            facts={
                "received_at": after(n),
                "case_number": CASE,
                "case_status": CaseStatus.OPENED,
                "merged_into": "number survivor-5544",
                "units_sent": {"unit-K9-77": (after(2),)},
            },
            messages=[{"provider_message_id": f"SMsecret{n}", "reason": f"undelivered: {WORDS}"}],
            late=[(after(30), "changed")],
        )
        for n in range(3)
    ]
    await store(database, vault, *calls)
    hashes: list[str] = []
    async with database.transaction() as session:
        for call in (await session.scalars(select(Call))).all():
            call.call_taker, call.officers = BADGES[1], [BADGES[0]]
            call.snapshot = {"people": {"p": WORDS}}
        for n, (name, phone) in enumerate(zip(NAMES, PHONES, strict=True)):
            said: PersonValues = {
                "name": name,
                "phone": phone,
                "email": f"{name}@example.org",
                "roles": {ContactRole.VICTIM},
            }
            person = await contacts.upsert(session, vault, call_id=f"call{n}", ref=f"ref-{n}", values=said, now=NOW)
            hashes += [person.phone_hash or "", person.email_hash or ""]
            session.add(_reply(n, person))
            session.add(Consent(ori=ORI, address_hash=hashes[-1], purpose="updates", given=False, how=WORDS, at=NOW))
            session.add(_task(n))
        for message in (await session.scalars(select(OutboundMessage))).all():
            message.address_hash, message.content_sealed, message.facts = hashes[0], WORDS, {"words": WORDS}
    numbers = [f"number call{n}" for n in range(3)]
    return [*NAMES, *PHONES, *hashes, *BADGES, *numbers, WORDS, CASE, "SMsecret", "survivor-5544", "unit-K9", "ref-"]


def _reply(n: int, person: Person) -> InboundReply:
    return InboundReply(
        ori=ORI,
        provider="portal" if n else "twilio",
        provider_message_id=f"SMsecret-in{n}",
        address_hash=person.phone_hash or "",
        call_id=f"call{n}",
        contact_id=person.id,
        body_sealed=WORDS,
        intent="other",
        received_at=RECEIVED,
    )


def _task(n: int) -> StaffTask:
    return StaffTask(
        ori=ORI,
        task_key=f"reply/{n}",
        kind="reply",
        call_id=f"call{n}",
        reason=WORDS,
        opened_at=RECEIVED,
        last_at=RECEIVED,
        closed_at=after(9),
        closed_by=f"staff:{BADGES[0]}",
        outcome="done",
        outcome_note_sealed=WORDS,
    )


async def test_no_file_of_an_extract_names_a_person_or_what_finds_one(
    sqlite_database: Database, vault: Vault, tmp_path: Path
) -> None:
    forbidden = await _full_of_people(sqlite_database, vault)
    async with sqlite_database.reading() as session:
        agency = await session.get_one(Agency, ORI)

    made = await extracted(sqlite_database, tmp_path / "analytics", agency)

    assert dict(made.about.rows) == {
        "calls": 3,
        "messages": 3,
        "replies": 1,
        "consents": 3,
        "waiting": 5,
        "surveys": 0,
    }
    written = {each.name: each.read_bytes() for each in (tmp_path / "analytics").rglob("*") if each.is_file()}
    with made.opened() as opened:
        for name in TABLES:
            written[f"the words of {name}"] = str(opened.table(name).fetchall()).encode()
    found = [(word, name) for name, content in written.items() for word in forbidden if word.encode() in content]
    assert found == []


def test_no_column_has_room_for_a_persons_own_words() -> None:
    texts = {f"{name}.{column.name}" for name, columns in TABLES.items() for column in columns if _is_text(column.type)}

    assert texts == {
        *(f"calls.{name}" for name in ("call_id", "incident_type", "beat", "cell", "end", "disposition", "status")),
        *("calls.case_status", "calls.delay_withheld"),
        *(f"messages.{name}" for name in ("call_id", "key", "channel", "language", "status", "reason")),
        *("replies.intent", "replies.answered_with", "consents.purpose", "consents.how"),
        *("waiting.kind", "waiting.outcome"),
        *(f"surveys.{name}" for name in ("period", "dimension", "value", "question", "words")),
    }


def _is_text(type_: ColumnType) -> bool:
    return type_ is ColumnType.TEXT
