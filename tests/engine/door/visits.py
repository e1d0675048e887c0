"""What can be asked of a Temporal server, and whether it lets one: for tests of its door."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from uuid import uuid4

from google.protobuf.duration_pb2 import Duration
from temporalio.api.common.v1 import WorkflowExecution, WorkflowType
from temporalio.api.enums.v1 import IndexedValueType
from temporalio.api.namespace.v1 import NamespaceConfig
from temporalio.api.operatorservice.v1 import AddSearchAttributesRequest
from temporalio.api.taskqueue.v1 import TaskQueue
from temporalio.api.workflowservice.v1 import (
    DeleteWorkflowExecutionRequest,
    DescribeTaskQueueRequest,
    GetClusterInfoRequest,
    GetWorkflowExecutionHistoryRequest,
    ListNamespacesRequest,
    ListWorkflowExecutionsRequest,
    RegisterNamespaceRequest,
    RequestCancelWorkflowExecutionRequest,
    ResetWorkflowExecutionRequest,
    SignalWithStartWorkflowExecutionRequest,
    SignalWorkflowExecutionRequest,
    TerminateWorkflowExecutionRequest,
    UpdateNamespaceRequest,
)
from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode

from engine.temporal_target import TemporalTarget
from engine.temporal_tls import tls_of

Action = Callable[[Client], Awaitable[object]]

QUEUE = TaskQueue(name="door")


def _some() -> WorkflowExecution:
    return WorkflowExecution(workflow_id="not there")


def signal_with_start(client: Client, name: str = "") -> Awaitable[object]:
    """What the relay does with each event."""
    return client.workflow_service.signal_with_start_workflow_execution(
        SignalWithStartWorkflowExecutionRequest(
            namespace=client.namespace,
            workflow_id=name or str(uuid4()),
            workflow_type=WorkflowType(name="CallForService"),
            task_queue=QUEUE,
            signal_name="event",
            request_id=str(uuid4()),
        )
    )


ACTIONS: dict[str, Action] = {
    "start and signal a call": signal_with_start,
    "signal a call": lambda client: client.workflow_service.signal_workflow_execution(
        SignalWorkflowExecutionRequest(
            namespace=client.namespace, workflow_execution=_some(), signal_name="case_status"
        )
    ),
    "read a timeline": lambda client: client.workflow_service.get_workflow_execution_history(
        GetWorkflowExecutionHistoryRequest(namespace=client.namespace, execution=_some())
    ),
    "list calls": lambda client: client.workflow_service.list_workflow_executions(
        ListWorkflowExecutionsRequest(namespace=client.namespace)
    ),
    "see who works": lambda client: client.workflow_service.describe_task_queue(
        DescribeTaskQueueRequest(namespace=client.namespace, task_queue=QUEUE)
    ),
    "cancel a call": lambda client: client.workflow_service.request_cancel_workflow_execution(
        RequestCancelWorkflowExecutionRequest(namespace=client.namespace, workflow_execution=_some())
    ),
    "terminate a call": lambda client: client.workflow_service.terminate_workflow_execution(
        TerminateWorkflowExecutionRequest(namespace=client.namespace, workflow_execution=_some())
    ),
    "reset a call": lambda client: client.workflow_service.reset_workflow_execution(
        ResetWorkflowExecutionRequest(
            namespace=client.namespace, workflow_execution=_some(), workflow_task_finish_event_id=3, request_id="1"
        )
    ),
    "delete a call": lambda client: client.workflow_service.delete_workflow_execution(
        DeleteWorkflowExecutionRequest(namespace=client.namespace, workflow_execution=_some())
    ),
    "set the retention": lambda client: client.workflow_service.update_namespace(
        UpdateNamespaceRequest(
            namespace=client.namespace,
            config=NamespaceConfig(workflow_execution_retention_ttl=Duration(seconds=4 * 24 * 3600)),
        )
    ),
    "add a search attribute": lambda client: client.operator_service.add_search_attributes(
        AddSearchAttributesRequest(
            namespace=client.namespace, search_attributes={"Agency": IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD}
        )
    ),
    "make another namespace": lambda client: client.workflow_service.register_namespace(
        RegisterNamespaceRequest(
            namespace=f"other-{uuid4()}", workflow_execution_retention_period=Duration(seconds=86_400)
        )
    ),
    "list all namespaces": lambda client: client.workflow_service.list_namespaces(ListNamespacesRequest()),
    "see the cluster": lambda client: client.workflow_service.get_cluster_info(GetClusterInfoRequest()),
}

READS = {"read a timeline", "list calls", "see who works"}
WRITES = READS | {
    "start and signal a call",
    "signal a call",
    "cancel a call",
    "terminate a call",
    "reset a call",
    "delete a call",
}
ADMINISTERS = WRITES | {"set the retention", "add a search attribute"}


async def visit(target: TemporalTarget, token: str | None = None) -> Client:
    """A client with the token, or that of the target's file. Raises RuntimeError.

    It shows the token only after it has connected: a server refuses a bad one already then.
    """
    if token is None and target.api_key_file is not None:
        token = target.api_key_file.read_text()
    tls = tls_of(replace(target, api_key_file=None))
    client = await Client.connect(target.address, namespace=target.namespace, tls=tls)
    client.api_key = token or None
    return client


async def lets(client: Client, action: Action) -> bool:
    """Whether the server lets it be done; that there is no such call is another matter."""
    try:
        await action(client)
    except RPCError as error:
        return error.status is not RPCStatusCode.PERMISSION_DENIED
    return True


async def let_do(client: Client) -> set[str]:
    """All that the server lets this client do."""
    return {name for name, action in ACTIONS.items() if await lets(client, action)}
