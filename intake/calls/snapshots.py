"""Snapshots, which show a call as it is now: what changed since the last one is accepted as events."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from pydantic import Field

from db.encryption.vault import Vault
from domain.events import MERGED_INTO_ITSELF
from intake.calls.accept import AcceptedEvent, Intake
from intake.calls.diff import Change, diff
from intake.calls.events import CallData, Contacts, IncomingEvent
from intake.calls.people import ContactIn, Warned, all_warnings
from intake.calls.staff_ids import Officers, replace_staff_ids
from intake.fields import Moment
from intake.refusals import FieldError, Refused

_STAFF_IDS: tuple[str, ...] = ("call_taker", "officers")


class Snapshot(CallData):
    """A field left out is unknown and stays as it was; null says that it is no longer so.

    A call that is missing from a feed is not closed: only `closed_at`, `cancelled_at` or `merged_into` end one.
    """

    received_at: Moment | None = None
    dispatched_at: Moment | None = None
    en_route_at: Moment | None = None
    arrived_at: Moment | None = Field(default=None, description="When the first officer came; null if taken back.")
    closed_at: Moment | None = Field(default=None, description="Null after a time: the call was reopened.")
    cancelled_at: Moment | None = None
    updated_at: Moment | None = Field(
        default=None, description="When your record changed last; an older snapshot than the one known is ignored."
    )
    officers: Officers | None = Field(
        default=None, description="Your own opaque ids of all officers who came so far, never names."
    )
    contacts: Contacts = Field(default=[], description="People named before stay, also when they are left out.")

    def facts(self) -> dict[str, Any]:
        """The plain facts that were sent, nulls included, without people."""
        return self.model_dump(mode="json", exclude_unset=True, exclude={"contacts", *_STAFF_IDS})

    def warnings(self) -> list[Warned]:
        """What of the people cannot be used."""
        return all_warnings(self.contacts, "/contacts")

    def staff_ids(self) -> dict[str, Any]:
        """Who took the call and who came, as far as it was sent, nulls included."""
        return self.model_dump(exclude_unset=True, include=set(_STAFF_IDS))


@dataclass(frozen=True, slots=True, kw_only=True)
class SnapshotReceipt:
    """The events found; none if nothing changed. `stale`: a newer snapshot is known, this one was ignored."""

    call_number: str
    events: tuple[AcceptedEvent, ...] = ()
    stale: bool = False


async def accept_snapshot(intake: Intake, call_number: str, snapshot: Snapshot) -> SnapshotReceipt:
    """Within the caller's transaction. Raises Refused, EventConflict.

    The call is locked first, so that two snapshots are never compared with the same past.
    """
    if snapshot.merged_into == call_number:
        raise Refused([FieldError(pointer="/merged_into", detail=MERGED_INTO_ITSELF)])
    call = await intake.hold(call_number)
    people = {contact.ref: contact for contact in snapshot.contacts}
    known = call.snapshot.get("people", {})
    prints = {ref: _fingerprint(intake.vault, contact, known.get(ref)) for ref, contact in people.items()}
    found = diff(call_number, call.snapshot, snapshot.facts(), prints, now=intake.now)
    receipts = await intake.accept([_incoming(call_number, change, people) for change in found.changes])
    call.snapshot = dict(found.facts)
    if not found.stale:
        replace_staff_ids(call, snapshot.staff_ids())
    intake.session.add(call)
    await intake.session.flush()
    return SnapshotReceipt(call_number=call_number, events=tuple(receipts), stale=found.stale)


def _incoming(call_number: str, change: Change, people: dict[str, ContactIn]) -> IncomingEvent:
    return IncomingEvent(
        call_number=call_number,
        event=change.event,
        contacts=tuple(people[ref] for ref in change.refs if ref in people),
    )


def _fingerprint(vault: Vault, contact: ContactIn, known: str | None) -> str:
    """The one that is known, if another hash key made it of the same."""
    content = json.dumps(contact.model_dump(mode="json", exclude_unset=True), sort_keys=True)
    hashes = vault.fingerprints(content, kind="snapshot contact").values()
    return known if known is not None and known in hashes else vault.fingerprint(content, kind="snapshot contact")
