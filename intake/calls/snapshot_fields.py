"""What a call looks like now, as a CAD that cannot say what changed reports it."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from intake.calls.events import CallData, Contacts
from intake.calls.people import Warned, all_warnings
from intake.calls.staff_ids import Officers
from intake.fields import Moment

_CREW: tuple[str, ...] = ("call_taker", "officers")


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

    def said(self) -> dict[str, Any]:
        """The plain facts that were said, nulls included, without people."""
        return self.model_dump(mode="json", exclude_unset=True, exclude={"contacts", *_CREW})

    def warnings(self) -> list[Warned]:
        """What of the people cannot be used."""
        return all_warnings(self.contacts, "/contacts")

    def crew(self) -> dict[str, Any]:
        """Who took the call and who came, as far as it was said, nulls included."""
        return self.model_dump(exclude_unset=True, include=set(_CREW))
