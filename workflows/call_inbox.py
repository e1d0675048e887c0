"""What signals and updates brought to a call's workflow, until a step takes it; what cannot be read is in it too."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from temporalio import workflow

from domain.claims import Claim
from domain.events import CallEvent, MalformedEvent
from workflows.signal_payloads import (
    LONGEST_REASON,
    UNREADABLE,
    case_status_claim,
    event_claim,
    listed,
    read_case_status,
    read_event,
)
from workflows.signalled import Signalled, entry_key

Read = Callable[[], tuple[CallEvent, Claim]]
"""Reads something that was signaled, and who says to have sent it. Raises MalformedEvent."""


class CallInbox:
    """In the order in which it came."""

    def __init__(self) -> None:
        self._items: list[Signalled] = []

    def __bool__(self) -> bool:
        return bool(self._items)

    def take(self) -> list[Signalled]:
        """Everything in it; afterwards it is empty."""
        items, self._items = self._items, []
        return items

    def hear(self, raw: Any) -> None:
        """One event, as signaled."""
        self._receive(lambda: (read_event(raw, now=workflow.now()), event_claim(raw)))

    def hear_each(self, raw: Any) -> None:
        """Several events in one signal: one that cannot be read is refused alone."""
        try:
            events = listed(raw)
        except MalformedEvent as error:
            self._refuse(error)
        else:
            for event in events:
                self.hear(event)

    def change(self, raw: Any, *, event_id: str) -> Signalled:
        """A case status, as signaled or asked for."""
        return self._receive(reader(raw, event_id=event_id))

    def _receive(self, read: Read) -> Signalled:
        try:
            event, claim = read()
        except MalformedEvent as error:
            return self._refuse(error)
        return self._add(Signalled(event=event, entry_key=entry_key(event), claim=claim))

    def _refuse(self, error: MalformedEvent) -> Signalled:
        key = f"malformed/{workflow.uuid4()}"
        return self._add(Signalled(event=None, problem=str(error)[:LONGEST_REASON], entry_key=key, by=UNREADABLE))

    def _add(self, item: Signalled) -> Signalled:
        self._items.append(item)
        return item


def reader(raw: Any, *, event_id: str) -> Read:
    """Reads a case status; the time is that of the moment at which it is read."""

    def read() -> tuple[CallEvent, Claim]:
        event = read_case_status(raw, now=workflow.now(), event_id=event_id)
        return event, case_status_claim(raw, event)

    return read
