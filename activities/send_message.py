"""Persist, send, record: send each message through its provider, once as far as the provider can tell."""

from __future__ import annotations

from datetime import UTC

from temporalio import activity

from activities.contract import SEND_MESSAGE, SEND_SURVEY, SendOutcome, SendRequest
from activities.delivery_record import DeliveryRecord
from activities.heartbeat import heartbeats
from activities.send_preparation import Preparation, SendingTools
from activities.send_run import SendRun
from db.connection.session import Database, DatabaseUnavailable


class MessageActivities:
    """Activities on the queues of the providers."""

    def __init__(self, *, database: Database, tools: SendingTools) -> None:
        self._database = database
        self._tools = tools
        self._record = DeliveryRecord(database=database, vault=tools.vault)
        self._preparation = Preparation(tools, self._record)

    @activity.defn(name=SEND_MESSAGE)
    async def send_message(self, request: SendRequest) -> list[SendOutcome]:
        """Send messages to one person: over each channel one after another. Each ends as sent, withheld or failed, or
        waits for later. An offer of languages leaves right after the text it stands beside; it is told of only if it
        waits.

        Retried while the provider is down; what an earlier attempt dealt with is not touched again. Of a request with
        several channels, what must wait for one of them is told of as "again" instead, to be ordered by itself.
        """
        # Virtual under time skipping: the call's clock, not the wall's.
        started, began = request.now or activity.info().started_time.astimezone(UTC), self._tools.clock()
        run = SendRun(
            database=self._database,
            preparation=self._preparation,
            record=self._record,
            message_ids=request.message_ids,
            now=lambda: started + (self._tools.clock() - began),
        )
        try:
            async with heartbeats():
                return await run.outcomes()
        except DatabaseUnavailable:
            raise self._tools.retries.retry_error("the database is away", "DatabaseUnavailable") from None

    @activity.defn(name=SEND_SURVEY)
    async def send_survey(self, request: SendRequest) -> list[SendOutcome]:
        """Send an invitation to a survey, or its reminder: under a name of its own in the Temporal Web UI."""
        return await self.send_message(request)
