"""Note reports that all goes well, many at once: nearly all do, and none concerns more than its message.

A message under way stays as it is; one that was sent is delivered now. The row alone is locked, unless another
transaction has it in hand: then its call is locked first, as for every report that says more.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from db.queries import receipts
from db.queries.receipts import Place
from domain.delivery import DeliveryStatus, Standing, moved
from messaging.providers.delivery_report import ProviderReport

log = structlog.get_logger(__name__)

IGNORED = "ignored"

_GOOD = frozenset({Standing.UNDER_WAY, Standing.DELIVERED})


class GoodNews:
    """What is noted in one transaction."""

    def __init__(self, *, now: datetime) -> None:
        self._now = now
        self._rows: dict[str, dict[str, Any]] = {}
        self._arrived: dict[str, ProviderReport] = {}

    def takes(self, place: Place, reports: Sequence[ProviderReport]) -> bool:
        """False, and nothing is noted, if the call of this message has to be locked for one of these reports."""
        arrived = {self._arrived[place.message_id].event_key} if place.message_id in self._arrived else set()
        arrived |= {report.event_key for report in reports if report.standing is Standing.DELIVERED}
        # Of two that say so, the first moves it that was not known before: which one that is comes out too late.
        if len(arrived) > 1 or not all(self._is_good(place, report) for report in reports):
            return False
        for report in reports:
            effect = _move(place, report) or IGNORED
            self._rows[report.event_key] = receipt_of(report, place.message_id, effect=effect, now=self._now)
            if report.standing is Standing.DELIVERED:
                self._arrived[place.message_id] = report
        return True

    def _is_good(self, place: Place, report: ProviderReport) -> bool:
        if not place.is_locked or report.standing not in _GOOD:
            return False
        another = self._rows.get(report.event_key, {})
        if another and (another["provider"], another["message_id"]) != (report.provider, place.message_id):
            return False
        # Any other that moves was not accepted yet as far as we know, or was given up, or was to be sent again.
        return place.status == DeliveryStatus.SENT or _move(place, report) is None

    async def store(self, session: AsyncSession) -> None:
        """Each report once; what was known changes nothing."""
        if not self._rows:
            return
        new = await receipts.add_new(session, self._rows.values())
        moved_now = {
            message_id: report.occurred_at
            for message_id, report in self._arrived.items()
            if report.event_key in new and self._rows[report.event_key]["effect"] != IGNORED
        }
        if moved_now:
            await receipts.delivered(session, moved_now, now=self._now)
        for message_id in moved_now:
            said = self._arrived[message_id].said
            log.info("receipt.taken", message_id=message_id, said=said, code="", effect=DeliveryStatus.DELIVERED)


def receipt_of(report: ProviderReport, message_id: str, *, effect: str, now: datetime) -> dict[str, Any]:
    """The columns of a receipt."""
    return {
        "provider": report.provider,
        "event_key": report.event_key,
        "message_id": message_id,
        "said": report.said,
        "code": report.code,
        "effect": effect,
        "occurred_at": report.occurred_at,
        "recorded_at": now,
    }


def _move(place: Place, report: ProviderReport) -> DeliveryStatus | None:
    return moved(DeliveryStatus(place.status), report.standing, failed_before=0)
