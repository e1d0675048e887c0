"""A night of an agency is done once, by one worker, and goes on where one was killed."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from analytics import nights
from analytics.extract.make import ExtractOrder, Progress
from analytics.extracts import Extract, ExtractAbout, NoExtract, UnderWay, being_written, current
from analytics.nightly import Night, NightlyWork
from analytics.nights import MOST_TRIES, NightOptions, Nights, night_began
from db.connection.session import Database
from db.encryption.vault import Vault
from settings import Settings
from tests.analytics.extract.live_calls import ORI, PRICES, LiveCall, store
from tests.analytics.extract_fixtures import an_extract
from wiring.nights import night_jobs

LOS_ANGELES = ZoneInfo("America/Los_Angeles")
EVENING = datetime(2026, 6, 5, 2, 0, tzinfo=UTC)
"""Seven in the evening of June 4 in Los Angeles."""
AT_NIGHT = datetime(2026, 6, 5, 10, 5, tzinfo=UTC)
"""Five past three, the night after."""


@dataclass
class Watched:
    """Nights by a clock of the test, with work that is counted."""

    database: Database
    vault: Vault
    folder: Path
    now: datetime = AT_NIGHT
    done: list[str] = field(default_factory=list)
    fails: dict[str, Exception] = field(default_factory=dict)

    def nights(self) -> Nights:
        works = tuple(NightlyWork(name=name, work=self._work(name)) for name in ("hot spots", "open data"))
        options = NightOptions(analytics_folder=self.folder, prices=PRICES, hour=3, works=works)
        return Nights(self.database, self.vault, options, clock=lambda: self.now)

    def _work(self, name: str) -> Callable[[Night], Any]:
        async def work(night: Night) -> None:
            assert night.extract == current(self.folder, night.extract.about.ori)
            self.done.append(name)
            if name in self.fails:
                raise self.fails[name]

        return work

    @property
    def made_at(self) -> datetime:
        return current(self.folder, ORI).about.extracted_at


@pytest.fixture
async def watched(sqlite_database: Database, vault: Vault, tmp_path: Path) -> Watched:
    await store(sqlite_database, vault, LiveCall())
    return Watched(database=sqlite_database, vault=vault, folder=tmp_path / "analytics")


@pytest.mark.parametrize(
    ("now", "began"),
    [
        ("2026-06-05T03:00-07:00", "2026-06-05T03:00-07:00"),
        ("2026-06-05T02:59-07:00", "2026-06-04T03:00-07:00"),
        ("2026-06-05T23:59-07:00", "2026-06-05T03:00-07:00"),
        ("2026-11-01T04:00-08:00", "2026-11-01T03:00-08:00"),
        ("2026-11-02T02:00-08:00", "2026-11-01T03:00-08:00"),
    ],
)
def test_a_night_begins_at_its_hour_by_the_agencys_clocks(now: str, began: str) -> None:
    assert night_began(datetime.fromisoformat(now), 3, LOS_ANGELES) == datetime.fromisoformat(began)


async def test_each_thing_is_done_once_a_night(watched: Watched) -> None:
    for minutes in (0, 10, 20, 60 * 20):
        watched.now = AT_NIGHT + timedelta(minutes=minutes)
        await watched.nights().run_once()
    assert watched.done == ["hot spots", "open data"]
    assert watched.made_at == AT_NIGHT

    watched.now = AT_NIGHT + timedelta(days=1)
    await watched.nights().run_once()
    assert watched.done == ["hot spots", "open data"] * 2
    assert watched.made_at == watched.now


async def test_what_failed_is_tried_again_a_few_times_and_keeps_nothing_else_from_being_done(watched: Watched) -> None:
    watched.fails["hot spots"] = ValueError("no cells")

    for _ in range(MOST_TRIES + 2):
        await watched.nights().run_once()

    assert watched.done == ["hot spots", "open data", *["hot spots"] * (MOST_TRIES - 1)]


async def test_an_agency_whose_extract_cannot_be_made_keeps_no_other_waiting(watched: Watched) -> None:
    other = "WASPD0001"
    await store(watched.database, watched.vault, ori=other)
    nights = watched.nights()

    with being_written(watched.folder, ORI):
        await nights.run_once()

    with pytest.raises(NoExtract):
        current(watched.folder, ORI)
    assert current(watched.folder, other).about.ori == other


async def test_another_worker_goes_on_after_one_that_was_killed(watched: Watched) -> None:
    watched.fails["hot spots"] = KeyboardInterrupt()  # type: ignore[assignment]  # no Exception, as a kill is none

    with pytest.raises(KeyboardInterrupt):
        await watched.nights().run_once()
    watched.fails.clear()
    await watched.nights().run_once()

    assert watched.done == ["hot spots", "hot spots", "open data"]


async def test_two_workers_do_it_once(watched: Watched) -> None:
    await asyncio.gather(*(watched.nights().run_once() for _ in range(3)))

    assert watched.done == ["hot spots", "open data"]


async def test_an_extract_that_a_person_made_since_then_is_as_good(watched: Watched) -> None:
    made = an_extract(watched.folder, ori=ORI, extracted_at=AT_NIGHT - timedelta(minutes=1))
    await watched.nights().run_once()
    assert current(watched.folder, ORI) == made

    watched.now = AT_NIGHT + timedelta(days=1)
    await watched.nights().run_once()
    assert watched.made_at == watched.now


async def test_an_invented_extract_is_not(watched: Watched) -> None:
    an_extract(watched.folder, ori=ORI, extracted_at=AT_NIGHT - timedelta(minutes=1), invented=True)

    await watched.nights().run_once()

    assert not current(watched.folder, ORI).about.invented


async def test_a_worker_that_ends_meanwhile_does_not_go_on_in_its_thread(
    watched: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    began, ended = threading.Event(), threading.Event()

    async def endless(database: Database, order: ExtractOrder, *, progress: Progress) -> Extract:
        try:
            while True:
                progress("Reading calls", 1, 2)
                began.set()
                await asyncio.sleep(0.001)
        finally:
            ended.set()

    monkeypatch.setattr(nights, "make_extract", endless)
    running = asyncio.create_task(watched.nights().run_once())
    assert await asyncio.to_thread(began.wait, 60)
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running

    assert await asyncio.to_thread(ended.wait, 60)


def test_a_worker_has_nights_unless_the_settings_want_none(
    sqlite_database: Database, vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    def jobs(hour: int) -> list[str]:
        return [each.name for each in night_jobs(Settings(extract_hour=hour), sqlite_database, vault)]

    assert (jobs(3), jobs(-1)) == (["nights"], [])
    monkeypatch.setattr("wiring.nights.is_installed", lambda: False)
    assert jobs(3) == []


def test_while_one_is_being_written_no_other_is(tmp_path: Path) -> None:
    with being_written(tmp_path, ORI), pytest.raises(UnderWay, match=f"An extract of {ORI} is being made right now"):
        an_extract(tmp_path, ori=ORI)
    assert an_extract(tmp_path, ori=ORI) == current(tmp_path, ORI)


def test_a_run_that_was_killed_leaves_nothing_behind(tmp_path: Path) -> None:
    root = tmp_path / ORI / "extracts"
    killed = multiprocessing.get_context("fork").Process(target=_write_and_be_killed, args=(tmp_path,))
    killed.start()
    killed.join()
    assert killed.exitcode == -signal.SIGKILL
    assert [each.name[:8] for each in sorted(root.iterdir())] == [".lock", ".making-"]

    made = an_extract(tmp_path, ori=ORI)

    assert sorted(each.name for each in root.iterdir()) == [".lock", made.name]


def _write_and_be_killed(folder: Path) -> None:
    about = ExtractAbout(
        ori=ORI, agency="", time_zone="UTC", extracted_at=EVENING, since=EVENING.date(), until=EVENING.date()
    )
    with being_written(folder, ORI) as writer:
        writer.add("consents", [(EVENING, EVENING.date(), "updates", False, "reply")])
        os.kill(os.getpid(), signal.SIGKILL)
        writer.finish(about)
