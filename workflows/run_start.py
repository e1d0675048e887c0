"""What a run of a call's workflow may begin with."""

from __future__ import annotations

from dataclasses import replace

from temporalio import workflow

from workflows.contract import CallForServiceInput


def believed(call: CallForServiceInput) -> CallForServiceInput:
    """Only a run before can hand its state on: a client that starts a workflow must not say where its call stands.

    A run also follows another by a schedule or a retry, which hand on what the client said; we use neither.
    """
    info = workflow.info()
    is_next_run = info.continued_run_id is not None and info.cron_schedule is None and info.retry_policy is None
    return call if is_next_run else replace(call, carried=None)
