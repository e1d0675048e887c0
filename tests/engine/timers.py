"""A workflow for the tests of the clock: it waits day by day, notes when, and may continue as new."""

from __future__ import annotations

from datetime import timedelta

from temporalio import activity, workflow
from temporalio.common import RetryPolicy

FAILS_TWICE_THEN_WORKS = RetryPolicy(initial_interval=timedelta(hours=1), backoff_coefficient=1.0)


@activity.defn
async def third_time_lucky() -> None:
    """Fails at the first two attempts."""
    if activity.info().attempt < 3:
        raise RuntimeError("not yet")


@workflow.defn
class Days:
    """Notes the time each day, `days` times over."""

    def __init__(self) -> None:
        self._noted: list[str] = []

    @workflow.signal
    def note(self) -> None:
        """Note the time now."""
        self._noted.append(workflow.now().isoformat())

    @workflow.query
    def noted(self) -> list[str]:
        """The times noted in this run."""
        return self._noted

    @workflow.run
    async def run(self, days: int, call_activity: bool = False, new_run_each_day: bool = False) -> list[str]:
        """Wait and note until no days are left."""
        while days:
            await workflow.sleep(timedelta(days=1))
            days -= 1
            if call_activity:
                await workflow.execute_activity(
                    third_time_lucky,
                    start_to_close_timeout=timedelta(minutes=1),
                    retry_policy=FAILS_TWICE_THEN_WORKS,
                )
            self.note()
            if new_run_each_day and days:
                workflow.continue_as_new(args=[days, call_activity, new_run_each_day])
        return self._noted
