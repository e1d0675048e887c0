"""Asks Temporal whether a call's workflow runs and what it waits for; a server that is away is no error."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from temporalio.client import WorkflowExecutionDescription
from temporalio.service import RPCError, RPCStatusCode

from engine import search_attributes
from engine.client import TemporalUnreachable, connect_to
from engine.temporal_tls import BadTemporalSettings
from settings import Settings
from workflows.contract import workflow_id

SHORTLY = timedelta(seconds=2)


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkflowView:
    """`state` is running, completed, ... as Temporal says; none if there is none, unknown if it did not answer."""

    state: str = "unknown"
    next_step: str | None = None
    next_due_at: datetime | None = None

    @property
    def said(self) -> str:
        """For people."""
        return {
            "unknown": "not known: the Temporal server does not answer",
            "none": "none: it starts with the next event",
        }.get(self.state, self.state.replace("_", " "))


UNKNOWN = WorkflowView()


async def view_workflow(settings: Settings, ori: str, call_number: str) -> WorkflowView:
    """The call's latest run."""
    try:
        client = await connect_to(settings.temporal_target, wait=SHORTLY)
        found = await client.get_workflow_handle(workflow_id(ori, call_number)).describe(rpc_timeout=SHORTLY)
    except (TemporalUnreachable, BadTemporalSettings):
        return UNKNOWN
    except RPCError as error:
        return WorkflowView(state="none") if error.status is RPCStatusCode.NOT_FOUND else UNKNOWN
    return _view(found)


def _view(found: WorkflowExecutionDescription) -> WorkflowView:
    state = found.status.name.lower() if found.status else "unknown"
    shown = found.typed_search_attributes
    if state != "running":
        return WorkflowView(state=state)
    return WorkflowView(
        state=state,
        next_step=shown.get(search_attributes.NEXT_STEP),
        next_due_at=shown.get(search_attributes.NEXT_DUE_AT),
    )
