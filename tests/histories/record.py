"""Record histories: `.venv/bin/python -m tests.histories.record [NAME ...]` (all of them without a name).

Old histories stand for calls that are open while we deploy. So record new scenarios; record old ones anew only when
no call of that age can be open any more (docs/changing-a-running-workflow.md).
"""

from __future__ import annotations

import asyncio
import json
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

from temporalio.client import WorkflowHistory

from activities import sends_at_once
from db import migrate
from db.connection.session import Database
from db.encryption.keyring import KeyRing
from db.encryption.vault import Vault
from engine import search_attributes
from engine.client import connect
from engine.server import ServerOptions, Sources, install, running
from engine.time_skipping import WorkflowClock
from settings import ROOT, Settings
from tests.histories.fingerprint import fingerprint
from tests.histories.scenarios import SCENARIOS
from tests.simulator_process import SimulatorProcess
from tests.world import World, simulator_settings
from workflows import ways

FOLDER = Path(__file__).parent
FINGERPRINTS = FOLDER / "fingerprints.json"
ORI = "WAHISTORY"


def call_number(name: str) -> str:
    """The call of a scenario, the same each time it is played, in any version."""
    return f"recorded-{name.partition('-')[0]}"


def played_now(name: str) -> str:
    """What the history of a scenario is called that today's workflow plays; those before it are of open calls."""
    return f"{name}-{ways.BUILD_ID.rpartition('/')[2]}"


def kept_histories() -> list[str]:
    """The names of all histories, of every version."""
    return sorted(file.stem for file in FOLDER.glob("*.json") if file != FINGERPRINTS)


def history_file(name: str) -> Path:
    """Where a history is kept."""
    return FOLDER / f"{name}.json"


def known_fingerprints() -> dict[str, list[str]]:
    """Scenario -> commands, as committed."""
    known: dict[str, list[str]] = json.loads(FINGERPRINTS.read_text(encoding="utf-8"))
    return known


async def play(world: World, name: str) -> WorkflowHistory:
    """One scenario on the real server, under an id that is the same each time."""
    call = world.call(call_number(name))
    call.receive_at(10)
    await SCENARIOS[name](call)
    await call.settle()
    return await call.handle.fetch_history()


def keep(name: str, history: WorkflowHistory) -> None:
    """Write the history and its fingerprint."""
    text = json.dumps(history.to_json_dict(), indent=1)
    history_file(name).write_text(f"{text}\n", encoding="utf-8")
    known = known_fingerprints() if FINGERPRINTS.exists() else {}
    known[name] = fingerprint(history)
    FINGERPRINTS.write_text(json.dumps(known, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


@asynccontextmanager
async def _a_world(folder: Path, server: Path) -> AsyncIterator[World]:
    url = f"sqlite+aiosqlite:///{folder / 'caseline.db'}"
    await asyncio.to_thread(migrate.upgrade, url)
    database = Database(url)
    options = ServerOptions(port=0, headless=True, log_file=folder / "temporal.log")
    with SimulatorProcess(receipt_delay_seconds=0) as simulator:
        async with running(server, options) as temporal:
            client = await connect(address=temporal.address)
            await search_attributes.register(client)
            world = World(
                client=client,
                database=database,
                vault=Vault(KeyRing.create_once(folder / "keys.json", now=datetime.now(UTC))),
                simulator=simulator,
                settings=simulator_settings(simulator),
                clock=WorkflowClock(client),
                ori=ORI,
            )
            await world.open_agency()
            await world.start_workers()
            yield world
            await world.close()
    await database.dispose()


async def record(names: list[str], server: Path) -> None:
    """Play and keep each of them, in a world of its own: nobody has been asked about another call before."""
    for name in names:
        with tempfile.TemporaryDirectory() as folder:
            async with _a_world(Path(folder), server) as world:
                keep(played_now(name), await play(world, name))
        print(f"recorded {name}")


def main() -> None:
    """As the first lines say."""
    sends_at_once.SLOW = 3600.0  # a busy machine must not decide which way a message takes
    settings = Settings()
    sources = Sources(address="", cli_path=settings.temporal_cli_path, recipe=ROOT / "tools" / "temporal")
    server = install(sources, lambda text, done=None, total=None: print(text))
    asyncio.run(record(sys.argv[1:] or list(SCENARIOS), server.path))


if __name__ == "__main__":
    main()
