"""`caseline coaching import`: compliments, complaints and trainings from a CSV file, all of it or nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer
from sqlalchemy.ext.asyncio import AsyncSession

from analytics.coaching.counts_file import CountLine, LineProblem, read_counts
from commands.acting import note
from commands.coaching_policy import open_policy
from commands.find_rows import Ori, find_agency
from commands.open_database import notes, reading, say, stop, writing
from commands.progress_display import Steps
from db.queries import coaching
from db.tables import Agency, CoachingCount
from domain.audit.acts import ActKind

SHOWN = 50
"""Problems that are listed."""


def import_counts(
    file: Annotated[
        Path, typer.Argument(help="CSV with the columns date, subject_id, kind and count.", dir_okay=False)
    ],
    agency: Ori,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Check the file, and store nothing.")] = False,
    by: Annotated[str, typer.Option(help="Your badge, in place of your login.")] = "",
) -> None:
    """Import counts by day: compliment, training, complaint. Twice is once; a line that changed replaces its count.

    Nothing is stored if any line is wrong. There are no names and no words: only dates, ids, kinds and counts.
    """
    found = reading(_agency)(agency)
    lines = _checked(file, found)
    if dry_run:
        typer.echo(f"{len(lines)} lines are right. Nothing was stored.")
        return
    became = writing(_store)(found.ori, lines, by)
    typer.echo(", ".join(f"{became[word]} {word}" for word in ("new", "changed", "same")) + ".")


async def _agency(session: AsyncSession, ori: str) -> Agency:
    found = await find_agency(session, ori)
    open_policy(found)
    return found


def _checked(file: Path, agency: Agency) -> list[CountLine]:
    today = datetime.now(ZoneInfo(agency.time_zone)).date()
    since = open_policy(agency).kept_since(today)
    try:
        with file.open(encoding="utf-8-sig", newline="") as text:
            read = list(read_counts(text, since=since, until=today))
    except (OSError, UnicodeDecodeError) as error:
        stop(f"{file} cannot be read: {error.strerror if isinstance(error, OSError) else 'it is not text in UTF-8'}.")
    wrong = [each for each in read if isinstance(each, LineProblem)]
    for each in wrong[:SHOWN]:
        say(f"{file}:{each.line}: {each.wrong}")
    if wrong:
        stop(f"{len(wrong)} lines are wrong; nothing was stored.")
    return [each for each in read if isinstance(each, CountLine)]


async def _store(session: AsyncSession, ori: str, lines: Sequence[CountLine], by: str) -> Counter[str]:
    became: Counter[str] = Counter()
    with Steps(notes) as step:
        for number, line in enumerate(lines, start=1):
            new = CoachingCount(
                ori=ori, subject_id=line.subject_id, day=line.day, kind=line.kind.value, count=line.count
            )
            became[await coaching.put_count(session, new)] += 1
            step("Counts", number, len(lines))
    detail = {"lines": len(lines), "new": became["new"], "changed": became["changed"]}
    await note(session, ActKind.COACHING_IMPORTED, ori, "coaching", by=by, detail=detail)
    return became
