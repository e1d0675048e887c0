"""What each kind of act that needs two persons can do: check its facts, say what it would change, and do it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy.ext.asyncio import AsyncSession

from db.encryption.vault import Vault
from db.tables import Agency, Erasure, Proposal

Facts = Mapping[str, Any]
"""Of a proposal: plain JSON values."""


class CannotPropose(ValueError):
    """There is nothing to propose in these facts; says why, without people."""


class LedgerFile(Protocol):
    """Where erasures are written apart from the database (`portal.erasure_ledger.ErasureLedger`)."""

    def append(self, lines: Sequence[Erasure]) -> None:
        """On the disk when it returns."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Execution:
    """An approved proposal that is being done. `by` and `approved_by`: `str(domain.actors.Actor)`."""

    vault: Vault
    ledger: LedgerFile | None
    agency: Agency
    proposal: Proposal
    by: str
    approved_by: str
    now: datetime

    @property
    def facts(self) -> Facts:
        """What is to be done."""
        return self.proposal.facts


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What came of it: plain facts, what it was about for the audit log, and whether it is done to its end."""

    about: str
    facts: Mapping[str, Any]
    to_its_end: bool = True


class TwoPersonAct(Protocol):
    """One kind of act."""

    async def checked(self, session: AsyncSession, agency: Agency, facts: Facts) -> dict[str, Any]:
        """The facts as they are kept. Raises CannotPropose."""

    async def state(self, session: AsyncSession, agency: Agency, facts: Facts) -> Any:
        """What it would change, as it is now, in JSON values: pinned by its hash. None: there is nothing left."""

    async def execute(self, session: AsyncSession, doing: Execution) -> Done:
        """Do it, in the transaction of the approval."""
