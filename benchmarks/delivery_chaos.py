"""Every message once, whatever breaks: `python -m benchmarks.delivery_chaos [--messages 10000]`.

Cases go through API, worker and simulator while 5 % of the provider's answers are 5xx, 5 % never come although the
message was accepted, 2 % are "slow down"; receipts come twice, in the wrong order, and 1 % never; the worker is killed
with -9 twenty times and the API five times. In the end what the simulator accepted is held against what the database
says: exit code 1 if anything was lost or doubled, or is in no final state and has no reason.
"""

from __future__ import annotations

import asyncio
import math
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bar

from benchmarks.chaos_cases import MESSAGES_PER_CASE, Cases, Progress, prepare_agency
from benchmarks.chaos_count import Reckoning, poll, receipts, reckon
from benchmarks.local_stack import Stage, stage
from benchmarks.output import load, show_table
from commands.replaying.bounded_gather import side_by_side
from db.connection.session import Database
from db.encryption.keyring import KeyRing
from db.encryption.vault import Vault
from intake.delivery.polling import PollingCount
from settings import Settings

TROUBLE: dict[str, float] = {
    "unavailable_rate": 0.05,
    "lost_answer_rate": 0.05,
    "rate_limited_rate": 0.02,
    "receipts_doubled": 0.2,
    "receipts_reordered": 0.2,
    "receipts_lost": 0.01,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Chaos:
    """What was done and what came of it."""

    cases: int
    kills: Counter[str]
    seconds: float
    stuck: int
    inquired: PollingCount
    reckoning: Reckoning
    receipts: tuple[int, int]
    requests: dict[str, int]

    @property
    def is_clean(self) -> bool:
        """Nothing to be ashamed of."""
        return self.reckoning.is_clean and not self.stuck


async def run(*, messages: int, worker_kills: int, api_kills: int, at_once: int, seed: int) -> Chaos:
    """The whole of it."""
    cases, began = max(1, round(messages / MESSAGES_PER_CASE)), time.monotonic()
    async with stage() as here:
        await prepare_agency(here)
        control = here.simulator
        await asyncio.to_thread(control.configure, **TROUBLE, seed=seed)
        progress = Progress(here=here)
        play = Cases(here, progress)
        killed: list[str] = []
        with progress_bar() as bar:
            watch = _Watch(here=here, total=cases * MESSAGES_PER_CASE, bar=bar, killed=killed)
            async with asyncio.TaskGroup() as group:
                beside = [
                    group.create_task(progress.watch()),
                    group.create_task(watch.kill_by(killings(worker_kills, api_kills))),
                ]
                await side_by_side(play.play, range(cases), at_once=at_once)
                for task in beside:
                    task.cancel()
        await asyncio.to_thread(control.wait_idle, timeout=120)
        requests = (await asyncio.to_thread(control.state))["counts"]
        await asyncio.to_thread(control.configure, **dict.fromkeys(TROUBLE, 0.0))
        inquired, reckoning = await _count(here)
        return Chaos(
            cases=cases,
            kills=Counter(killed),
            seconds=time.monotonic() - began,
            stuck=len(play.stuck),
            inquired=inquired,
            reckoning=reckoning,
            receipts=receipts(here),
            requests=requests,
        )


def killings(workers: int, apis: int) -> list[tuple[float, str]]:
    """At which share of the messages who is killed: spread evenly, never at the very end."""
    kinds = (("worker", workers), ("api", apis))
    return sorted(((turn + 0.5) / times * 0.95, name) for name, times in kinds for turn in range(times))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Watch:
    """Over how far the messages are; kills on the way."""

    here: Stage
    total: int
    bar: Bar
    killed: list[str]

    async def kill_by(self, plan: Iterable[tuple[float, str]]) -> None:
        """Each at its share of the messages; then only shows the progress. Until cancelled."""
        task = self.bar.add_task("messages", total=self.total)
        for share, name in (*plan, (math.inf, "")):
            while (accepted := await self._accepted()) < share * self.total:
                self.bar.update(task, completed=accepted)
                await asyncio.sleep(1)
            self.here.kill(name)
            self.killed.append(name)
            self.bar.console.print(f"killed the {name} at {accepted} messages")

    async def _accepted(self) -> int:
        return int((await asyncio.to_thread(self.here.simulator.state))["messages"])


async def _count(here: Stage) -> tuple[PollingCount, Reckoning]:
    """Ask about what no receipt came for, then hold both sides against each other."""
    settings = _settings(here)
    database = Database(settings.database)
    try:
        vault = Vault(KeyRing.load(settings.keys_path))
        inquired = await poll(database, vault, settings)
        return inquired, await reckon(database, vault, await asyncio.to_thread(here.simulator.messages))
    finally:
        await database.dispose()


def _settings(here: Stage) -> Settings:
    """As the stack's processes have them."""
    config = here.simulator.state()["config"]
    return Settings(
        state_dir=here.database.parent,
        public_url=here.stack.api,
        twilio_base_url=here.stack.phones,
        twilio_account_sid=config["account_sid"],
        twilio_auth_token=config["auth_token"],
        twilio_from=config["service_number"],
        sendgrid_base_url=here.stack.phones,
        sendgrid_api_key=config["api_key"],
        email_from="updates@springfield-police.example.com",
    )


def progress_bar() -> Bar:
    """On standard error, so that the tables can be kept by themselves."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    return Bar(*columns, console=Console(stderr=True))


def show(chaos: Chaos) -> None:
    """The figures."""
    found = chaos.reckoning
    figures = (
        ("worker killed with -9", chaos.kills["worker"]),
        ("API killed with -9", chaos.kills["api"]),
        ("requests for texts (asking included) and emails", sum(chaos.requests.get(k, 0) for k in _REQUESTS)),
        ("receipts kept, of them moving nothing", f"{chaos.receipts[0]}, {chaos.receipts[1]}"),
        ("receipts lost on the way", chaos.requests.get("receipts_lost", 0)),
        ("asked about later: reported, unknown", f"{chaos.inquired.reported}, {chaos.inquired.unknown}"),
        ("accepted by the simulator", found.accepted),
        ("lost", found.lost),
        ("doubled, by words and by our id", f"{found.doubled}, {found.doubled_ids}"),
        ("in no final state", found.unsettled),
        ("withheld without a reason", found.without_reason),
        ("cases that stopped", chaos.stuck),
    )
    title = f"{chaos.cases} cases in {chaos.seconds:.0f} s, {load()}"
    show_table(("", ""), ((what, str(figure)) for what, figure in figures), title=title)
    ends = ((*each, str(count)) for each, count in sorted(found.statuses.items()))
    show_table(("channel", "status", "reason", "messages"), ends, title="Where every message is")


_REQUESTS = ("sms_requests", "email_requests")


def main(
    messages: Annotated[int, typer.Option(min=1, help="About so many messages.")] = 10_000,
    worker_kills: Annotated[int, typer.Option(min=0, help="How often the worker is killed.")] = 20,
    api_kills: Annotated[int, typer.Option(min=0, help="How often the API is killed.")] = 5,
    at_once: Annotated[int, typer.Option(min=1, help="Cases side by side: many wait for news of an email.")] = 200,
    seed: Annotated[int, typer.Option(help="Of the simulator's misbehavior.")] = 1,
) -> None:
    """Run and show; exit code 1 if anything went wrong."""
    chaos = asyncio.run(
        run(messages=messages, worker_kills=worker_kills, api_kills=api_kills, at_once=at_once, seed=seed)
    )
    show(chaos)
    raise typer.Exit(0 if chaos.is_clean else 1)


if __name__ == "__main__":
    typer.run(main)
