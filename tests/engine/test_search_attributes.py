"""Our search attributes are there, once, with the right types."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from google.protobuf.duration_pb2 import Duration
from temporalio.api.enums.v1 import IndexedValueType
from temporalio.api.operatorservice.v1 import (
    AddSearchAttributesRequest,
    ListSearchAttributesRequest,
    ListSearchAttributesResponse,
)
from temporalio.api.workflowservice.v1 import RegisterNamespaceRequest
from temporalio.client import Client
from temporalio.common import SearchAttributePair, TypedSearchAttributes
from temporalio.service import RPCError, RPCStatusCode

from engine import search_attributes
from engine.client import connect


@pytest.fixture
async def fresh(temporal_server: str, temporal_client: Client) -> Client:
    """A client of a namespace that knows none of our attributes."""
    name = f"fresh-{uuid.uuid4()}"
    ttl = Duration()
    ttl.FromTimedelta(timedelta(days=1))
    await temporal_client.workflow_service.register_namespace(
        RegisterNamespaceRequest(namespace=name, workflow_execution_retention_period=ttl), retry=True
    )
    return await connect(address=temporal_server, namespace=name)


async def test_registering_adds_what_is_missing_and_then_nothing(fresh: Client) -> None:
    assert await search_attributes.register(fresh) == sorted(search_attributes.ALL)
    assert await search_attributes.register(fresh) == []


async def test_a_registered_attribute_can_be_used_at_once(fresh: Client) -> None:
    await search_attributes.register(fresh)

    handle = await fresh.start_workflow(
        "Nobody",
        id="call/1",
        task_queue="none",
        search_attributes=TypedSearchAttributes([SearchAttributePair(search_attributes.BEAT, "C2")]),
    )

    assert (await handle.describe()).typed_search_attributes[search_attributes.BEAT] == "C2"


async def test_an_attribute_of_another_type_is_refused_with_what_to_do(fresh: Client) -> None:
    await fresh.operator_service.add_search_attributes(
        AddSearchAttributesRequest(
            namespace=fresh.namespace, search_attributes={"Beat": IndexedValueType.INDEXED_VALUE_TYPE_INT}
        )
    )

    with pytest.raises(search_attributes.SearchAttributesUnusable, match=r"Beat with another type.*TEMPORAL_NAMESPACE"):
        await search_attributes.register(fresh)


async def test_a_namespace_that_the_server_does_not_find_yet_is_waited_for(
    fresh: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    listing, found = fresh.operator_service.list_search_attributes, iter((False, False))

    async def list_search_attributes(request: ListSearchAttributesRequest) -> ListSearchAttributesResponse:
        if not next(found, True):
            raise RPCError("Namespace is not found.", RPCStatusCode.NOT_FOUND, b"")
        return await listing(request)

    monkeypatch.setattr(fresh.operator_service, "list_search_attributes", list_search_attributes)

    assert await search_attributes.register(fresh) == sorted(search_attributes.ALL)


async def test_a_namespace_that_is_never_found_is_an_error(temporal_server: str) -> None:
    nowhere = await connect(address=temporal_server, namespace="nowhere")

    with pytest.raises(RPCError, match="not found"):
        await search_attributes.register(nowhere, wait=timedelta(seconds=0.3))
