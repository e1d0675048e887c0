"""`caseline replay`: play a CAD export through the API, each call with its real timings."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from rich.console import Console

from commands.progress_display import Steps
from commands.replaying.http_api import PlayRefused
from commands.replaying.play_calls import PlayOptions, play_at
from commands.replaying.report import ReportNotWritten, plan_to_json, write_report
from commands.replaying.report_tables import show_plan, show_report
from commands.replaying.running_address import Running, read_running
from engine.client import TemporalUnreachable
from engine.temporal_tls import BadTemporalSettings
from intake.exports.mapping_file import load_mapping
from intake.exports.replay_plan import plan_play
from intake.exports.rows import UnreadableExport, read_rows
from policies.files import DEFAULT_POLICY, read_policy
from policies.toml_file import TomlError
from settings import Settings


def replay(
    export: Annotated[Path, typer.Argument(help="The export: a CSV file or a workbook such as xlsx.")],
    mapping: Annotated[Path, typer.Option("--mapping", help="What its columns mean (docs/cad-export-mapping.md).")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would be played.")] = False,
    limit: Annotated[int | None, typer.Option(min=1, help="Play only so many calls.")] = None,
    report: Annotated[Path | None, typer.Option(help="Write a report (JSON) with a line per call.")] = None,
    seed: Annotated[int, typer.Option(help="Chooses the invented people.")] = 1,
    parallel: Annotated[int, typer.Option(min=1, help="Calls played side by side.")] = 32,
    times: Annotated[int, typer.Option(min=1, help="Send everything so often; repeats must change nothing.")] = 1,
    shuffle: Annotated[bool, typer.Option("--shuffle", help="Repeats come in random order.")] = False,
    time_limit: Annotated[float, typer.Option(min=1, help="Seconds one call may take.")] = 600,
    policy: Annotated[
        Path, typer.Option(help="The agency's policy: it says when an officer is late.")
    ] = DEFAULT_POLICY,
    api: Annotated[str, typer.Option(help="Base address of the API; without one, that of `caseline up`.")] = "",
    key: Annotated[str, typer.Option(help="A key with calls:write, calls:read and replay; - reads it.")] = "",
    agency: Annotated[str, typer.Option(metavar="ORI", help="The agency the key belongs to.")] = "",
    temporal: Annotated[str, typer.Option(metavar="HOST:PORT", help="The Temporal server behind the API.")] = "",
) -> None:
    """Play a CAD export through the API, each call with its real timings. People are invented.

    Example: caseline replay examples/seattle.csv --mapping mappings/seattle_wa.toml --dry-run
    """
    console = Console(soft_wrap=True, highlight=False)
    try:
        _, rules = read_policy(policy)
        columns = load_mapping(mapping)
        plan = plan_play(read_rows(export, columns), columns, seed, limit=limit)
        if dry_run or not plan.calls:
            show_plan(console, plan)
            write_report(report, plan_to_json(plan))
        if not plan.calls:
            why = "the reasons are above" if plan.rows_read else "it has no rows below its header"
            _refuse(f"{export} yields no call that could be played: {why}")
        if dry_run:
            return
        said_key = typer.prompt("Key", hide_input=True) if key == "-" else key
        where = _where(Running(api=api, temporal=temporal, agency=agency, key=said_key))
        options = PlayOptions(parallel=parallel, times=times, shuffle=shuffle, seed=seed, time_limit=time_limit)
        with Steps(Console(stderr=True)) as steps:
            played = asyncio.run(play_at(where, plan, rules, options, steps))
        show_report(console, played)
        write_report(report, played.to_json())
    except (
        TomlError,
        UnreadableExport,
        ReportNotWritten,
        PlayRefused,
        TemporalUnreachable,
        BadTemporalSettings,
    ) as error:
        _refuse(str(error))
    if played.failures:
        raise typer.Exit(1)


def _refuse(why: str) -> NoReturn:
    Console(stderr=True, soft_wrap=True, highlight=False).print(why, markup=False)
    raise typer.Exit(2) from None


def _where(said: Running) -> Running:
    """What was said, else where `caseline up` is listening, else what is missing."""
    settings = Settings()
    left = read_running(settings.state_dir)
    where = Running(
        api=said.api or left.api or settings.base_url,
        temporal=said.temporal or left.temporal or settings.temporal,
        agency=said.agency or left.agency,
        key=said.key or left.key,
    )
    missing = [f"--{name}" for name in ("agency", "key") if not getattr(where, name)]
    if missing:
        hint = " and ".join(missing)
        raise typer.BadParameter("needed, since `caseline up` is not running here", param_hint=hint)
    return where
