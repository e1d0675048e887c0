"""Set each agency's sending rate on the task queues of the providers, from what its senders allow."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

import structlog
from temporalio.client import Client

from activities.contract import SEND_QUEUES, fairness_key
from db.connection.session import Database
from db.queries import senders
from db.tables import Sender
from domain.messages import Channel
from engine.queue_limits import KeyLimits, limit_keys

log = structlog.get_logger(__name__)


Tell = Callable[[Mapping[str, float]], None]
"""Takes the lowest rate of each agency with a sender of its own."""


class SendingRates:
    """Messages per second: `each` for an agency whose sender says nothing, by channel."""

    def __init__(
        self, *, database: Database, client: Client, each: Mapping[Channel, float], tell: Tell = lambda own: None
    ) -> None:
        self._database = database
        self._client = client
        self._each = each
        self._tell = tell

    async def apply(self) -> None:
        """Set the rates of the senders as they are now. Raises DatabaseUnavailable and RPCError."""
        async with self._database.reading() as session:
            known = await senders.every(session)
        self._tell(_lowest(known))
        for channel, queue in SEND_QUEUES.items():
            named = {
                fairness_key(sender.ori): sender.per_second
                for sender in known
                if sender.channel == channel and sender.per_second
            }
            limits = KeyLimits(each=self._each[channel], named=named)
            if await limit_keys(self._client, queue, limits):
                log.info("rates.changed", queue=queue, each=limits.each, own=len(named))


def _lowest(known: Iterable[Sender]) -> dict[str, float]:
    rates: dict[str, float] = {}
    for sender in known:
        if sender.per_second:
            rates[sender.ori] = min(sender.per_second, rates.get(sender.ori, sender.per_second))
    return rates
