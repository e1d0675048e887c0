"""Each night of an agency: the extract, then what follows from it, by one worker alone and each thing once."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import structlog

from analytics.agency_by_agency import agency_by_agency
from analytics.extract.make import ExtractOrder, make_extract
from analytics.extracts import Extract, NoExtract, agency_folder, current
from analytics.nightly import Night, NightlyWork
from analytics.only_one import only_one
from db.connection.session import Database
from db.encryption.vault import Vault
from db.queries import agencies
from db.tables import Agency
from domain.usage import Prices

log = structlog.get_logger(__name__)

MOST_TRIES = 3
"""Of one piece of work in a night: what fails so often fails the whole night."""

EXTRACT = "extract"
"""The first piece of work, without which there is no other."""


class _Stopped(Exception):
    """The worker ends."""


@dataclass(slots=True, kw_only=True)
class _Record:
    """What was done in a night, kept as a file, so that another worker goes on after one that was killed."""

    night: str
    done: list[str] = field(default_factory=list)
    tries: dict[str, int] = field(default_factory=dict)

    def is_to_do(self, name: str) -> bool:
        return name not in self.done and self.tries.get(name, 0) < MOST_TRIES


def night_began(now: datetime, hour: int, zone: ZoneInfo) -> datetime:
    """The last time that the agency's clocks showed this hour: what was extracted since then is of this night."""
    local = now.astimezone(zone)
    today = datetime.combine(local.date(), time(hour), tzinfo=zone)
    return today if today <= now else datetime.combine(local.date() - timedelta(days=1), time(hour), tzinfo=zone)


@dataclass(frozen=True, slots=True, kw_only=True)
class NightOptions:
    """`hour`: after which, by each agency's own clocks, its night begins. `works` follow the extract, in order."""

    analytics_folder: Path
    prices: Prices
    hour: int
    works: Sequence[NightlyWork] = ()


class Nights:
    """The nights of all agencies. A night that no worker was there for is made up for once one is."""

    def __init__(
        self, database: Database, vault: Vault, options: NightOptions, *, clock: Callable[[], datetime]
    ) -> None:
        self._database = database
        self._vault = vault
        self._options = options
        self._clock = clock

    async def run_once(self) -> None:
        """Do what is due, one agency after the other; one whose extract cannot be made keeps no other waiting."""
        async with self._database.reading() as session:
            every = await agencies.every(session)
        await agency_by_agency(every, self._night_of, failed="night.extract_failed")

    async def _night_of(self, agency: Agency) -> None:
        folder = agency_folder(self._options.analytics_folder, agency.ori)
        began = night_began(self._clock(), self._options.hour, ZoneInfo(agency.time_zone))
        if not self._left(folder, began):
            return
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with only_one(folder / ".night.lock") as ours:
            if ours:
                await self._do(agency, folder, began)

    async def _do(self, agency: Agency, folder: Path, began: datetime) -> None:
        record = _read(folder, began)
        if record.is_to_do(EXTRACT):
            _count(folder, record, EXTRACT)
            extract = await self._extract(agency, began)
            _done(folder, record, EXTRACT)
        elif EXTRACT in record.done:
            extract = current(self._options.analytics_folder, agency.ori)
        else:
            return
        for each in self._options.works:
            if record.is_to_do(each.name):
                _count(folder, record, each.name)
                if await self._did(each, extract):
                    _done(folder, record, each.name)

    async def _did(self, each: NightlyWork, extract: Extract) -> bool:
        """One that fails keeps no other from being done."""
        night = Night(
            database=self._database,
            vault=self._vault,
            extract=extract,
            analytics_folder=self._options.analytics_folder,
            now=self._clock(),
        )
        try:
            await each.work(night)
        except Exception as error:
            # What the error says may quote what is in a row.
            log.warning("night.work_failed", ori=extract.about.ori, work=each.name, reason=type(error).__name__)
            return False
        log.info("night.work_done", ori=extract.about.ori, work=each.name)
        return True

    def _left(self, folder: Path, began: datetime) -> bool:
        record = _read(folder, began)
        if EXTRACT not in record.done:
            return record.is_to_do(EXTRACT)
        return any(record.is_to_do(each.name) for each in self._options.works)

    async def _extract(self, agency: Agency, began: datetime) -> Extract:
        """That which a person made since the night began is as good."""
        with suppress(NoExtract):
            made = current(self._options.analytics_folder, agency.ori)
            if made.about.extracted_at >= began and not made.about.invented:
                return made
        order = ExtractOrder(
            agency=agency,
            analytics_folder=self._options.analytics_folder,
            prices=self._options.prices,
            now=self._clock(),
        )
        made = await _made_apart(self._database.url.render_as_string(hide_password=False), order)
        log.info("extract.made", ori=agency.ori, name=made.name, **made.about.rows)
        return made


async def _made_apart(database_url: str, order: ExtractOrder) -> Extract:
    """In a thread with a loop and connections of its own: it reckons for minutes, and messages must leave meanwhile."""
    stopped = threading.Event()

    def stop_if_asked(what: str, done: int | None, total: int | None) -> None:
        del what, done, total
        if stopped.is_set():
            raise _Stopped

    async def make() -> Extract:
        database = Database(database_url)
        try:
            return await make_extract(database, order, progress=stop_if_asked)
        finally:
            await database.dispose()

    try:
        return await asyncio.to_thread(lambda: asyncio.run(make()))
    except asyncio.CancelledError:
        stopped.set()
        raise


def _read(folder: Path, began: datetime) -> _Record:
    night = began.isoformat()
    try:
        kept = json.loads((folder / _FILE).read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return _Record(night=night)
    return _Record(**kept) if kept.get("night") == night else _Record(night=night)


def _count(folder: Path, record: _Record, name: str) -> None:
    record.tries[name] = record.tries.get(name, 0) + 1
    _keep(folder, record)


def _done(folder: Path, record: _Record, name: str) -> None:
    record.done.append(name)
    _keep(folder, record)


def _keep(folder: Path, record: _Record) -> None:
    new = folder / f"{_FILE}.new"
    words = {"night": record.night, "done": record.done, "tries": record.tries}
    new.write_text(json.dumps(words), encoding="utf-8")
    new.replace(folder / _FILE)


_FILE = "night.json"
