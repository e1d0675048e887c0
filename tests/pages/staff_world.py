"""An agency's day, for pictures and tests of the staff pages: its staff, cases in several states, and what waits."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from api.pages.staff.cookies import StaffCookie
from commands.message_samples import FULL
from db.queries import agencies, staff_tasks
from db.queries.contacts import PersonValues
from db.tables import CaseAssignment, InboundReply, StaffAccount
from domain.call_state import CaseStatus
from domain.messages import Channel, MessageKey
from domain.staff.roles import Role
from domain.staff.sign_in import Method
from domain.task_kinds import NewTask, TaskKind
from messaging.rendering.renderer import Renderer
from staff import sessions
from staff.sessions import NewStaffSession
from tests.api.portal.casework import Casework
from tests.pages.cases import DETECTIVE, NAMES, WORDS
from tests.pages.stage import NOW, Guest, Stage
from tests.portal_fixtures import ORI, a_case

STAFF: tuple[tuple[str, str, Role], ...] = (
    ("D-114", "Dana Alvarez", Role.DETECTIVE),
    ("D-207", "Kim Osei", Role.DETECTIVE),
    ("S-12", "Sam Okafor", Role.SUPERVISOR),
    ("R-5", "Lee Marsh", Role.RECORDS),
    ("A-3", "Alex Lindqvist", Role.ADMINISTRATOR),
    ("A-4", "Robin Castillo", Role.ADMINISTRATOR),
    ("N-2", "Noor Haddad", Role.ANALYST),
    ("U-1", "Uli Brandt", Role.AUDITOR),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class InventedCase:
    """A case of the world: how long ago it was opened and its victim last told, and how far it came."""

    number: int
    language: str
    days_ago: int
    told_days_ago: int
    turns: tuple[CaseStatus, ...] = ()
    assigned_to: str = ""


CASES = (
    InventedCase(
        number=1,
        language="es",
        days_ago=48,
        told_days_ago=40,
        turns=(CaseStatus.ASSIGNED,),
        assigned_to="D-114",
    ),
    InventedCase(
        number=2,
        language="ar",
        days_ago=30,
        told_days_ago=23,
        turns=(CaseStatus.ASSIGNED, CaseStatus.ARREST),
        assigned_to="D-114",
    ),
    InventedCase(
        number=3,
        language="en",
        days_ago=9,
        told_days_ago=2,
        turns=(CaseStatus.ASSIGNED,),
        assigned_to="D-114",
    ),
    InventedCase(
        number=4,
        language="fr",
        days_ago=60,
        told_days_ago=50,
        turns=(CaseStatus.ASSIGNED,),
        assigned_to="D-207",
    ),
    InventedCase(number=5, language="sw", days_ago=3, told_days_ago=3),
)


@dataclass(kw_only=True)
class StaffWorld:
    """What was made: accounts by badge, call ids by the number of their case."""

    accounts: dict[str, StaffAccount] = field(default_factory=dict)
    call_ids: dict[int, str] = field(default_factory=dict)


_WORLDS: dict[int, StaffWorld] = {}


async def staff_world(stage: Stage) -> StaffWorld:
    """Made once for each stage."""
    if id(stage.app) not in _WORLDS:
        made = StaffWorld()
        await _make_staff(stage, made)
        for each in CASES:
            await _make_case(stage, made, each)
        await _make_tasks(stage, made)
        _WORLDS[id(stage.app)] = made
    return _WORLDS[id(stage.app)]


async def staff_in(guest: Guest, badge: str, *, idle: timedelta = timedelta()) -> StaffWorld:
    """Sign the guest's browser in as this member of staff, who speaks the guest's language; last seen so long ago."""
    stage = guest.stage
    world = await staff_world(stage)
    account = world.accounts[badge]
    token = f"staff-{badge}-{guest.language}-{idle.total_seconds()}-{id(guest)}"
    new = NewStaffSession(token=token, account_id=account.id, method=Method.PASSKEY, source="192.0.2.10")
    async with stage.database.transaction() as session:
        stored = await session.get_one(StaffAccount, account.id)
        stored.language = guest.language
        await sessions.open_session(session, stage.vault, new, now=stage.deps.clock() - idle)
    cookie = {"name": StaffCookie.SESSION.value, "value": token, "url": stage.address}
    await guest.context.add_cookies([cookie])  # type: ignore[list-item]  # playwright's TypedDict is wider
    return world


async def _make_staff(stage: Stage, made: StaffWorld) -> None:
    async with stage.database.transaction() as session:
        assert await agencies.get(session, ORI) is not None
        for badge, name, role in STAFF:
            account = StaffAccount(
                ori=ORI,
                badge=badge,
                roles=role.value,
                created_at=NOW - timedelta(days=200),
                last_used_at=NOW - timedelta(days=1),
                created_by="operator:setup",
            )
            account.name_sealed = stage.vault.seal(name, context="staff_accounts.name", row=account.id)
            session.add(account)
            made.accounts[badge] = account


async def _make_case(stage: Stage, made: StaffWorld, case: InventedCase) -> None:
    call_number, case_number = f"26-9{case.number:05d}", f"2026-9{case.number:04d}"
    person: PersonValues = {
        "name": NAMES[case.language],
        "phone": f"+197155501{case.number:02d}",
        "email": f"ana{case.number}@example.org",
        "language": case.language,
    }
    received = NOW - timedelta(days=case.days_ago)
    await a_case(
        stage.database, stage.vault, now=received, call_number=call_number, case_number=case_number, person=person
    )
    work = Casework(stage.app, call_number)
    stage.clock.pass_(-timedelta(days=case.days_ago - 1))
    await work.turn(*case.turns)
    stage.clock.pass_(timedelta(days=case.days_ago - 1))
    if case.assigned_to:
        await work.person("detective", DETECTIVE)
    await _tell(stage, work, case, case_number)
    made.call_ids[case.number] = (await work.call()).id
    if case.assigned_to:
        async with stage.database.transaction() as session:
            session.add(
                CaseAssignment(
                    call_id=made.call_ids[case.number],
                    account_id=made.accounts[case.assigned_to].id,
                    assigned_at=received,
                    assigned_by="staff:S-12",
                )
            )


async def _tell(stage: Stage, work: Casework, case: InventedCase, case_number: str) -> None:
    renderer = Renderer(stage.deps.catalogs)
    facts = replace(FULL, case_number=case_number, agency="Springfield Police Department", first_contact=False)
    told: list[tuple[MessageKey, Channel, int, str]] = [
        (MessageKey.CALL_RECEIVED, Channel.SMS, case.days_ago, "delivered"),
        (MessageKey.CASE_NUMBER, Channel.SMS, case.days_ago, "delivered"),
        (MessageKey.VICTIM_RIGHTS, Channel.EMAIL, case.days_ago, "permanent_failure" if case.number == 1 else "sent"),
    ]
    if case.turns:
        told.append((MessageKey.DETECTIVE_ASSIGNED, Channel.SMS, case.told_days_ago, "delivered"))
    for key, channel, days, status in told:
        message = renderer.render(key, channel, case.language, facts)
        values: dict[str, Any] = {
            "channel": channel.value,
            "language": case.language,
            "sent_at": NOW - timedelta(days=days),
            "subject": message.subject,
            "status": status,
        }
        await work.message(key, message.text, **values)


async def _make_tasks(stage: Stage, made: StaffWorld) -> None:
    tasks = (
        (TaskKind.EMERGENCY_REPLY, 2, "a reply sounds like an emergency", 0.1),
        (TaskKind.CALL_BACK, 1, "asked to be called back", 30),
        (TaskKind.UNDELIVERABLE, 1, "5.1.1", 50),
        (TaskKind.REPLY, 3, "a reply that was not understood", 5),
    )
    async with stage.database.transaction() as session:
        for kind, number, reason, hours in tasks:
            call_id = made.call_ids[number]
            reply = await _reply(stage, session, number, made, hours) if kind in _REPLIES else ""
            new = NewTask(kind=kind, about=reply or call_id, reason=reason, call_id=call_id)
            await staff_tasks.raise_task(session, ORI, new, now=NOW - timedelta(hours=hours))


_REPLIES = frozenset({TaskKind.EMERGENCY_REPLY, TaskKind.REPLY})


async def _reply(stage: Stage, session: Any, number: int, made: StaffWorld, hours: float) -> str:
    language = next(case.language for case in CASES if case.number == number)
    reply = InboundReply(
        ori=ORI,
        provider="twilio",
        provider_message_id=f"SM-world-{number}",
        address_hash=f"world-{number}",
        call_id=made.call_ids[number],
        intent="emergency" if number == 2 else "other",
        received_at=NOW - timedelta(hours=hours),
        heard_at=NOW - timedelta(hours=hours),
    )
    reply.body_sealed = stage.vault.seal(WORDS[language], context="replies.body", row=reply.id)
    session.add(reply)
    await session.flush()
    return reply.id
