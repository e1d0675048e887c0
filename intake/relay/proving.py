"""Name who sent something to a call's workflow, and prove it by the key ring: the workflow's worker checks it."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from datetime import datetime

from db.encryption.sender_proof import prove
from db.encryption.vault import Vault
from domain.claims import ACTOR, PROOF, digest, without_claim
from domain.events import CallEvent
from workflows.contract import CaseStatusInput


@dataclass(frozen=True, slots=True, kw_only=True)
class Prover:
    """Proves that `by`, as `str(Actor)`, sent something of one call; empty if that was not recorded."""

    vault: Vault
    ori: str
    call_number: str
    by: str
    now: datetime

    def of_event(self, event: CallEvent) -> dict[str, str]:
        """What a signal of this event says besides."""
        proof = self._proof(digest(event.to_mapping()))
        return {ACTOR: self.by, PROOF: proof} if self.by else {PROOF: proof}

    def of_change(self, change: CaseStatusInput) -> CaseStatusInput:
        """The change of a case status with its sender. Raises ValueError if it has no id."""
        if not change.id:
            raise ValueError("a change that is proven has an id")
        return replace(change, actor=self.by, proof=self._proof(digest(without_claim(asdict(change)))))

    def _proof(self, stated: str) -> str:
        return prove(self.vault, (self.ori, self.call_number, stated, self.by), now=self.now)
