"""The member of staff behind a request, as what they do is recorded."""

from __future__ import annotations

from api.dependencies import ApiDependencies
from api.pages.staff.signed_in import SignedInStaff
from staff.acting import ActingStaff


def acting(here: SignedInStaff, deps: ApiDependencies) -> ActingStaff:
    """Who, from where, and when by the application's clock."""
    return ActingStaff(visit=here.visit, source=here.source, now=deps.clock())
