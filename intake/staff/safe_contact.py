"""What the people of an agency must mind before they phone somebody whom a task is about: in plain words, no person."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from db.queries import preferences
from db.queries.contacts import address_hashes
from db.tables import Person, StaffTask, SurveyInvitation
from domain.preferences import cautions


async def cautions_of(
    session: AsyncSession, ori: str, tasks: Sequence[StaffTask], *, now: datetime
) -> Mapping[str, tuple[str, ...]]:
    """By task id, for those tasks that are about somebody who named any."""
    hashes = await _hashes(session, {_about(task) for task in tasks})
    known = await preferences.in_force(session, ori, {hash_ for theirs in hashes.values() for hash_ in theirs})
    found = {task.id: cautions(preferences.of_person(known, hashes[_about(task)]), now=now) for task in tasks}
    return {task_id: words for task_id, words in found.items() if words}


def _about(task: StaffTask) -> str:
    """A person's id, a survey's, or the hash of an address (`domain.task_kinds.task_key`)."""
    return task.task_key.rpartition("/")[2]


async def _hashes(session: AsyncSession, about: Collection[str]) -> dict[str, tuple[str, ...]]:
    """By what a task is about, the addresses of whom it is about."""
    asked = await session.execute(
        select(col(SurveyInvitation.id), col(SurveyInvitation.contact_id)).where(col(SurveyInvitation.id).in_(about))
    )
    contact_of = {each: each for each in about} | {row[0]: row[1] for row in asked}
    people = await session.scalars(select(Person).where(col(Person.id).in_(contact_of.values())))
    known = {person.id: address_hashes(person) for person in people}
    return {each: known.get(contact, (each,)) for each, contact in contact_of.items()}
