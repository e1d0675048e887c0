"""What one transaction stored, for the relay of this process to hand on as soon as it is committed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from db.queries import inbox_claims
from db.queries.inbox import Stored
from db.queries.inbox_claims import WaitingEvent
from db.queries.inbox_portion import NewEvent, StoredAs
from db.tables import Call
from intake.relay.in_hand import AcceptedHere, InHand
from intake.relay.signals import CallToSignal


class ToRelay:
    """Without `in_hand` nothing is claimed, and who stored the events wakes the relay."""

    def __init__(self, in_hand: InHand | None) -> None:
        self._in_hand = in_hand
        self._accepted: list[tuple[Call, list[WaitingEvent], int | None]] = []
        self._others = False
        self._is_left = False

    def leave(self) -> None:
        """To the relays, where agencies take turns: what is stored is much, and none of it urgent."""
        self._is_left = True

    def until(self, calls: int) -> datetime | None:
        """Until when new events of so many calls are claimed; None: any relay may have them."""
        return self._in_hand.until(calls) if self._in_hand and not self._is_left else None

    async def note(self, session: AsyncSession, stored: Sequence[tuple[Call, NewEvent, StoredAs]]) -> None:
        """Within the transaction that stored them. Those that must not go before others are left to the relays."""
        of_call: dict[str, list[tuple[Call, NewEvent, StoredAs]]] = {}
        for each in stored:
            if each[2].stored is Stored.NEW:
                of_call.setdefault(each[0].id, []).append(each)
        self._others |= any(outcome.stored is Stored.AFTER_RESTORE for _, _, outcome in stored)
        left: list[int] = []
        for of_one in of_call.values():
            call, _, first = of_one[0]
            events = [waiting for _, event, outcome in of_one if (waiting := _waiting(event, outcome))]
            if len(events) == len(of_one) and self._follows(call, first.behind):
                self._accepted.append((call, events, first.behind))
            else:
                self._others = True
                left += [event.seq for event in events]
        await inbox_claims.leave(session, left)

    def hand_over(self) -> None:
        """Now that the transaction is committed."""
        if self._in_hand and (self._accepted or self._others):
            accepted = [
                AcceptedHere(call=CallToSignal.of(call), events=events, behind=behind)
                for call, events, behind in self._accepted
            ]
            self._in_hand.take(accepted, others=self._others)

    def _follows(self, call: Call, behind: int | None) -> bool:
        return self._in_hand is not None and self._in_hand.follows((call.ori, call.call_number), behind)


def _waiting(event: NewEvent, outcome: StoredAs) -> WaitingEvent | None:
    """None if it is not claimed."""
    if event.claimed_until is None or outcome.seq is None:
        return None
    return WaitingEvent(seq=outcome.seq, type=event.type, facts=event.facts, by=event.by, until=event.claimed_until)
