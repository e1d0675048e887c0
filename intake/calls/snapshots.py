"""A snapshot of a call comes in: work out what changed since the last one and accept that as events."""

from __future__ import annotations

import json
from dataclasses import dataclass

from db.encryption.vault import Vault
from domain.events import MERGED_INTO_ITSELF
from intake.calls.accept import AcceptedEvent, Intake
from intake.calls.diff import Change, diff
from intake.calls.events import IncomingEvent
from intake.calls.people import ContactIn
from intake.calls.snapshot_fields import Snapshot
from intake.calls.staff_ids import replace_staff_ids
from intake.refusals import FieldError, Refused


@dataclass(frozen=True, slots=True, kw_only=True)
class SnapshotReceipt:
    """The events found; none if nothing changed. `stale`: a newer snapshot is known, this one was ignored."""

    call_number: str
    events: tuple[AcceptedEvent, ...] = ()
    stale: bool = False


async def accept_snapshot(intake: Intake, call_number: str, snapshot: Snapshot) -> SnapshotReceipt:
    """Within the caller's transaction. The call is held meanwhile: two snapshots never compare with the same past."""
    if snapshot.merged_into == call_number:
        raise Refused([FieldError(pointer="/merged_into", detail=MERGED_INTO_ITSELF)])
    call = await intake.hold(call_number)
    people = {contact.ref: contact for contact in snapshot.contacts}
    prints = {ref: _fingerprint(intake.vault, contact) for ref, contact in people.items()}
    found = diff(call_number, call.snapshot, snapshot.said(), prints, now=intake.now)
    receipts = await intake.accept([_incoming(call_number, change, people) for change in found.changes])
    call.snapshot = dict(found.facts)
    if not found.stale:
        replace_staff_ids(call, snapshot.crew())
    intake.session.add(call)
    await intake.session.flush()
    return SnapshotReceipt(call_number=call_number, events=tuple(receipts), stale=found.stale)


def _incoming(call_number: str, change: Change, people: dict[str, ContactIn]) -> IncomingEvent:
    return IncomingEvent(
        call_number=call_number,
        event=change.event,
        contacts=tuple(people[ref] for ref in change.refs if ref in people),
    )


def _fingerprint(vault: Vault, contact: ContactIn) -> str:
    content = json.dumps(contact.model_dump(mode="json", exclude_unset=True), sort_keys=True)
    return vault.fingerprint(content, kind="snapshot contact")
