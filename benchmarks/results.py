"""The figures of the results, measured: `python -m benchmarks.results --calls 1000000`.

An invented year is written by DuckDB itself; then every table is counted for the year, a month and a week. Times are
of the wall clock and, in brackets, of the processor: the least of some runs.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from analytics.columns import TABLES
from analytics.extracts import Extract, ExtractAbout
from analytics.not_installed import duckdb_module
from analytics.results.all_figures import SHAPES, figures
from analytics.results.spans import span_named
from benchmarks.output import Out, load, show_table, write_json

ORI = "WASPD0000"
YEAR = 2025
SPANS = (str(YEAR), f"{YEAR}-10", f"{YEAR}-W40")

_CALLS = """
SELECT 'call-' || n AS call_id, moment AS received_at, moment::DATE AS local_day, hour(moment)::INTEGER AS local_hour,
    isodow(moment)::INTEGER AS local_weekday,
    'TYPE' || (hash(n, 1) % 60) AS incident_type, hash(n, 2) % 20 = 0 AS sensitive,
    (1 + hash(n, 3) % 5)::INTEGER AS priority, 'B' || (hash(n, 4) % 40) AS beat, 'cell' || (hash(n, 5) % 3000) AS cell,
    hash(n, 6) % 4 = 0 AS officer_initiated, moment + INTERVAL 5 MINUTE AS dispatched_at,
    CASE WHEN hash(n, 7) % 10 < 8 THEN moment + to_seconds(60 + hash(n, 8) % 20000) END AS arrived_at,
    moment + INTERVAL 7 HOUR AS ended_at, 'closed' AS "end", '01' AS disposition, 'closed' AS status,
    NULL AS case_status, 1::INTEGER AS callers, hash(n, 9) % 10 < 7 AS told,
    CASE WHEN hash(n, 10) % 3 = 0 THEN moment + INTERVAL 30 MINUTE END AS delay_due_at,
    CASE WHEN hash(n, 10) % 3 = 0 AND hash(n, 11) % 5 > 0 THEN moment + to_seconds(1800 + hash(n, 12) % 80) END
        AS delay_told_at,
    CASE WHEN hash(n, 10) % 3 = 0 AND hash(n, 11) % 5 = 0 THEN
        CASE WHEN hash(n, 13) % 2 = 0 THEN 'landline' ELSE 'no_contact' END END AS delay_withheld,
    (hash(n, 14) % 6 = 0)::INTEGER AS called_again
FROM (SELECT n, TIMESTAMP '{year}-01-01' + to_seconds((n * 31536000 // {calls})) AS moment FROM range({calls}) AS t(n))
"""
_MESSAGES = """
SELECT 'call-' || (n // 4) AS call_id,
    CASE n % 4 WHEN 0 THEN 'call_received' WHEN 1 THEN 'officer_on_the_way' WHEN 2 THEN 'officer_delayed'
        ELSE 'call_closed' END AS key,
    CASE WHEN hash(n, 1) % 5 = 0 THEN 'email' ELSE 'sms' END AS channel,
    CASE WHEN hash(n, 2) % 5 = 0 THEN 'es' ELSE 'en' END AS language,
    CASE WHEN hash(n, 3) % 20 = 0 THEN 'permanent_failure' WHEN hash(n, 3) % 20 = 1 THEN 'withheld'
        ELSE 'delivered' END AS status,
    CASE WHEN hash(n, 3) % 20 < 2 THEN 'undelivered: 30003' ELSE '' END AS reason,
    hash(n, 3) % 20 <> 1 AS accepted, 2::INTEGER AS segments, false AS stands_in,
    moment AS planned_at, moment AS sent_at, moment AS delivered_at, moment::DATE AS local_day
FROM (SELECT n, TIMESTAMP '{year}-01-01' + to_seconds((n * 31536000 // {calls} // 4)) AS moment
    FROM range({calls} * 4) AS t(n))
"""
_REPLIES = """
SELECT moment AS received_at, moment::DATE AS local_day,
    ['thanks', 'other', 'opt_out', 'survey_answer'][1 + (hash(n) % 4)::BIGINT] AS intent,
    NULL AS answered_with, true AS about_a_call
FROM (SELECT n, TIMESTAMP '{year}-01-01' + to_seconds((n * 315360000 // {calls})) AS moment FROM range({calls} // 10)
    AS t(n))
"""
_CONSENTS = """
SELECT received_at AS at, local_day, 'updates' AS purpose, false AS given, 'reply' AS how
FROM ({replies}) WHERE intent = 'opt_out'
"""
_WAITING = """
SELECT ['letter', 'call_back', 'reply'][1 + (hash(received_at) % 3)::BIGINT] AS kind,
    received_at AS opened_at, local_day,
    received_at + INTERVAL 4 HOUR AS due_at, received_at + to_seconds(hash(received_at, 1) % 40000) AS done_at,
    'done' AS outcome
FROM ({replies})
"""


def write_year(folder: Path, calls: int) -> Extract:
    """An extract of so many calls, with four messages for each."""
    replies = _REPLIES.format(year=YEAR, calls=calls)
    found = {
        "calls": _CALLS.format(year=YEAR, calls=calls),
        "messages": _MESSAGES.format(year=YEAR, calls=calls),
        "replies": replies,
        "consents": _CONSENTS.format(replies=replies),
        "waiting": _WAITING.format(replies=replies),
    }
    with duckdb_module().connect() as connection:
        for name, columns in TABLES.items():
            wanted = ", ".join(f'"{column.name}"::{column.type.value} AS "{column.name}"' for column in columns)
            nothing = ", ".join(f'NULL AS "{column.name}"' for column in columns)
            source = found.get(name, f"SELECT {nothing} WHERE false")
            select = connection.sql(f"SELECT {wanted} FROM ({source})")  # noqa: S608
            select.write_parquet(str(folder / f"{name}.parquet"), compression="zstd")
    about = ExtractAbout(
        ori=ORI,
        agency="Springfield Police",
        time_zone="UTC",
        extracted_at=datetime(YEAR + 1, 1, 2, tzinfo=UTC),
        since=date(YEAR, 1, 1),
        until=date(YEAR + 1, 1, 1),
        invented=True,
        sms_per_segment="0.0079",
    )
    return Extract(folder=folder, about=about)


def least_seconds(work: Callable[[], object], runs: int) -> tuple[float, float]:
    """Of the wall clock, and of the processor in all threads."""
    walls, processors = [], []
    for _ in range(runs):
        wall, processor = time.perf_counter(), time.process_time()
        work()
        walls.append(time.perf_counter() - wall)
        processors.append(time.process_time() - processor)
    return min(walls), min(processors)


def _milliseconds(found: tuple[float, float]) -> str:
    wall, processor = found
    return f"{wall * 1000:,.0f} ms ({processor * 1000:,.0f})"


def main(
    calls: Annotated[int, typer.Option()] = 1_000_000, runs: Annotated[int, typer.Option()] = 3, out: Out = None
) -> None:
    """Count every table and all of them, for each of SPANS."""
    with tempfile.TemporaryDirectory() as folder:
        extract = write_year(Path(folder), calls)
        size = sum(path.stat().st_size for path in Path(folder).iterdir())
        spans = [span_named(name) for name in SPANS]
        wanted: list[tuple[str, tuple[str, ...]]] = [("all", ()), *((key, (key,)) for key in SHAPES)]
        times = {
            name: {span.name: least_seconds(partial(figures, extract, span, only=only), runs) for span in spans}
            for name, only in wanted
        }
    rows = [[name, *(_milliseconds(found[span]) for span in SPANS)] for name, found in times.items()]
    show_table(("Table", *SPANS), rows)
    typer.echo(f"{calls:,} calls, {size / 1e6:,.0f} MB of Parquet, {load()}")
    write_json(out, {"calls": calls, "bytes": size, "seconds": times})


if __name__ == "__main__":
    typer.run(main)
