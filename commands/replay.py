"""`caseline replay`: play a CAD export through the API, each call with its real timings."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import httpx
import typer
from rich.console import Console

from commands.progress_display import Steps
from commands.replaying.http_api import HttpCallApi, PlayRefused
from commands.replaying.play_calls import PlayOptions, play
from commands.replaying.report import PlayReport, notes_to_json
from commands.replaying.report_tables import show_plan, show_report
from commands.replaying.running_address import Running, read_running
from domain.policy import Policy
from engine.client import TemporalUnreachable, connect
from engine.time_skipping import WorkflowClock
from intake.exports.mapping_file import load_mapping
from intake.exports.replay_plan import PlayPlan, plan_play
from intake.exports.rows import UnreadableExport, read_rows
from policies.files import DEFAULT_POLICY, read_policy
from policies.toml_file import TomlError
from settings import Settings

TIMEOUT = httpx.Timeout(30.0)


def replay(
    export: Annotated[Path, typer.Argument(help="The export, a CSV file.")],
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
        plan = _plan(export, mapping, seed, limit)
        if dry_run:
            show_plan(console, plan)
            _write(report, {"calls": len(plan.calls), "rows_read": plan.rows_read, **notes_to_json(plan.notes)})
            return
        _, rules = read_policy(policy)
        where = _where(Running(api=api, temporal=temporal, agency=agency, key=_read_key(key)))
        options = PlayOptions(parallel=parallel, times=times, shuffle=shuffle, seed=seed, time_limit=time_limit)
        played = asyncio.run(_play(plan, where, rules, options))
    except (TomlError, UnreadableExport, PlayRefused, TemporalUnreachable) as error:
        Console(stderr=True, soft_wrap=True, highlight=False).print(str(error), markup=False)
        raise typer.Exit(2) from None
    show_report(console, played)
    _write(report, played.to_json())
    if played.failures:
        raise typer.Exit(1)


def _plan(export: Path, mapping_path: Path, seed: int, limit: int | None) -> PlayPlan:
    mapping = load_mapping(mapping_path)
    return plan_play(read_rows(export, mapping), mapping, seed, limit=limit)


def _read_key(key: str) -> str:
    return typer.prompt("Key", hide_input=True) if key == "-" else key


def _where(said: Running) -> Running:
    """What was said, else where `caseline up` is listening, else what is missing."""
    settings = Settings()
    left = read_running(settings.state_dir)
    where = Running(
        api=said.api or left.api or settings.base_url,
        temporal=said.temporal or left.temporal or settings.temporal_address or f"127.0.0.1:{settings.temporal_port}",
        agency=said.agency or left.agency,
        key=said.key or left.key,
    )
    missing = [f"--{name}" for name in ("agency", "key") if not getattr(where, name)]
    if missing:
        hint = " and ".join(missing)
        raise typer.BadParameter("needed, since `caseline up` is not running here", param_hint=hint)
    return where


async def _play(plan: PlayPlan, where: Running, policy: Policy, options: PlayOptions) -> PlayReport:
    temporal = await connect(address=where.temporal, namespace=Settings().temporal_namespace)
    limits = httpx.Limits(max_connections=options.parallel + 4)
    async with httpx.AsyncClient(base_url=where.api, timeout=TIMEOUT, limits=limits) as client:
        with Steps(Console(stderr=True)) as steps:
            return await play(
                plan.calls,
                api=HttpCallApi(client, key=where.key),
                clock=WorkflowClock(temporal),
                agency=where.agency,
                now=lambda: datetime.now(UTC),
                policy=policy,
                options=options,
                progress=steps,
                notes=plan.notes,
                rows_read=plan.rows_read,
            )


def _write(report: Path | None, content: dict[str, object]) -> None:
    if report is not None:
        report.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
