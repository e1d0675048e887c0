"""The sandbox that finds what our workflows must not do: which modules all instances share, any other is refused.

Tests run them in it and replay recorded histories in it; the process of a worker runs them without
(docs/decisions/0038-the-sandbox-is-for-tests.md).
"""

from __future__ import annotations

from temporalio.worker.workflow_sandbox import SandboxedWorkflowRunner, SandboxRestrictions
from temporalio.workflow import SandboxImportNotificationPolicy as Policy

PURE = (
    "activities.contract",
    "activities.send_names",
    "activities.step_names",
    "domain",
    "engine.search_attributes",
    "workflows.deadline_timer",
    "workflows.contract",
    "workflows.run_start",
    "workflows.send_groups",
    "workflows.signal_payloads",
    "workflows.signalled",
    "workflows.call_inbox",
    "workflows.call_memory",
    "workflows.summaries",
    "workflows.timeline_lines",
    "workflows.timeouts",
    "workflows.visibility",
    "workflows.ways",
)
"""Ours, without side effects, shared by all instances. They are named here, not only where they are imported: a
`from workflows import timing` loads `timing` anew for each instance otherwise, and types that a payload is read into
must be found by the name of their module."""


def workflow_runner() -> SandboxedWorkflowRunner:
    """Raises, when a workflow is loaded, for every import that was not passed through on purpose."""
    strict = Policy.RAISE_ON_UNINTENTIONAL_PASSTHROUGH | Policy.WARN_ON_DYNAMIC_IMPORT
    restrictions = SandboxRestrictions.default.with_passthrough_modules(*PURE)
    return SandboxedWorkflowRunner(restrictions=restrictions.with_import_notification_policy(strict))
