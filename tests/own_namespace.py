"""A namespace of its own for a test that asks the Temporal server for every call it runs."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from google.protobuf.duration_pb2 import Duration
from temporalio.api.workflowservice.v1 import RegisterNamespaceRequest
from temporalio.client import Client

from engine.client import connect


@pytest.fixture
async def own_namespace(temporal_server: str, temporal_client: Client) -> Client:
    """A client of a namespace that has no workflow and knows none of our search attributes."""
    name = f"own-{uuid.uuid4()}"
    ttl = Duration()
    ttl.FromTimedelta(timedelta(days=1))
    await temporal_client.workflow_service.register_namespace(
        RegisterNamespaceRequest(namespace=name, workflow_execution_retention_period=ttl), retry=True
    )
    return await connect(address=temporal_server, namespace=name)
