"""`caseline results show`: the figures of a week, month, quarter or year as tables, or as files."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.text import Text

from analytics.extracts import NoExtract
from analytics.not_installed import NotInstalled
from analytics.results.all_figures import SHAPES
from analytics.results.files import as_csv, as_facts, as_parquet
from analytics.results.spans import UnknownSpan, is_whole, span_before
from commands.find_rows import OnlyOri
from commands.open_database import notes, say, stop
from commands.output import show_json
from commands.progress_display import Steps
from commands.results_found import ShownFigures, found_figures
from commands.results_tables import show_figures
from settings import Settings

ALL = "all"
FIRST_LOOK = (
    *("answer_by_priority", "told", "delay_told", "asked_again", "satisfaction", "response_rate"),
    *("deliveries_by_channel", "replies", "opt_outs", "waiting", "cost"),
)
"""What is shown when no table is named."""


def show(
    span: Annotated[
        str,
        typer.Option(metavar="2026-10", help="2026-W47, 2026-10, 2026-Q3 or 2026; the last whole month if left out."),
    ] = "",
    table: Annotated[str, typer.Option(metavar="KEY", help="One table by its key, or all of them: all.")] = "",
    agency: OnlyOri = "",
    as_csv_: Annotated[bool, typer.Option("--csv", help="The one table as CSV.")] = False,
    parquet: Annotated[Path | None, typer.Option(metavar="FILE", help="The one table as a file of Parquet.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="The tables as JSON.")] = False,
    out: Annotated[
        Path | None, typer.Option(metavar="FOLDER", help="Write every table into it, as CSV and as Parquet.")
    ] = None,
) -> None:
    """Show what the calls of a week, month, quarter or year tell, with the change since the span before.

    How soon officers came, how many callers were told of a delay, what arrived, what people said, what waited and
    what it cost. All of it is read from the newest extract, which holds no person: `caseline results extract`.

    Examples: caseline results show --span 2026-Q3
    caseline results show --span 2026-W47 --table answer_by_hour
    caseline results show --span 2026 --out results-2026
    """
    keys = _keys(table, one_only=as_csv_ or parquet is not None, every=out is not None)
    try:
        found = found_figures(Settings().analytics_path, agency, span, keys, compared=not (as_csv_ or parquet or out))
        if out is not None:
            _write_all(found, out)
        elif as_csv_:
            typer.echo(as_csv(found.tables[table]), nl=False)
        elif parquet is not None:
            _write(parquet, as_parquet(found.tables[table]))
        elif as_json:
            show_json(_facts(found))
        else:
            _print(found, hint=not table)
    except (NotInstalled, NoExtract, UnknownSpan) as error:
        stop(str(error))


def _keys(table: str, *, one_only: bool, every: bool) -> tuple[str, ...]:
    known = f"The tables are: {', '.join(SHAPES)}."
    if table not in ("", ALL, *SHAPES):
        stop(f"There is no table {table}. {known}")
    if one_only and table not in SHAPES:
        stop(f"Say which table: --table KEY; or write all of them: --out FOLDER. {known}")
    if every or table == ALL:
        return tuple(SHAPES)
    return (table,) if table else FIRST_LOOK


def _print(found: ShownFigures, *, hint: bool) -> None:
    console, about, span = Console(), found.extract.about, found.span
    console.print(Text.assemble((f"{about.agency} ({about.ori}), {span.name}", "bold"), _days(found)))
    if about.invented:
        console.print("Invented: no one lived these calls.")
    for key, table in found.tables.items():
        show_figures(console, table, found.before[key] if found.before else None)
    if hint:
        more = ", ".join(key for key in SHAPES if key not in found.tables)
        console.print()
        console.print(Text(f"More, each by --table KEY: {more}.", style="dim"))


def _days(found: ShownFigures) -> str:
    span, about = found.span, found.extract.about
    before = span_before(span).name
    if found.before:
        return f": {span.begins} until before {span.ends}, compared with {before}"
    first, after = max(span.begins, about.since), min(span.ends, about.until)
    held = (after - first).days
    if held < (span.ends - span.begins).days:
        return f": {held} of its days are in the extract, from {first} until before {after}; not compared"
    return f": {span.begins} until before {span.ends}; {before} is not whole in the extract and not compared"


def _facts(found: ShownFigures) -> dict[str, object]:
    about, span = found.extract.about, found.span
    before = found.before
    return {
        "agency": about.ori,
        "extracted_at": about.extracted_at,
        "invented": about.invented,
        "span": {"name": span.name, "begins": span.begins, "ends": span.ends, "whole": is_whole(found.extract, span)},
        "tables": [as_facts(table) for table in found.tables.values()],
        "before": span_before(span).name if before else None,
        "tables_before": [as_facts(table) for table in before.values()] if before else [],
    }


def _write_all(found: ShownFigures, folder: Path) -> None:
    with Steps(notes) as steps:
        for done, (key, table) in enumerate(found.tables.items()):
            steps(f"Writing {folder}", done, len(found.tables))
            _write(folder / f"{key}.csv", as_csv(table).encode())
            _write(folder / f"{key}.parquet", as_parquet(table))
    say(f"{len(found.tables)} tables of {found.span.name} are in {folder}, each as CSV and as Parquet.")


def _write(path: Path, content: bytes) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    except OSError as error:
        stop(f"{path} cannot be written: {error.strerror}.")
