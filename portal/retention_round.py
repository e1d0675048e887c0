"""Retention by itself: removes what is due at every agency, for who does not want to type it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import structlog

from db.connection.session import Database
from db.queries import agencies
from policies.in_force import readable_policy
from portal.retention import Retention

log = structlog.get_logger(__name__)


class RetentionRound:
    """Any number of workers may do it side by side: what one has removed the others do not find."""

    def __init__(self, database: Database, *, clock: Callable[[], datetime], lines_kept: timedelta) -> None:
        self._database = database
        self._clock = clock
        self._lines_kept = lines_kept

    async def run_once(self) -> None:
        """At every agency whose policy can be read."""
        async with self._database.reading() as session:
            found = await agencies.every(session)
        retention = Retention(self._database, now=self._clock(), dry_run=False, progress=lambda done, total: None)
        for agency in found:
            if readable_policy(agency) is None:
                log.warning("policy.unreadable", ori=agency.ori)
            else:
                report = await retention.run(agency)
                gone = {name.replace(" ", "_"): each.gone for name, each in report.counts.items() if each.gone}
                log.info("retention.done", ori=agency.ori, of_calls=report.calls, held=report.held, **gone)
        await retention.phone_lines(kept=self._lines_kept)
