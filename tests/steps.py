"""Steps of calls without a Temporal server: the workflow's own memory and activities, on the desk's database."""

from __future__ import annotations

from datetime import UTC, datetime

from activities.check_senders import SenderChecks
from activities.contract import StepOutcome, StepRequest
from activities.record_step import CallRecords
from db.queries import calls, messages
from db.tables import OutboundMessage
from domain.claims import claim_of
from domain.events import CallEvent
from intake.relay.proving import Prover
from policies.files import load_question_sets
from tests.database import CAD
from tests.desk import ORI, Desk
from workflows.call_memory import CallMemory
from workflows.contract import CallForServiceInput
from workflows.signalled import Signalled, entry_key


class Steps:
    """The calls of a desk, each as its workflow knows it."""

    def __init__(self, desk: Desk, before: Steps | None = None) -> None:
        """`before`: the same calls, as another worker worked on them."""
        self._desk = desk
        senders = SenderChecks(vault=desk.vault, clock=lambda: datetime.now(UTC))
        self._records = CallRecords(
            database=desk.database, vault=desk.vault, question_sets=load_question_sets(), senders=senders
        )
        self._memories: dict[str, CallMemory] = before._memories if before else {}

    def memory(self, number: str) -> CallMemory:
        """What the workflow of a call knows."""
        if number not in self._memories:
            self._memories[number] = CallMemory(CallForServiceInput(agency=ORI, call_number=number))
        return self._memories[number]

    async def happen(self, number: str, *events: CallEvent, now: datetime | None = None) -> StepOutcome:
        """One step of a call: what happened, the deadlines that have passed, and what is planned then."""
        memory, now = self.memory(number), now or self._desk.now
        look = memory.look([self._signalled(event, number) for event in events], memory.due(now), now=now)
        request = StepRequest(
            state=memory.state,
            now=now,
            happened=look.happened,
            without_deadlines=look.without_deadlines if look.passed else None,
        )
        outcome = await self._records.record_step(request)
        if outcome.deadlines_wait:
            memory.put_back(look.without_deadlines, len(look.passed))
        memory.planned(outcome, now=now)
        return outcome

    def _signalled(self, event: CallEvent, number: str) -> Signalled:
        """As the relay hands it on."""
        prover = Prover(vault=self._desk.vault, ori=ORI, call_number=number, by=str(CAD), now=datetime.now(UTC))
        said = event.to_mapping()
        claim = claim_of(event, said, prover.of_event(event))
        return Signalled(event=event, entry_key=entry_key(event), claim=claim)

    async def send(self, outcome: StepOutcome) -> None:
        """Send what the step ordered."""
        for order in outcome.sends:
            await self._desk.send(*order.message_ids)

    async def rows(self, number: str) -> dict[str, OutboundMessage]:
        """The messages of a call by key; of several the last."""
        async with self._desk.database.reading() as session:
            call = await calls.get(session, ORI, number)
            return {row.key: row for row in await messages.of_call(session, call.id)} if call else {}
