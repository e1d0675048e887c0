"""The sandbox our workflows run in: nothing is imported anew per instance, nothing slips through by accident."""

from __future__ import annotations

from temporalio.worker.workflow_sandbox import SandboxedWorkflowRunner, SandboxRestrictions
from temporalio.workflow import SandboxImportNotificationPolicy as Policy


def workflow_runner() -> SandboxedWorkflowRunner:
    """Raises, when a workflow is loaded, for every import that was not passed through on purpose."""
    strict = Policy.RAISE_ON_UNINTENTIONAL_PASSTHROUGH | Policy.WARN_ON_DYNAMIC_IMPORT
    return SandboxedWorkflowRunner(restrictions=SandboxRestrictions.default.with_import_notification_policy(strict))
