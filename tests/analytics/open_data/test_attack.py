"""Who knows when and where a person called, or what about, finds at least eight rows that may be theirs.

26,000 calls by the hours of a city, once over 16 days (as many a day as Milwaukee has) and once over a quarter. The
counts here are the tests' own: they read the published files, and join them with the truth.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb
import pytest
from duckdb import DuckDBPyConnection

from analytics.open_data.public_calls import PublicCall
from domain.open_data import Prefer, ReleaseSpan
from tests.analytics.extract_fixtures import ORI
from tests.analytics.open_data.city_releases import POLICY, extract_of, extract_row, publisher
from tests.analytics.open_data.invented_city import INVENTED_HOURS, invented_calls, milwaukee_hours

CALLS = 26_000
LEAST = 8
EACH = [(16, ReleaseSpan.DAY, Prefer.TIME), (91, ReleaseSpan.QUARTER, Prefer.PLACE)]
WHEN = "r.first_day <= t.day AND t.day <= r.last_day AND t.minute >= r.begins AND t.minute < r.ends"
DAY = "r.first_day <= t.day AND t.day <= r.last_day"
STREET = "coalesce(r.cell = t.cell, r.beat = t.beat, true)"
BEAT = "coalesce(r.beat = t.beat, true)"
TYPE = "coalesce(r.incident_type = t.incident_type, r.incident_family = t.family, true)"
KNOWS = {
    "the moment and the street": f"{WHEN} AND {STREET}",
    "the moment, the street and the type": f"{WHEN} AND {STREET} AND {TYPE}",
    "the type, the day and the beat": f"{DAY} AND {BEAT} AND {TYPE}",
    "the type and the moment": f"{WHEN} AND {TYPE}",
    "the street and the type": f"{STREET} AND {TYPE}",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Attacked:
    """What was published, as `r` is read, and what is true, as `t`."""

    opened: DuckDBPyConnection
    folder: Path

    def one(self, query: str) -> tuple[int, ...]:
        (row,) = self.all(query)
        return row

    def all(self, query: str) -> list[tuple[int, ...]]:
        return self.opened.execute(query).fetchall()


@pytest.fixture(scope="module", params=EACH, ids=lambda each: f"{each[0]}-days-by-{each[1]}-{each[2]}")
def attacked(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Attacked]:
    days, every, prefer = request.param
    folder = tmp_path_factory.mktemp("city")
    calls = invented_calls(CALLS, days)
    sensitive = [
        {**extract_row(call), "incident_type": code, "sensitive": True}
        for call, code in zip(calls, ["DVA"] * 40 + ["SUICIDE"] * 5 + ["MNTL"] * 4 + ["HATE"], strict=False)
    ]
    extract = extract_of(folder / "analytics", [*map(extract_row, calls), *sensitive])
    publisher(extract, folder / "open", replace(POLICY, every=every, prefer=prefer)).release()
    with duckdb.connect() as opened:
        read_published(opened, folder / "open" / ORI)
        tell_truth(opened, folder / "truth.csv", calls)
        yield Attacked(opened=opened, folder=folder / "open" / ORI)


def read_published(opened: DuckDBPyConnection, folder: Path) -> None:
    for name in ("calls", "places", "sensitive"):
        opened.read_parquet(f"{folder}/{name}/*/*.parquet").create_view(f"{name}_files")
    opened.execute(
        """CREATE TABLE r AS SELECT *,
        split_part(from_time, ':', 1)::INT * 60 + split_part(from_time, ':', 2)::INT AS begins,
        split_part(until_time, ':', 1)::INT * 60 + split_part(until_time, ':', 2)::INT AS ends FROM calls_files"""
    )


def tell_truth(opened: DuckDBPyConnection, path: Path, calls: Sequence[PublicCall]) -> None:
    values = ((call.day, call.minute, call.beat, call.cell, call.incident_type, call.family) for call in calls)
    path.write_text("\n".join(",".join("" if value is None else str(value) for value in row) for row in values))
    names = ("day", "minute", "beat", "cell", "incident_type", "family")
    columns = dict(zip(names, ["DATE", "INT", *["VARCHAR"] * 4], strict=True))
    opened.read_csv(str(path), header=False, columns=columns).distinct().create("t")


@pytest.mark.parametrize("known", KNOWS)
def test_eight_rows_at_least_may_be_the_call_of_a_person_of_whom_is_known(attacked: Attacked, known: str) -> None:
    """No row at all is another matter: no one is asked about whom there is nothing."""
    sample = "SELECT * FROM t USING SAMPLE 1000 ROWS (reservoir, 7)"
    least, people = attacked.one(
        f"""WITH t AS ({sample}) SELECT min(k), count(*) FROM (
        SELECT count(r.id) AS k FROM t LEFT JOIN r ON {KNOWS[known]} GROUP BY t.day, t.minute, t.beat, t.cell,
        t.incident_type, t.family)"""  # noqa: S608  written above
    )
    assert least >= LEAST
    assert people > 800


def test_every_row_shares_all_that_can_be_known_with_seven_of_its_release(attacked: Attacked) -> None:
    (least,) = attacked.one(
        """SELECT min(k) FROM (SELECT count(*) AS k FROM calls_files GROUP BY reported_at, first_day, last_day,
        from_time, until_time, place, beat, cell, incident_family, incident_type, incident_name)"""
    )
    assert least >= LEAST
    assert attacked.one("SELECT count(*) FROM calls_files") == (CALLS,)


def test_how_a_call_went_is_told_of_no_few_in_a_release(attacked: Attacked) -> None:
    (least,) = attacked.one(
        """SELECT min(k) FROM (SELECT count(*) AS k FROM (SELECT *, parse_dirpath(filename) AS release
        FROM read_parquet('$/calls/*/*.parquet', filename=true))
        WHERE coalesce(priority::VARCHAR, ended, minutes_to_arrival) IS NOT NULL
        GROUP BY release, priority, ended, minutes_to_arrival)""".replace("$", str(attacked.folder))
    )
    assert least >= LEAST


def test_what_a_day_adds_is_a_crowd_of_its_own(attacked: Attacked) -> None:
    """Yesterday's data and today's differ by the rows of one release, and by none of them in part."""
    released = sorted(attacked.folder.glob("calls/2*/calls.parquet"))
    files = [set(duckdb.read_parquet(str(path)).select("id").fetchall()) for path in released]
    assert sum(map(len, files)) == len(set().union(*files)) == CALLS
    assert min(map(len, files)) >= LEAST


def test_totals_differ_from_what_they_are_made_of_by_nothing_or_by_a_crowd(attacked: Attacked) -> None:
    assert attacked.one("SELECT min(calls) FROM places_files") >= (LEAST,)
    assert attacked.one("SELECT sum(calls) FROM places_files") == (CALLS,)
    assert attacked.one("SELECT min(calls), sum(calls) FROM sensitive_files") == (10, 50)
    hidden = "SELECT count(*) FROM sensitive_files WHERE incident_type IN ('SUICIDE', 'MNTL', 'HATE')"
    assert attacked.one(hidden) == (0,)


def test_who_takes_the_rows_of_a_beat_from_its_calls_is_left_with_nothing_or_a_crowd(attacked: Attacked) -> None:
    """By street within the beat, and by beat within the city: the neighbours of what is hidden do not give it away."""
    of_beats = attacked.all(
        """SELECT sum(calls) - coalesce(sum(calls) FILTER (place = 'cell'), 0) FROM places_files
        WHERE beat IS NOT NULL GROUP BY beat"""
    )
    of_days = attacked.all("SELECT count(*) FILTER (place = 'nothing') FROM r GROUP BY first_day, last_day")
    assert all(left == 0 or left >= LEAST for (left,) in [*of_beats, *of_days])


def test_a_real_citys_hours_hide_as_well(tmp_path: Path) -> None:
    hours = milwaukee_hours()
    if hours is None:
        pytest.skip("the real city's calls (../shared/data/milwaukee_wi.csv) are not on this machine")
    calls = invented_calls(4800, 3, hours)
    publisher(extract_of(tmp_path / "analytics", map(extract_row, calls)), tmp_path / "open").release()
    with duckdb.connect() as opened:
        read_published(opened, tmp_path / "open" / ORI)
        tell_truth(opened, tmp_path / "truth.csv", calls)
        for known in KNOWS.values():
            ((least,),) = opened.execute(
                f"""SELECT min(k) FROM (SELECT count(r.id) AS k FROM t LEFT JOIN r ON {known} WHERE t.minute % 5 = 0
                GROUP BY t.day, t.minute, t.beat, t.cell, t.incident_type, t.family)"""  # noqa: S608  written above
            ).fetchall()
            assert least >= LEAST
    assert sum(hours) > 30_000
    assert hours != INVENTED_HOURS
