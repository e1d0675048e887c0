"""Open calls must survive a deployment: recorded histories replay, and the order of commands has not changed.

When one of these fails, read docs/changing-a-running-workflow.md before touching the files in tests/histories.
"""

from __future__ import annotations

import pytest
from temporalio.client import WorkflowHistory
from temporalio.worker import Replayer

from activities import sends_at_once
from engine.payloads import DATA_CONVERTER
from tests.histories.fingerprint import fingerprint
from tests.histories.record import (
    ORI,
    call_number,
    history_file,
    kept_histories,
    known_fingerprints,
    play,
    played_now,
)
from tests.histories.scenarios import SCENARIOS
from tests.world import World
from workflows.call_for_service import CallForService
from workflows.contract import workflow_id
from workflows.sandbox import workflow_runner


def recorded(name: str) -> WorkflowHistory:
    """A history as committed."""
    text = history_file(name).read_text(encoding="utf-8")
    return WorkflowHistory.from_json(workflow_id(ORI, call_number(name)), text)


def a_replayer() -> Replayer:
    """Replays with the workflow as it is; `debug_mode` lets a step take more than two seconds on a busy machine."""
    return Replayer(
        workflows=[CallForService], workflow_runner=workflow_runner(), data_converter=DATA_CONVERTER, debug_mode=True
    )


@pytest.mark.parametrize("name", kept_histories())
async def test_a_recorded_history_replays(name: str) -> None:
    await a_replayer().replay_workflow(recorded(name))


def test_each_scenario_is_recorded_as_it_is_played_now() -> None:
    assert {played_now(name) for name in SCENARIOS} <= set(kept_histories())


@pytest.mark.parametrize("name", ["handled", "handled-2"])
async def test_a_history_with_a_step_missing_does_not_replay(name: str) -> None:
    history = recorded(name)
    steps = [event for event in history.events if event.HasField("marker_recorded_event_attributes")]
    history.events.remove(steps[2])  # type: ignore[attr-defined]  # a repeated field, which has remove
    result = await a_replayer().replay_workflow(history, raise_on_replay_failure=False)
    assert result.replay_failure is not None


@pytest.mark.parametrize("name", kept_histories())
def test_the_recorded_fingerprint_is_the_recorded_historys(name: str) -> None:
    assert fingerprint(recorded(name)) == known_fingerprints()[name]


@pytest.mark.parametrize("name", ["handled", "refused"])
async def test_the_commands_of_a_scenario_come_in_the_recorded_order(
    world: World, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sends_at_once, "SLOW", 3600)  # on a busy machine the next message would take its turn
    assert fingerprint(await play(world, name)) == known_fingerprints()[played_now(name)]
