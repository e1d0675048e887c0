"""Release what is due and be killed (-9) after the change was done, and before that is recorded: run by a test."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from datetime import datetime
from pathlib import Path

from db.connection.session import Database
from db.encryption.keyring import KeyRing
from db.encryption.vault import Vault
from db.tables import Call, HeldChange
from staff import held_release
from staff.held_release import HeldChanges, ReleaseDesk, release_status


async def main(url: str, keys: str, now: str) -> None:
    """The clock stands at `now`."""

    async def and_die(desk: ReleaseDesk, change: HeldChange, call: Call) -> None:
        await release_status(desk, change, call)
        await desk.session.flush()
        print("stored", flush=True)
        os.kill(os.getpid(), signal.SIGKILL)

    held_release.RELEASES = {"arrest": and_die}
    database, vault = Database(url), Vault(KeyRing.load(Path(keys)))
    at = datetime.fromisoformat(now)
    await HeldChanges(database, vault, clock=lambda: at, wake_relay=lambda: None).release_due()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
