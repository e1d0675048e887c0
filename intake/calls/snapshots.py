"""Snapshots, which show a call as it is now: what changed since the last one is accepted as events."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from pydantic import Field

from db.call_place import keep_place
from db.contact_refs import is_erased, newest_form, refs_in_use, snapshot_with_stored_refs, stored_ref
from db.encryption.vault import Vault
from db.tables import Call
from domain.events import MERGED_INTO_ITSELF
from intake.calls.accept import AcceptedEvent, Intake
from intake.calls.clock_ahead import heal, set_back_times
from intake.calls.diff import MOMENTS, Change, diff
from intake.calls.events import CallData, Contacts, IncomingEvent
from intake.calls.people import AgencyReach, ContactIn, Warned, all_warnings, check_refs, reach_warnings, removed
from intake.calls.staff_ids import Officers, replace_staff_ids
from intake.fields import Moment
from intake.refusals import FieldError, Refused

_STAFF_IDS: tuple[str, ...] = ("call_taker", "officers")
_OF_THE_CALL_ALONE = (*_STAFF_IDS, "location")
"""Kept on the call's row: neither compared nor told."""


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
    contacts: Contacts = Field(
        default=[], description="People named before stay, also when they are left out, unless the list is complete."
    )
    contacts_complete: bool = Field(
        default=False, description="These are all people of the call: people named before and not here are removed."
    )

    def facts(self) -> dict[str, Any]:
        """The plain facts that were sent, nulls included, without people."""
        others = {"contacts", "contacts_complete", *_OF_THE_CALL_ALONE}
        return self.model_dump(mode="json", exclude_unset=True, exclude=others)

    def warnings(self, reach: AgencyReach | None) -> list[Warned]:
        """What of the people cannot be used; `reach` is needed if it names any."""
        beyond = reach_warnings(self.contacts, "/contacts", reach) if reach else ()
        return [*self.fact_warnings(""), *all_warnings(self.contacts, "/contacts"), *beyond]

    def staff_ids(self) -> dict[str, Any]:
        """Who took the call and who came, as far as it was sent, nulls included."""
        return self.model_dump(exclude_unset=True, include=set(_STAFF_IDS))


@dataclass(frozen=True, slots=True, kw_only=True)
class SnapshotReceipt:
    """The events found; none if nothing changed.

    `stale`: a newer snapshot is known, and only what that left open, or what is safer, was taken from this one.
    """

    call_number: str
    events: tuple[AcceptedEvent, ...] = ()
    stale: bool = False
    warnings: tuple[Warned, ...] = ()


async def accept_snapshot(intake: Intake, call_number: str, snapshot: Snapshot) -> SnapshotReceipt:
    """Within the caller's transaction. Raises Refused, EventConflict.

    The call is locked first, so that two snapshots are never compared with the same past.
    """
    if snapshot.merged_into == call_number:
        raise Refused([FieldError(pointer="/merged_into", detail=MERGED_INTO_ITSELF)])
    check_refs(snapshot.contacts, "/contacts")
    call = await intake.hold(call_number, received_at=snapshot.received_at, at=snapshot.updated_at or intake.now)
    before, facts, ahead = snapshot_with_stored_refs(intake.vault, call), snapshot.facts(), list[Warned]()
    if not intake.replay:
        before = heal(before, now=intake.now)
        facts, ahead = set_back_times(facts, before, (*MOMENTS, "updated_at"), now=intake.now)
    people = await _people(intake, call, snapshot, before)
    known = before.get("people", {})
    prints = {ref: _fingerprint(intake.vault, contact, known.get(ref)) for ref, contact in people.items()}
    found = diff(call.call_number, before, facts, prints, now=intake.now)
    set_back = {facts[warned.pointer.removeprefix("/")] for warned in ahead}
    incoming = [_incoming(call_number, change, people, set_back) for change in found.changes]
    receipts = await intake.store_all([(call, each) for each in incoming])
    call.snapshot = dict(found.facts)
    if found.facts.get("received_at"):
        call.said_received_at = datetime.fromisoformat(found.facts["received_at"])
    if not found.stale:
        replace_staff_ids(call, snapshot.staff_ids())
    if "location" in snapshot.model_fields_set:
        keep_place(call, snapshot.location, at=_said_at(facts) or intake.now)
    intake.session.add(call)
    await intake.session.flush()
    return SnapshotReceipt(
        call_number=call.call_number,
        events=tuple(receipts),
        stale=found.stale,
        warnings=(*snapshot.warnings(await intake.reach() if snapshot.contacts else None), *ahead),
    )


def _said_at(facts: Mapping[str, Any]) -> datetime | None:
    return datetime.fromisoformat(facts["updated_at"]) if facts.get("updated_at") else None


async def _people(intake: Intake, call: Call, snapshot: Snapshot, before: Mapping[str, Any]) -> dict[str, ContactIn]:
    """By stored ref: those it names but the erased, and, if its list is complete, those it leaves out as removed."""
    sent = await intake.people.without_erased(call, snapshot.contacts, by=intake.by, now=intake.now)
    vault, known = intake.vault, [ref for ref in before.get("people", {}) if not is_erased(ref)]
    # Another hash key may have made the known refs: a contact stays under the one they have.
    known_as = await refs_in_use(intake.session, vault, call, known)
    refs = ((stored_ref(vault, call, contact.ref), contact) for contact in sent)
    people = {known_as.get(newest_form(vault, ref), ref): contact for ref, contact in refs}
    if not snapshot.contacts_complete:
        return people
    return people | {ref: removed(ref) for ref in known if ref not in people}


def _incoming(
    call_number: str, change: Change, people: Mapping[str, ContactIn], set_back: Collection[str]
) -> IncomingEvent:
    is_set_back = change.event.occurred_at.isoformat() in set_back
    return IncomingEvent(
        call_number=call_number,
        event=replace(change.event, clamped=is_set_back),
        contacts=tuple(people[ref] for ref in change.refs if ref in people),
        people_at=change.people_at,
    )


def _fingerprint(vault: Vault, contact: ContactIn, known: str | None) -> str:
    """The one that is known, if another hash key made it of the same."""
    content = json.dumps(contact.model_dump(mode="json", exclude_unset=True), sort_keys=True)
    hashes = vault.fingerprints(content, kind="snapshot contact").values()
    return known if known is not None and known in hashes else vault.fingerprint(content, kind="snapshot contact")
