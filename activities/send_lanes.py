"""The messages of one request, in a lane for each channel: lanes go on side by side, each one message after another."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field

from temporalio.exceptions import ApplicationError

from activities.contract import AGAIN, WAITING, SendOutcome
from domain.messages import MessageKey


@dataclass(slots=True, kw_only=True)
class MessageToSend:
    """A message that is still to be sent; an offer of languages leaves right after the text it stands `beside`."""

    message_id: str
    beside: str = ""
    asked: bool = False
    """The provider was asked about an earlier attempt, and does not have it."""


@dataclass(slots=True, kw_only=True)
class Lane:
    """Of one channel: what is still to be sent, first the one that is under way or comes next."""

    waiting: deque[MessageToSend] = field(default_factory=deque)
    under_way: bool = False
    error: ApplicationError | None = None
    """Why nothing more leaves by it now."""

    @property
    def is_ready(self) -> bool:
        """Its next message can be prepared."""
        return bool(self.waiting) and not self.under_way and self.error is None


class Lanes:
    """Of one request: what is to be sent and how each message ended."""

    def __init__(self, message_ids: Iterable[str]) -> None:
        self._ids = tuple(message_ids)
        self._keys: dict[str, MessageKey] = {}
        self._outcomes: dict[str, SendOutcome] = {}
        self._offers: dict[str, list[SendOutcome]] = {}
        self.by_channel: dict[str, Lane] = {}

    def fill(self, known: Iterable[tuple[str, str, str]]) -> None:
        """Message ids in the order in which they are to be sent, with their keys and channels."""
        for message_id, key, channel in known:
            self._keys[message_id] = MessageKey(key)
            self.by_channel.setdefault(channel, Lane()).waiting.append(MessageToSend(message_id=message_id))

    def ready(self) -> list[Lane]:
        """Those that go on now."""
        return [lane for lane in self.by_channel.values() if lane.is_ready]

    def settle(self, lane: Lane, outcome: SendOutcome, offers: Iterable[str] = ()) -> None:
        """The first message of a lane has ended; these offers stand beside it, and come next."""
        ended = lane.waiting.popleft()
        if not ended.beside:
            self._outcomes[ended.message_id] = outcome
        elif outcome.status == WAITING:
            self._offers.setdefault(ended.beside, []).append(outcome)
        lane.waiting.extendleft(
            MessageToSend(message_id=offer, beside=ended.message_id) for offer in reversed([*offers])
        )

    def outcomes(self) -> list[SendOutcome]:
        """How each message ended, in the order of the request; an offer is told of only if it waits.

        Raises what a single channel must be waited for. Of several, what must wait is to be ordered anew.
        """
        for lane in self.by_channel.values():
            if lane.error is not None and len(self.by_channel) == 1:
                raise lane.error
            again = (wanted.beside or wanted.message_id for wanted in lane.waiting)
            self._outcomes |= {each: SendOutcome(key=self._keys[each], status=AGAIN, message_id=each) for each in again}
        return [outcome for each in self._ids for outcome in (self._outcomes[each], *self._offers.get(each, ()))]
