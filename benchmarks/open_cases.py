"""What open cases hold on to: `python -m benchmarks.open_cases [--cases 1000]`.

Resident memory of the worker process with so many open calls in its cache, and what setting up one workflow instance
in the sandbox costs, beside the bare workflow: an import that is not passed through would show here at once.
"""

from __future__ import annotations

import asyncio
import gc
import time
import tracemalloc
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from typing import Annotated, Any

import typer
from temporalio import workflow
from temporalio.client import WorkflowHistory
from temporalio.worker import Replayer, WorkflowInstance, WorkflowInstanceDetails, WorkflowRunner
from temporalio.worker.workflow_sandbox import SandboxedWorkflowRunner

from benchmarks.bare_workflow import WORKFLOW, Bare
from benchmarks.full_case import CASE, cloud_event
from benchmarks.local_stack import Stage, say, stage, until
from benchmarks.output import Out, load, show_table, write_json
from workflows.call_for_service import CallForService
from workflows.contract import workflow_id
from workflows.sandbox import workflow_runner

BATCH = 50
INSTANCES = 200
RECORDED_CALLS = "SELECT count(DISTINCT call_id) FROM timeline WHERE kind = 'event'"


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """MiB of the worker: when it had seen a few calls, and with all of them open."""

    cases: int
    before: float
    after: float

    @property
    def per_case(self) -> float:
        """KiB."""
        return (self.after - self.before) * 1024 / self.cases


@dataclass(frozen=True, slots=True, kw_only=True)
class SetUp:
    """One workflow instance in the sandbox."""

    milliseconds: float
    kib: float


async def measure_memory(cases: int) -> tuple[Memory, WorkflowInstanceDetails]:
    """Open so many calls, each with a victim; nothing ends. With it, what the first call's instance is made from."""
    async with stage() as here:
        await _open_calls(here, range(BATCH))
        before = here.resident_mib("worker")
        say(f"Opening {cases} calls")
        await _open_calls(here, range(BATCH, BATCH + cases))
        found = Memory(cases=cases, before=before, after=here.resident_mib("worker"))
        first = here.client.get_workflow_handle(workflow_id(here.stack.demo.ori, _number(0)))
        return found, await instance_details(await first.fetch_history())


async def _open_calls(here: Stage, numbers: range) -> None:
    for start in range(numbers.start, numbers.stop, BATCH):
        batch = range(start, min(start + BATCH, numbers.stop))
        events = [cloud_event(n, _number(n), CASE[0], datetime.now(UTC)) for n in batch]
        await here.report(events)
        await until(lambda: here.count(RECORDED_CALLS) >= batch.stop)  # noqa: B023  awaited before the next round
        say(f"  {batch.stop - numbers.start} of {len(numbers)}")


class _Watching(WorkflowRunner):
    """Keeps what the worker sets an instance up from."""

    def __init__(self, runner: WorkflowRunner) -> None:
        self._runner = runner
        self.seen: list[WorkflowInstanceDetails] = []

    def prepare_workflow(self, defn: Any) -> None:
        """As the runner does."""
        self._runner.prepare_workflow(defn)

    def create_instance(self, det: WorkflowInstanceDetails) -> WorkflowInstance:
        """As the runner does."""
        self.seen.append(det)
        return self._runner.create_instance(det)


async def instance_details(history: WorkflowHistory) -> WorkflowInstanceDetails:
    """What the worker would set up an instance of this call from."""
    watching = _Watching(workflow_runner())
    await Replayer(workflows=[CallForService], workflow_runner=watching).replay_workflow(history)
    return watching.seen[0]


def _number(n: int) -> str:
    return f"26-{n:06d}"


async def measure_set_up(runner: WorkflowRunner, details: WorkflowInstanceDetails) -> SetUp:
    """Instances as the worker makes them, one after another, all kept. Within a loop, as they look for one."""
    runner.prepare_workflow(details.defn)
    kept = [runner.create_instance(details)]
    gc.collect()
    tracemalloc.start()
    began = tracemalloc.get_traced_memory()[0]
    kept += [runner.create_instance(details) for _ in range(INSTANCES)]
    kib = (tracemalloc.get_traced_memory()[0] - began) / 1024 / INSTANCES
    tracemalloc.stop()
    before = time.process_time()
    kept += [runner.create_instance(details) for _ in range(INSTANCES)]
    return SetUp(milliseconds=1000 * (time.process_time() - before) / INSTANCES, kib=kib)


def _bare(details: WorkflowInstanceDetails) -> WorkflowInstanceDetails:
    definition = workflow._Definition.must_from_class(Bare)
    return replace(details, defn=definition, info=replace(details.info, workflow_type=WORKFLOW))


def main(
    cases: Annotated[int, typer.Option(min=1, help="Open calls; the worker's cache holds 1,000.")] = 1000,
    out: Out = None,
) -> None:
    """Measure and show."""
    memory, details = asyncio.run(measure_memory(cases))
    ours = asyncio.run(measure_set_up(workflow_runner(), details))
    bare = asyncio.run(measure_set_up(SandboxedWorkflowRunner(), _bare(details)))
    rows = (
        ("worker before, MiB", f"{memory.before:.0f}"),
        ("worker with all open, MiB", f"{memory.after:.0f}"),
        ("per open call, KiB", f"{memory.per_case:.0f}"),
        ("one instance, ms (bare)", f"{ours.milliseconds:.2f} ({bare.milliseconds:.2f})"),
        ("one instance, KiB (bare)", f"{ours.kib:.0f} ({bare.kib:.0f})"),
    )
    show_table(("what", "figure"), rows, title=f"{cases} open calls, {load()}")
    figures = {"memory": asdict(memory), "per_case_kib": memory.per_case}
    write_json(out, {**figures, "instance": asdict(ours), "bare": asdict(bare)})


if __name__ == "__main__":
    typer.run(main)
