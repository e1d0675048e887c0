"""Plays the calls of `examples/`: real calls of two cities, with invented people."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import zip_longest
from pathlib import Path

import httpx

from commands.replaying.http_api import HttpCallApi
from commands.replaying.play_calls import PlayOptions, Progress, play
from commands.replaying.report import PlayReport
from engine.client import connect
from engine.time_skipping import WorkflowClock
from intake.exports.export_notes import Notes
from intake.exports.mapping_file import load_mapping
from intake.exports.played_call import PlayedCall
from intake.exports.replay_plan import PlayPlan, plan_play
from intake.exports.rows import read_rows
from policies.files import read_policy
from settings import ROOT, Settings

EXAMPLES = ROOT / "examples"
PARALLEL = 16


def example_plans(folder: Path = EXAMPLES) -> list[PlayPlan]:
    """Each CSV file of the folder, read by the mapping of the same name beside it or in `mappings/`.

    Raises TomlError and UnreadableExport.
    """
    plans = []
    for export in sorted(folder.glob("*.csv")):
        beside = export.with_suffix(".toml")
        mapping = load_mapping(beside if beside.exists() else ROOT / "mappings" / beside.name)
        plans.append(plan_play(read_rows(export, mapping), mapping))
    return plans


async def play_examples(
    plans: Sequence[PlayPlan], *, api: str, temporal: str, agency: str, key: str, limit: int | None, progress: Progress
) -> PlayReport:
    """Play them all through the API, side by side. Raises PlayRefused when the API takes nothing."""
    calls = _in_turn([plan.calls for plan in plans])[:limit]
    client = await connect(address=temporal, namespace=Settings().temporal_namespace)
    _, policy = read_policy()
    async with httpx.AsyncClient(base_url=api, timeout=30) as http:
        return await play(
            calls,
            api=HttpCallApi(http, key=key),
            clock=WorkflowClock(client),
            agency=agency,
            now=lambda: datetime.now(UTC),
            policy=policy,
            options=PlayOptions(parallel=PARALLEL),
            progress=progress,
            notes=Notes.together(plan.notes for plan in plans),
            rows_read=sum(plan.rows_read for plan in plans),
        )


def write_report(path: Path, played: PlayReport) -> None:
    """A line per call and the sums, as JSON."""
    path.write_text(json.dumps(played.to_json(), indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def _in_turn(cities: Sequence[Sequence[PlayedCall]]) -> list[PlayedCall]:
    """A call of each city in turn, so that there is something of everything to see from the start."""
    return [call for calls in zip_longest(*cities) for call in calls if call is not None]
