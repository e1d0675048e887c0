"""What staff must mind before they phone the person a task is about: safe hours and channels, in plain words."""

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
    """Task id to cautions, for tasks about a person who named any."""
    hashes = await _hashes(session, {_about(task) for task in tasks})
    known = await preferences.in_force(session, ori, {hash_ for of_one in hashes.values() for hash_ in of_one})
    by_task = {task.id: cautions(preferences.of_person(known, hashes[_about(task)]), now=now) for task in tasks}
    return {task_id: words for task_id, words in by_task.items() if words}


def _about(task: StaffTask) -> str:
    """A person's id, a survey's, or the hash of an address (`domain.task_kinds.task_key`)."""
    return task.task_key.rpartition("/")[2]


async def _hashes(session: AsyncSession, about: Collection[str]) -> dict[str, tuple[str, ...]]:
    """What a task is about to the address hashes of that person."""
    contact_of = {each: each for each in about} | await surveys.contact_ids(session, about)
    known = {person.id: address_hashes(person) for person in await contacts.by_ids(session, contact_of.values())}
    return {each: known.get(contact, (each,)) for each, contact in contact_of.items()}
