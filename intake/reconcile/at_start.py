"""Before a worker works: after a restore, or beside another Temporal than before, compare and mend first."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import structlog
from temporalio.client import Client

from db.connection.session import Database
from db.queries import installation, restores
from engine import namespace
from intake.reconcile.reconcile import Reconciled, Reconciliation
from intake.reconcile.senders import SendersOfHistories

log = structlog.get_logger(__name__)


async def reconcile_at_start(
    database: Database, client: Client, *, senders: SendersOfHistories, clock: Callable[[], datetime]
) -> Reconciled | None:
    """What was compared; None if there was no need. Raises DatabaseUnavailable, RPCError.

    Several workers may do it at once: each mends only what still differs.
    """
    here = await namespace.id_of(client)
    async with database.reading() as session:
        window = await restores.latest(session)
        known = await installation.fact(session, installation.TEMPORAL_NAMESPACE)
    restored = window is not None and window.is_open and not window.is_reconciled
    found = None
    if restored or known not in (None, here):
        log.warning("worker.reconciles", reason="restore" if restored else "another Temporal")
        since = window.since if window is not None and window.is_open else clock()
        found = await Reconciliation(database, client, senders=senders, clock=clock).run(since=since)
        differed = {difference.name.lower(): count for difference, count in found.by_disagreement.items()}
        log.warning("worker.reconciled", examined=found.examined, failed=len(found.failed), **differed)
    if known != here and (found is None or not found.failed):
        async with database.transaction() as session:
            await installation.note(session, installation.TEMPORAL_NAMESPACE, here, now=clock())
    return found
