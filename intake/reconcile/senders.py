"""Who sent what a history holds: an event that is brought back from there is believed no more than it was then."""

from __future__ import annotations

from dataclasses import dataclass, replace

from db.encryption.sender_proof import fault
from db.encryption.vault import Vault
from domain.lifecycle import CASE_EVENTS
from intake.reconcile.run_history import Heard, RunHistory


@dataclass(frozen=True, slots=True, kw_only=True)
class SendersOfHistories:
    """`take_unproven`: a change of a case status without any proof is taken too, in a closed try-out."""

    vault: Vault
    take_unproven: bool = False

    def checked(self, run: RunHistory | None, ori: str, call_number: str) -> RunHistory | None:
        """The same run, with who sent each event; changes of a case status that nothing proves are refused."""
        if run is None:
            return None
        return replace(run, heard=tuple(self._checked(heard, ori, call_number) for heard in run.heard))

    def _checked(self, heard: Heard, ori: str, call_number: str) -> Heard:
        claim = heard.claim
        # Of any age: it was in time when it was sent, or its workflow refused it.
        wrong = fault(self.vault, (ori, call_number, claim.stated, claim.actor), claim.proof, now=None)
        if not wrong:
            return replace(heard, by=claim.actor)
        taken = self.take_unproven and not claim.proof
        return replace(heard, by=str(claim.unproven()), is_refused=heard.event.type in CASE_EVENTS and not taken)
