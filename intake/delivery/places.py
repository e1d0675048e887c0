"""Find the messages that reports are about: by our id, or else by the provider's."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Self

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from db.queries import receipts
from db.queries.receipts import Place
from messaging.providers.delivery_report import KnownAccount, ProviderReport

log = structlog.get_logger(__name__)

OfMessage = tuple[Place, Sequence[ProviderReport]]
"""A message, and what is reported of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Handed:
    """What one request brought, and the account that may speak of some agencies only."""

    reports: Sequence[ProviderReport]
    only_of: KnownAccount | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MessagePlaces:
    """Where messages are: by our id, and by provider and its id."""

    by_our_id: Mapping[str, Place]
    by_their_id: Mapping[tuple[str, str], Place]

    @classmethod
    async def of(cls, session: AsyncSession, handed: Iterable[Handed]) -> Self:
        """Of all of these. What another transaction has in hand is found as well, and not waited for."""
        reports = [report for each in handed for report in each.reports]
        ours = {report.message_id for report in reports}
        by_our_id = await receipts.lock_free(session, ours)
        if missing := ours - by_our_id.keys():
            by_our_id |= await receipts.by_our_ids(session, missing)
        lost: dict[str, set[str]] = {}
        for report in reports:
            if report.message_id not in by_our_id and report.provider_message_id:
                lost.setdefault(report.provider, set()).add(report.provider_message_id)
        by_their_id = {
            (provider, theirs): place
            for provider, ids in lost.items()
            for theirs, place in (await receipts.by_their_ids(session, provider, ids)).items()
        }
        return cls(by_our_id=by_our_id, by_their_id=by_their_id)

    def reported(self, handed: Handed) -> Sequence[OfMessage]:
        """By message, in the order they came; what the account may not speak of, or is not ours, is dropped."""
        found: dict[Place, list[ProviderReport]] = {}
        for report in handed.reports:
            place = self._find(report)
            if place is None:
                log.warning("receipt.unmatched", provider=report.provider, said=report.said)
            else:
                found.setdefault(place, []).append(report)
        return [(place, reports) for place, reports in found.items() if _may_speak(handed.only_of, place)]

    def _find(self, report: ProviderReport) -> Place | None:
        found = self.by_our_id.get(report.message_id)
        return found or self.by_their_id.get((report.provider, report.provider_message_id))


def _may_speak(account: KnownAccount | None, place: Place) -> bool:
    if account is None or account.speaks_for(place.ori):
        return True
    log.warning("receipt.foreign", message_id=place.message_id)
    return False
