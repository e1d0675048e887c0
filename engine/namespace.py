"""The namespace our calls live in: that it is there, and how long it keeps closed ones."""

from __future__ import annotations

from datetime import timedelta

from google.protobuf.duration_pb2 import Duration
from temporalio.api.namespace.v1 import NamespaceConfig
from temporalio.api.workflowservice.v1 import DescribeNamespaceRequest, UpdateNamespaceRequest
from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode


class NamespaceMissing(Exception):
    """The server answers, but does not have the namespace."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"The Temporal server has no namespace {name}. Create it with `temporal operator namespace create "
            f"-n {name}`, or set TEMPORAL_NAMESPACE to one that it has."
        )


async def require(client: Client) -> None:
    """Raise `NamespaceMissing` when the server does not have the client's namespace."""
    try:
        await retention(client)
    except RPCError as error:
        if error.status is RPCStatusCode.NOT_FOUND:
            raise NamespaceMissing(client.namespace) from None
        raise


async def id_of(client: Client) -> str:
    """The id of the client's namespace: made anew, under the same name, it has another. Raises RPCError."""
    answer = await client.workflow_service.describe_namespace(DescribeNamespaceRequest(namespace=client.namespace))
    return answer.namespace_info.id


async def retention(client: Client) -> timedelta:
    """How long the client's namespace keeps closed workflows."""
    answer = await client.workflow_service.describe_namespace(DescribeNamespaceRequest(namespace=client.namespace))
    return answer.config.workflow_execution_retention_ttl.ToTimedelta()


async def set_retention(client: Client, *, days: int) -> bool:
    """Make the client's namespace keep closed workflows for `days`; False when it did so already."""
    wanted = timedelta(days=days)
    if await retention(client) == wanted:
        return False
    ttl = Duration()
    ttl.FromTimedelta(wanted)
    await client.workflow_service.update_namespace(
        UpdateNamespaceRequest(namespace=client.namespace, config=NamespaceConfig(workflow_execution_retention_ttl=ttl))
    )
    return True
