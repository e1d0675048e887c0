"""The pages of coaching: closed at one agency; open at another, with an invented year of answers, pointers, counts."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncSession

from analytics.coaching.example import LOOKED_AT, PRAISED
from analytics.coaching.pointers import open_tasks
from analytics.coaching.subject import RecordReader
from db.queries import coaching
from db.tables import CoachingCount, StaffAccount
from domain.coaching.policy import CoachingRule
from domain.coaching.terms import Direction
from domain.staff.roles import Role
from tests.coaching_fixtures import a_pointer, open_coaching, with_pictures
from tests.pages.staff_world import staff_in, staff_world
from tests.pages.stage import NOW, PLAIN_ORI, Guest, Stage
from tests.pages.table import View, Way
from tests.portal_fixtures import ORI

HOME = f"/staff/{PLAIN_ORI}"
SUPERVISOR, OFFICER, NEW_OFFICER = "S-40", "O-24", "O-25"
MEMBERS = (
    (SUPERVISOR, "Marta Lindgren", Role.SUPERVISOR, None),
    (OFFICER, "Jesse Amador", Role.OFFICER, LOOKED_AT),
    (NEW_OFFICER, "Toni Reyes", Role.OFFICER, None),
)
COUNTS = ((9, 3, "compliment", 1), (9, 21, "training", 2), (10, 12, "complaint", 1), (11, 2, "compliment", 2))
REMARK = "I worked nights on the bridge all summer. Most of these calls were about noise there."

_POINTERS: dict[int, str] = {}


async def coaching_world(stage: Stage) -> str:
    """Made once for each stage; the id of the pointer that says to look."""
    if id(stage.app) not in _POINTERS:
        assert stage.deps.analytics_folder is not None
        await asyncio.to_thread(with_pictures, stage.deps.analytics_folder, PLAIN_ORI, NOW)
        await open_coaching(stage.database, PLAIN_ORI)
        world = await staff_world(stage)
        async with stage.database.transaction() as session:
            for member in MEMBERS:
                world.accounts[member[0]] = _account(stage, *member)
                session.add(world.accounts[member[0]])
            _POINTERS[id(stage.app)] = await _what_is_held(session, stage)
    return _POINTERS[id(stage.app)]


def _account(stage: Stage, badge: str, name: str, role: Role, cad_id: str | None) -> StaffAccount:
    account = StaffAccount(
        ori=PLAIN_ORI,
        badge=badge,
        roles=role.value,
        cad_id=cad_id,
        created_at=NOW - timedelta(days=200),
        last_used_at=NOW - timedelta(days=1),
        created_by="operator:setup",
    )
    account.name_sealed = stage.vault.seal(name, context="staff_accounts.name", row=account.id)
    return account


async def _what_is_held(session: AsyncSession, stage: Stage) -> str:
    since = NOW - timedelta(days=9)
    praise, look = a_pointer(PLAIN_ORI, PRAISED, at=since), a_pointer(PLAIN_ORI, LOOKED_AT, at=since)
    praise.direction = Direction.PRAISE.value
    pointer_id = look.id
    for pointer in (praise, look):
        await coaching.add_pointer(session, pointer)
    await open_tasks(session, PLAIN_ORI, now=NOW)
    for subject in (PRAISED, LOOKED_AT):
        for month, day, kind, count in COUNTS:
            day_of_it = date(2026, month, day)
            counted = CoachingCount(ori=PLAIN_ORI, subject_id=subject, day=day_of_it, kind=kind, count=count)
            await coaching.put_count(session, counted)
    reader = RecordReader(vault=stage.vault, analytics_folder=Path(), ori=PLAIN_ORI, rule=CoachingRule())
    await reader.add_remark(session, LOOKED_AT, REMARK, now=NOW - timedelta(days=8))
    return pointer_id


async def while_closed(guest: Guest) -> None:
    """A supervisor of an agency whose policy says nothing of it."""
    await staff_in(guest, "S-12")
    await guest.goto(f"/staff/{ORI}/coaching")


def at(badge: str, path: str) -> Way:
    """A member of staff opens a page of theirs."""

    async def go(guest: Guest) -> None:
        await coaching_world(guest.stage)
        await staff_in(guest, badge)
        await guest.goto(f"{HOME}/{path}")

    return go


def looked_up(subject: str) -> Way:
    """A supervisor has typed it."""

    async def go(guest: Guest) -> None:
        await at(SUPERVISOR, "coaching")(guest)
        await guest.page.locator("[name=reason][value=talk]").check()
        await guest.send(subject=subject)

    return go


async def at_pointer(guest: Guest) -> None:
    """A supervisor is about to close it."""
    await at(SUPERVISOR, f"coaching/pointers/{await coaching_world(guest.stage)}")(guest)


async def rule_tried(guest: Guest) -> None:
    """A supervisor tries another rule."""
    await at(SUPERVISOR, "coaching/rule")(guest)
    await guest.send(least_answers="40", least_difference_percent="20")


async def own_record(guest: Guest) -> None:
    """An officer's, at whom a supervisor looked."""
    await looked_up(LOOKED_AT)(guest)
    await at(OFFICER, "my-record")(guest)


COACHING_VIEWS: Mapping[str, View] = {
    "coaching-closed": View(way=while_closed),
    "coaching": View(way=at(SUPERVISOR, "coaching")),
    "coaching-no-id": View(way=looked_up("Jesse Amador"), status=422),
    "coaching-one": View(way=looked_up(PRAISED)),
    "coaching-one-unknown": View(way=looked_up("9999")),
    "coaching-pointer": View(way=at_pointer),
    "coaching-rule": View(way=rule_tried),
    "coaching-own-record": View(way=own_record),
    "coaching-own-record-untied": View(way=at(NEW_OFFICER, "my-record")),
}
