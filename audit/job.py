"""What API and worker do beside their tasks: give records their places, sign checkpoints, publish them.

Any number of processes may do it side by side.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

import structlog

from audit.publishing import SecondPlaceDiffers, publish
from audit.second_place import SecondPlace, SecondPlaceUnusable
from audit.sequencer import checkpoint, sequence
from db.connection.session import Database
from db.encryption.keyring import VaultError
from db.encryption.vault import Vault
from db.queries import audit_records, audit_trees
from domain.audit.checkpoints import is_due

log = structlog.get_logger(__name__)

EVERY = timedelta(seconds=5)
"""How often it looks. A checkpoint is due each minute, so nothing is signed sooner if it looks more often."""


class AuditJob:
    """Looks what is to be done, and does it."""

    def __init__(self, *, database: Database, vault: Vault, place: SecondPlace, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._vault = vault
        self._place = place
        self._clock = clock

    async def run_once(self) -> None:
        """Everything that is due now, of every agency; what goes wrong at one does not keep the others waiting."""
        now = self._clock()
        async with self._database.reading() as session:
            waiting = await audit_records.agencies_waiting(session)
        for ori in waiting:
            await self._guarded(ori, sequencing=True)
        for ori in await self._due(now):
            await self._guarded(ori, sequencing=False)

    async def _due(self, now: datetime) -> Sequence[str]:
        """The agencies that need a checkpoint, or have one that is not in the second place."""
        due = list[str]()
        async with self._database.reading() as session:
            for tree in await audit_trees.every(session):
                last = await audit_trees.last_checkpoint(session, tree.ori)
                size, at = (last.size, last.at) if last else (0, None)
                if is_due(tree.size, size, at, now=now) or (last and last.number > tree.published):
                    due.append(tree.ori)
        return due

    async def _guarded(self, ori: str, *, sequencing: bool) -> None:
        try:
            if sequencing:
                await sequence(self._database, ori)
            else:
                await checkpoint(self._database, self._vault, ori, now=self._clock())
                await publish(self._database, self._place, ori)
        except LookupError as error:
            log.error("audit.tree_damaged", ori=ori, reason=str(error), advice="caseline audit verify")  # noqa: TRY400
        except VaultError as error:
            log.error("audit.not_signed", ori=ori, reason=str(error))  # noqa: TRY400
        except (SecondPlaceDiffers, SecondPlaceUnusable) as error:
            log.error("audit.not_published", ori=ori, reason=str(error))  # noqa: TRY400
