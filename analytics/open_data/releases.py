"""Make the releases that are due: each day of calls once, each quarter and each year once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from analytics.extracts import Extract
from analytics.open_data.call_rows import call_rows, place_of
from analytics.open_data.crowds import crowds
from analytics.open_data.datasets import CALLS, PLACES, SENSITIVE, DataSet
from analytics.open_data.described import describe
from analytics.open_data.from_extract import ExtractedCalls, calls_of
from analytics.open_data.public_calls import LEAST, PublicCall
from analytics.open_data.stored import AgencyFolder, ReleaseAbout, StoredRelease
from analytics.open_data.told_apart import told_apart
from domain.incident_names import incident_name
from domain.open_data import OpenDataPolicy, ReleaseSpan

OF_ALL_OTHERS = "All others"


@dataclass(frozen=True, slots=True, kw_only=True)
class Publisher:
    """Releases of one agency from one extract of it. `new_id` draws an id that no other row has."""

    extract: Extract
    policy: OpenDataPolicy
    folder: AgencyFolder
    base_url: str
    """Where the files are served, without a slash at its end."""
    now: datetime
    new_id: Callable[[], str]

    def release(self) -> list[StoredRelease]:
        """Whatever is due; nothing if the policy does not publish. Raises NotInstalled, OSError."""
        if not self.policy.publish:
            return []
        with calls_of(self.extract) as extracted:
            made = [*self._calls(extracted), *self._places(extracted), *self._sensitive(extracted)]
        describe(self.folder, self.extract.about, self.policy, self.base_url)
        return made

    @property
    def _until(self) -> date:
        """The first day that is not old enough to be released."""
        return self.extract.about.until - self.policy.delay

    def _calls(self, extracted: ExtractedCalls) -> Iterator[StoredRelease]:
        """A release whose calls are too few to be a crowd waits for those of the next days."""
        stored = self.folder.releases(CALLS)
        begins = max([self.extract.about.since, *(each.about.ends for each in stored)])
        days, waiting = extracted.days(), 0
        day = begins
        while (ends := self.policy.every.end(day)) <= self._until:
            waiting += sum(days[day + timedelta(days=n)] for n in range((ends - day).days))
            if waiting >= LEAST:
                calls = extracted.rows_between(begins, ends)
                rows = call_rows(crowds(calls, self.policy.prefer), self.new_id)
                yield self._store(CALLS, begins.isoformat(), (begins, ends), rows)
                begins, waiting = ends, 0
            day = ends

    def _places(self, extracted: ExtractedCalls) -> Iterator[StoredRelease]:
        for begins, ends in self._whole(PLACES, ReleaseSpan.QUARTER.end):
            quarter = f"{begins.year}-Q{(begins.month + 2) // 3}"
            rows = place_rows(quarter, extracted.rows_between(begins, ends))
            yield self._store(PLACES, quarter, (begins, ends), rows)

    def _sensitive(self, extracted: ExtractedCalls) -> Iterator[StoredRelease]:
        for begins, ends in self._whole(SENSITIVE, lambda day: date(day.year + 1, 1, 1)):
            rows = sensitive_rows(begins.year, Counter(extracted.sensitive_between(begins, ends)))
            yield self._store(SENSITIVE, str(begins.year), (begins, ends), rows)

    def _whole(self, dataset: DataSet, end_of: Callable[[date], date]) -> Iterator[tuple[date, date]]:
        """Spans that the extract holds whole and that are not released yet."""
        done = {each.about.begins for each in self.folder.releases(dataset)}
        begins = date(self.extract.about.since.year, 1, 1)
        while (ends := end_of(begins)) <= self._until:
            if begins >= self.extract.about.since and begins not in done:
                yield begins, ends
            begins = ends

    def _store(self, dataset: DataSet, name: str, days: tuple[date, date], rows: list[dict[str, Any]]) -> StoredRelease:
        about = ReleaseAbout(begins=days[0], ends=days[1], released_at=self.now, rows=len(rows), files={})
        return self.folder.store(dataset, name, about, rows)


def place_rows(quarter: str, calls: list[PublicCall], least: int = LEAST) -> list[dict[str, Any]]:
    """Calls by cell; else by the rest of their beat; else all others. Nothing if all of them are too few."""
    if len(calls) < least:
        return []
    by_beat, elsewhere = told_apart(calls, lambda call: call.beat, least)
    rows = []
    for beat, of_beat in sorted(by_beat.items()):
        by_cell, rest = told_apart(of_beat, lambda call: call.cell, least)
        rows += [_place_row(quarter, "cell", beat, cell, len(found)) for cell, found in sorted(by_cell.items())]
        rows += [_place_row(quarter, "rest of the beat", beat, None, len(rest))] if rest else []
    return rows + ([_place_row(quarter, "rest of the city", None, None, len(elsewhere))] if elsewhere else [])


def _place_row(quarter: str, place: str, beat: str | None, cell: str | None, calls: int) -> dict[str, Any]:
    return {"quarter": quarter, "place": place, "beat": beat, **place_of(cell), "calls": calls}


def sensitive_rows(year: int, counts: Counter[str | None], least: int = LEAST) -> list[dict[str, Any]]:
    """Calls by type, and all others together. Nothing if all of them are too few."""
    if counts.total() < least:
        return []
    shown, others = told_apart(counts.elements(), lambda code: code, least)
    rows = [
        {"year": year, "incident_type": code, "incident_name": incident_name(code), "calls": len(found)}
        for code, found in sorted(shown.items())
    ]
    if others:
        rows.append({"year": year, "incident_type": None, "incident_name": OF_ALL_OTHERS, "calls": len(others)})
    return rows
