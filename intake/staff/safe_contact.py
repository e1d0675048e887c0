"""What the people of an agency must mind before they phone somebody whom a task is about: in plain words, no person."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from db.queries import contacts, preferences, surveys
from db.queries.contacts import address_hashes
from db.tables import StaffTask
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
    contact_of = {each: each for each in about} | await surveys.contact_ids(session, about)
    known = {person.id: address_hashes(person) for person in await contacts.by_ids(session, contact_of.values())}
    return {each: known.get(contact, (each,)) for each, contact in contact_of.items()}
