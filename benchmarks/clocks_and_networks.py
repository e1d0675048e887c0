"""Wrong clocks and cut networks: `python -m benchmarks.clocks_and_networks clocks`, and `networks`.

`clocks` moves the clocks of worker and API while they run, an hour back and a day forward, and right again, and the API
is killed under each; what CAD says is dated by the right time. `networks` cuts each connection for a minute, once so
that connections are refused and once so that they fall silent. Meanwhile calls go through the API and people write
back, as in `chaos_everything`, and the same is counted; with clocks also what was said at the wrong time. Exit code 1
unless every figure is 0.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Annotated

import typer

from benchmarks.chaos_calls import Calls
from benchmarks.chaos_ledger import Ledger
from benchmarks.chaos_run import OURS, TROUBLE, Run, show_ledger
from benchmarks.cut_link import CutLink
from benchmarks.local_stack import say
from benchmarks.moved_clock import MovedClock, library
from benchmarks.night_agency import NightAgency, night_agency
from benchmarks.supervisor import Supervisor, supervised
from benchmarks.topology_stage import PASSWORD, StageOptions, chosen_ports, free_ports, topology_stage
from domain.messages import KEY_RULES, MessageKey, Purpose
from engine.reaper import own_reaper

RIGHT = "+0"
MOVES: tuple[tuple[tuple[str, ...], str], ...] = (
    (("worker",), "-1h"),
    (("api",), "-1h"),
    (("worker",), "+1d"),
    (("api",), "+1d"),
    (("worker", "api"), "-1h"),
    (("worker", "api"), "+1d"),
)
"""Whose clock is moved, and by how much, in turn."""

LINKS: tuple[tuple[str, str], ...] = (
    ("api", "postgres"),
    ("worker", "postgres"),
    ("api", "temporal"),
    ("worker", "temporal"),
    ("worker", "simulator"),
)
"""Which connections are cut, in turn."""

AT_ONCE = 200
app = typer.Typer(help=__doc__, add_completion=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What is to be done: so many calls, each disturbance so many seconds, `limit` seconds at most."""

    calls: int
    seconds: float
    limit: float
    seed: int
    keep: Path | None

    def options(
        self, environments: Mapping[str, Mapping[str, str]], ports: Mapping[str, int] | None = None
    ) -> StageOptions:
        """With the provider's trouble."""
        simulator: dict[str, str | float] = {**TROUBLE, "seed": self.seed}
        return StageOptions(environments=environments, simulator=simulator, ports=ports or {}, keep=self.keep)


async def with_moved_clocks(order: Order) -> tuple[Ledger, int]:
    """Move them one after the other while calls are played; also how many clocks were moved."""
    async with AsyncExitStack() as stack:
        temporary = TemporaryDirectory(prefix="caseline-chaos-", ignore_cleanup_errors=True)
        folder = Path(stack.enter_context(temporary))
        own_reaper().remove(folder)
        clocks = {name: MovedClock(file=folder / name) for name in ("worker", "api")}
        for clock in clocks.values():
            clock.move(RIGHT)
        environments = {name: {**OURS, **clock.environment} for name, clock in clocks.items()}
        seconds = order.seconds
        stage = await stack.enter_async_context(topology_stage(order.options(environments)))
        supervisor = await stack.enter_async_context(supervised(stage, Random(order.seed)))
        night = await stack.enter_async_context(night_agency(stage))

        async def disturb(played: Calls) -> None:
            await asyncio.sleep(seconds / 2)
            for names, offset in MOVES:
                say(f"the clock of {' and '.join(names)}: {offset}, after {played.played.finished} calls")
                for moment in (offset, RIGHT):
                    for name in names:
                        clocks[name].move(moment)
                    # What a wrong clock wrote down outlives the process that went by it.
                    async with _at_least(seconds / 2):
                        await night.play(played)
                    async with _at_least(seconds / 2):
                        await _without_api(supervisor, played)

        whole = seconds / 2 + len(MOVES) * seconds * 2
        run = Run(stage=stage, calls=order.calls, at_once=AT_ONCE, limit=order.limit, pace=whole / order.calls)
        _, ledger = await run.play(disturb)
        ledger.faults |= said_at_the_wrong_time(ledger, night)
        return ledger, len(MOVES)


async def _without_api(supervisor: Supervisor, played: Calls) -> None:
    """It is killed and comes back; people write for help meanwhile, which the provider cannot tell us."""
    restart = await supervisor.kill("api")
    played.cry_for_help()
    await supervisor.answered(restart)


@contextlib.asynccontextmanager
async def _at_least(seconds: float) -> AsyncIterator[None]:
    """What is done in the block, and then the rest of the time."""
    until = time.monotonic() + seconds
    yield
    await asyncio.sleep(max(0.0, until - time.monotonic()))


def said_at_the_wrong_time(ledger: Ledger, night: NightAgency) -> Mapping[str, list[str]]:
    """Messages that no right clock would have sent: every call has its unit at once, and none is hours old."""
    sent = [row for row in ledger.rows if row.is_with_provider]
    return {
        "said that an officer is late": [row.told for row in sent if row.key == MessageKey.OFFICER_DELAYED],
        "surveys hours early": [row.told for row in sent if KEY_RULES[MessageKey(row.key)].purpose is Purpose.SURVEY],
        "still open, weeks early": [row.told for row in sent if row.key == MessageKey.STILL_OPEN],
        "case news at night": [row.told for row in sent if night.had_to_wait(row)],
    }


async def with_cut_networks(order: Order) -> tuple[Ledger, int]:
    """Cut one connection after the other while calls are played; also how many cuts there were."""
    async with AsyncExitStack() as stack:
        ports = chosen_ports()
        spare = free_ports(len(ports) + len(LINKS))[len(ports) :]
        links = {
            (one, other): await stack.enter_async_context(
                CutLink(port, ports["frontend" if other == "temporal" else other])
            )
            for (one, other), port in zip(LINKS, spare, strict=True)
        }
        environments = {name: {**OURS, **_through(name, links)} for name in ("worker", "api")}
        seconds = order.seconds
        stage = await stack.enter_async_context(topology_stage(order.options(environments, ports)))
        await stack.enter_async_context(supervised(stage, Random(order.seed)))

        async def disturb(played: Calls) -> None:
            await asyncio.sleep(seconds / 3)
            for (one, other), kind in itertools.product(LINKS, ("refused", "silent")):
                say(f"{one} to {other}: {kind}, after {played.played.finished} calls")
                link = links[one, other]
                link.cut() if kind == "refused" else link.swallow()
                played.cry_for_help()
                await asyncio.sleep(seconds)
                await link.mend()
                await asyncio.sleep(seconds / 3)

        cuts = 2 * len(LINKS)
        whole = seconds / 3 + cuts * seconds * 4 / 3
        run = Run(stage=stage, calls=order.calls, at_once=AT_ONCE, limit=order.limit, pace=whole / order.calls)
        _, ledger = await run.play(disturb)
        return ledger, cuts


def _through(name: str, links: Mapping[tuple[str, str], CutLink]) -> dict[str, str]:
    """What a process is told, so that it connects by its links."""
    port = {other: link.port for (one, other), link in links.items() if one == name}
    told = {
        "CASELINE_DATABASE_URL": f"postgresql://caseline:{PASSWORD}@127.0.0.1:{port['postgres']}/caseline",
        "TEMPORAL_ADDRESS": f"127.0.0.1:{port['temporal']}",
    }
    if "simulator" in port:
        url = f"http://127.0.0.1:{port['simulator']}"
        told |= {"CASELINE_TWILIO_BASE_URL": url, "CASELINE_SENDGRID_BASE_URL": url}
    return told


Count = Annotated[int, typer.Option("--calls", min=6, help="How many calls are played, evenly over the time.")]
Length = Annotated[float, typer.Option(min=1, help="How long each of them lasts.")]
Limit = Annotated[float, typer.Option(min=1, help="Minutes after which it is over.")]
Seed = Annotated[int, typer.Option(help="Of the simulator's misbehavior.")]


Keep = Annotated[Path | None, typer.Option(help="Folder for what the parts log.")]


@app.command()
def clocks(calls: Count = 400, seconds: Length = 60, limit: Limit = 45, seed: Seed = 1, keep: Keep = None) -> None:
    """Clocks an hour back and a day forward; exit code 1 if anything went wrong."""
    library()
    order = Order(calls=calls, seconds=seconds, limit=60 * limit, seed=seed, keep=keep)
    _finish(*asyncio.run(with_moved_clocks(order)), order, title="clocks moved")


@app.command()
def networks(calls: Count = 400, seconds: Length = 60, limit: Limit = 45, seed: Seed = 1, keep: Keep = None) -> None:
    """Connections refused and silent; exit code 1 if anything went wrong."""
    order = Order(calls=calls, seconds=seconds, limit=60 * limit, seed=seed, keep=keep)
    _finish(*asyncio.run(with_cut_networks(order)), order, title="connections cut")


def _finish(ledger: Ledger, times: int, order: Order, *, title: str) -> None:
    show_ledger(ledger, [], title=f"{times} {title}, each for {order.seconds:.0f} s")
    raise typer.Exit(0 if ledger.is_clean else 1)


if __name__ == "__main__":
    app()
