"""Check who sent what happened to a call, while its step is recorded: the workflow itself must hold no keys.

A change of a case status is refused without a proof. Every other event is taken, and its line says whether its sender
is proven.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from activities.contract import Happened
from db.encryption.sender_proof import fault
from db.encryption.vault import Vault
from db.queries import inbox
from domain.call_state import CallState
from domain.claims import Claim, Verdict, digest
from domain.events import CallEvent, MalformedEvent
from domain.lifecycle import CASE_EVENTS


class SenderChecks:
    """`clock` is the wall clock. `take_unproven`: a case status without any proof is taken too, in a closed try-out."""

    def __init__(self, *, vault: Vault, clock: Callable[[], datetime], take_unproven: bool = False) -> None:
        self._vault = vault
        self.clock = clock
        self._take_unproven = take_unproven

    async def check(
        self, session: AsyncSession, call: CallState, happened: Iterable[Happened]
    ) -> tuple[tuple[Happened, ...], tuple[Verdict, ...]]:
        """What happened, each with who did it; and of each that had a claim, what it is worth.

        Only a change of a case status without a good proof costs a statement.
        """
        signed, verdicts = [], []
        for line in happened:
            if line.claim is None:
                signed.append(line)
                continue
            needs_proof = line.what in CASE_EVENTS
            verdict = await self._verdict(session, call, line.claim) if needs_proof else self._seen(call, line.claim)
            verdicts.append(verdict)
            signed.append(replace(line, by=verdict.by))
        return tuple(signed), tuple(verdicts)

    def _seen(self, call: CallState, claim: Claim) -> Verdict:
        return Verdict(by=str(claim.unproven()) if self._fault(call, claim) else claim.actor)

    async def _verdict(self, session: AsyncSession, call: CallState, claim: Claim) -> Verdict:
        wrong = self._fault(call, claim)
        if not wrong:
            return Verdict(by=claim.actor)
        accepted = await _accepted_by(session, call, claim)
        if accepted is not None:
            return Verdict(by=accepted)
        taken = self._take_unproven and not claim.proof
        return Verdict(by=str(claim.unproven()), refusal="" if taken else wrong)

    def _fault(self, call: CallState, claim: Claim) -> str:
        what = (call.agency, call.call_number, claim.stated, claim.actor)
        return fault(self._vault, what, claim.proof, now=self.clock())


async def _accepted_by(session: AsyncSession, call: CallState, claim: Claim) -> str | None:
    """Who brought it, if the inbox holds this very event.

    So what was relayed before senders were proven, or longer ago than a proof lasts, is taken after all.
    """
    row = await inbox.get(session, call.agency, claim.source, claim.id)
    if row is None or row.call_number != call.call_number:
        return None
    try:
        said = CallEvent.from_mapping(row.facts).to_mapping()
    except MalformedEvent:  # a wake, which is no event
        return None
    return row.by if digest(said) == claim.stated else None
