"""Reads the calls of `examples/` to be played: real calls of two cities, with invented people."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest
from pathlib import Path

from intake.exports.export_notes import Notes
from intake.exports.mapping_file import load_mapping
from intake.exports.played_call import PlayedCall
from intake.exports.replay_plan import PlayPlan, plan_play
from intake.exports.rows import read_rows
from settings import ROOT

EXAMPLES = ROOT / "examples"


def example_plan(folder: Path = EXAMPLES, limit: int | None = None) -> PlayPlan | None:
    """Every CSV file of the folder, read by the mapping of the same name beside it or in `mappings/`, as one plan.

    None if there is no file. Raises TomlError and UnreadableExport.
    """
    plans = []
    for export in sorted(folder.glob("*.csv")):
        beside = export.with_suffix(".toml")
        mapping = load_mapping(beside if beside.exists() else ROOT / "mappings" / beside.name)
        plans.append(plan_play(read_rows(export, mapping), mapping))
    if not plans:
        return None
    return PlayPlan(
        calls=_in_turn([plan.calls for plan in plans])[:limit],
        notes=Notes.together(plan.notes for plan in plans),
        rows_read=sum(plan.rows_read for plan in plans),
    )


def _in_turn(cities: Sequence[Sequence[PlayedCall]]) -> tuple[PlayedCall, ...]:
    """A call of each city in turn, so that there is something of everything to see from the start."""
    return tuple(call for calls in zip_longest(*cities) for call in calls if call is not None)
