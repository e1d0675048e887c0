"""Setting the rates of the test server's queues, which the tests of a process share."""

from __future__ import annotations

from collections.abc import Mapping

from temporalio.client import Client
from temporalio.service import RPCError

from activities.sending_rates import SendingRates
from db.connection.session import Database
from domain.messages import Channel
from tests.patience import until

ONE_REFRESH = 180.0
"""Seconds in which the server reads its store again, generously: it does so every minute."""


async def set_rates(database: Database, client: Client, each: Mapping[Channel, float]) -> None:
    """Set what one agency may send a second, as the worker does: again until the server has taken it.

    A busy server (1.32) gives up waiting for a write of its own that then takes place, tries it again and refuses it
    as made already; it believes in its old version until it next reads the store. The worker asks every minute.
    """
    rates = SendingRates(database=database, client=client, each=each)

    async def taken() -> bool:
        try:
            await rates.apply()
        except RPCError:
            return False
        return True

    await until(taken, patience=ONE_REFRESH)
