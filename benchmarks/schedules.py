"""What a minute's job costs the Temporal server as a Schedule: `python -m benchmarks.schedules [--runs 60]`.

A Schedule starts a workflow with one activity each second; measured are the server's CPU time, idle time taken away,
what its database grows by, and what the list of workflows shows afterwards. Beside it: what our own round asks of it.
"""

from __future__ import annotations

import asyncio
import tempfile
from datetime import timedelta
from pathlib import Path
from typing import Annotated

import psutil
import typer
from temporalio import activity, workflow
from temporalio.client import Client, Schedule, ScheduleActionStartWorkflow, ScheduleIntervalSpec, ScheduleSpec
from temporalio.worker import UnsandboxedWorkflowRunner, Worker

from engine.client import connect
from engine.queue_limits import KeyLimits, limit_keys
from engine.server import ServerOptions, Sources, install, running

ASKED = 200
QUEUE, RECIPE = "schedules", Path(__file__).resolve().parents[1] / "tools" / "temporal"


@activity.defn
async def job() -> None:
    """What a round would do."""


@workflow.defn
class Minute:
    """One run of the job."""

    @workflow.run
    async def run(self) -> None:
        """Do it."""
        await workflow.execute_activity(job, start_to_close_timeout=timedelta(seconds=30))


async def measure(runs: int) -> None:
    """Idle first, then with the Schedule, for the same time."""
    with tempfile.TemporaryDirectory() as folder:
        files = Path(folder)
        options = ServerOptions(port=0, headless=True, database=files / "temporal.db", log_file=files / "log")
        binary = install(Sources(address="", cli_path=None, recipe=RECIPE)).path
        async with running(binary, options) as server:
            client = await connect(address=server.address)
            process = psutil.Process(server.process.pid)
            worker = Worker(
                client,
                task_queue=QUEUE,
                workflows=[Minute],
                activities=[job],
                workflow_runner=UnsandboxedWorkflowRunner(),
            )
            async with worker:
                idle, _ = await _cost(process, files, runs)
                await _schedule(client)
                busy, grown = await _cost(process, files, runs)
                shown = (await client.count_workflows("WorkflowType = 'Minute'")).count
                began = sum(process.cpu_times()[:2])
                for _ in range(ASKED):
                    await limit_keys(client, QUEUE, KeyLimits(each=25))
                asked = sum(process.cpu_times()[:2]) - began
            print(f"our round asks     {1000 * asked / ASKED:6.1f} ms of CPU a queue, 0 bytes")
            print(f"server idle        {1000 * idle / runs:6.1f} ms of CPU a second")
            print(f"each scheduled run {1000 * (busy - idle) / shown:6.1f} ms of CPU, {grown / shown:6.0f} bytes")
            print(f"workflows in the list after {runs} s: {shown}; a day of one job each minute makes 1,440")


async def _cost(process: psutil.Process, files: Path, seconds: int) -> tuple[float, int]:
    before, size = sum(process.cpu_times()[:2]), _size(files)
    await asyncio.sleep(seconds)
    return sum(process.cpu_times()[:2]) - before, _size(files) - size


def _size(files: Path) -> int:
    return sum(file.stat().st_size for file in files.glob("temporal.db*"))


async def _schedule(client: Client) -> None:
    action = ScheduleActionStartWorkflow(Minute.run, id="minute", task_queue=QUEUE)
    spec = ScheduleSpec(intervals=[ScheduleIntervalSpec(every=timedelta(seconds=1))])
    await client.create_schedule("minute", Schedule(action=action, spec=spec))


def main(runs: Annotated[int, typer.Option(min=10, help="Seconds, and about so many runs.")] = 60) -> None:
    """Measure and print."""
    asyncio.run(measure(runs))


if __name__ == "__main__":
    typer.run(main)
