"""Set each agency's sending rate on the task queues of the providers, from what its senders allow."""

from __future__ import annotations

from collections.abc import Mapping

import structlog
from temporalio.client import Client

from activities.contract import SEND_QUEUES, fairness_key
from db.connection.session import Database
from db.queries import senders
from domain.messages import Channel
from engine.queue_limits import KeyLimits, limit_keys

log = structlog.get_logger(__name__)


class SendingRates:
    """Messages per second: `each` for an agency whose sender says nothing, by channel."""

    def __init__(self, *, database: Database, client: Client, each: Mapping[Channel, float]) -> None:
        self._database = database
        self._client = client
        self._each = each

    async def apply(self) -> None:
        """Set the rates of the senders as they are now. Raises DatabaseUnavailable and RPCError."""
        async with self._database.reading() as session:
            known = await senders.every(session)
        for channel, queue in SEND_QUEUES.items():
            named = {
                fairness_key(sender.ori): sender.per_second
                for sender in known
                if sender.channel == channel and sender.per_second
            }
            limits = KeyLimits(each=self._each[channel], named=named)
            if await limit_keys(self._client, queue, limits):
                log.info("rates.changed", queue=queue, each=limits.each, own=len(named))
