"""Members of staff who sign in by password and code, and where they try it from."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace

from db.connection.session import Database
from db.queries import audit_records
from db.tables import AuditRecord, StaffAccount
from domain.actors import Actor, ActorKind
from staff import one_time_codes
from staff.local_sign_in import TypedProof
from staff.sign_in_tries import TriedFrom
from staff.welcome import InvitedMember
from tests.intake.fakes import StandingClock
from tests.portal_fixtures import ORI

PASSWORD = "quiet otter moves slow"
OPERATOR = Actor(ActorKind.OPERATOR, "test")
AT = TriedFrom(ori=ORI, source="192.0.2.7", visitor="a-browser")


@dataclass(frozen=True, kw_only=True)
class Officer:
    """A member of staff with a password and an app that shows codes."""

    account: StaffAccount
    invited: InvitedMember
    clock: StandingClock

    def code(self, *, later: int = 0) -> str:
        """What the app shows now, or so many steps later."""
        return one_time_codes.code_at(self.invited.secret, self.clock() + later * one_time_codes.STEP)

    def typed(self, **other: str) -> TypedProof:
        """What they type; `other` in its place."""
        right = TypedProof(badge=self.account.badge, password=PASSWORD, code=self.code())
        return replace(right, **other)


NewOfficer = Callable[..., Awaitable[Officer]]


async def audited(database: Database) -> Sequence[AuditRecord]:
    """The audit log of the agency, oldest first."""
    async with database.reading() as session:
        return [*reversed(await audit_records.of_agency(session, ORI))]
