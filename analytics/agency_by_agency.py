"""Does a job of every agency, one after the other, so that one at which it fails keeps no other waiting."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable

import structlog

from db.tables import Agency

log = structlog.get_logger(__name__)


async def agency_by_agency(
    agencies: Iterable[Agency], job: Callable[[Agency], Awaitable[object]], *, failed: str
) -> None:
    """A failure is logged under the name `failed`, and the job's next turn tries again."""
    for agency in agencies:
        try:
            await job(agency)
        except Exception as error:
            # What the error says may quote what is in a row.
            log.warning(failed, ori=agency.ori, reason=type(error).__name__)
