"""Our search attributes are there, once, with the right types."""

from __future__ import annotations

from datetime import timedelta

import pytest
from temporalio.api.enums.v1 import IndexedValueType
from temporalio.api.operatorservice.v1 import (
    AddSearchAttributesRequest,
    ListSearchAttributesRequest,
    ListSearchAttributesResponse,
)
from temporalio.client import Client
from temporalio.common import SearchAttributePair, TypedSearchAttributes
from temporalio.service import RPCError, RPCStatusCode

from engine import search_attributes
from engine.client import connect


async def test_registering_adds_what_is_missing_and_then_nothing(own_namespace: Client) -> None:
    assert await search_attributes.register(own_namespace) == sorted(search_attributes.ALL)
    assert await search_attributes.register(own_namespace) == []


async def test_a_registered_attribute_can_be_used_at_once(own_namespace: Client) -> None:
    await search_attributes.register(own_namespace)

    handle = await own_namespace.start_workflow(
        "Nobody",
        id="call/1",
        task_queue="none",
        search_attributes=TypedSearchAttributes([SearchAttributePair(search_attributes.BEAT, "C2")]),
    )

    assert (await handle.describe()).typed_search_attributes[search_attributes.BEAT] == "C2"


async def test_an_attribute_of_another_type_is_refused_with_what_to_do(own_namespace: Client) -> None:
    await own_namespace.operator_service.add_search_attributes(
        AddSearchAttributesRequest(
            namespace=own_namespace.namespace, search_attributes={"Beat": IndexedValueType.INDEXED_VALUE_TYPE_INT}
        )
    )

    with pytest.raises(search_attributes.SearchAttributesUnusable, match=r"Beat with another type.*TEMPORAL_NAMESPACE"):
        await search_attributes.register(own_namespace)


async def test_a_namespace_that_the_server_does_not_find_yet_is_waited_for(
    own_namespace: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    listing, found = own_namespace.operator_service.list_search_attributes, iter((False, False))

    async def list_search_attributes(request: ListSearchAttributesRequest) -> ListSearchAttributesResponse:
        if not next(found, True):
            raise RPCError("Namespace is not found.", RPCStatusCode.NOT_FOUND, b"")
        return await listing(request)

    monkeypatch.setattr(own_namespace.operator_service, "list_search_attributes", list_search_attributes)

    assert await search_attributes.register(own_namespace) == sorted(search_attributes.ALL)


async def test_a_namespace_that_is_never_found_is_an_error(temporal_server: str) -> None:
    nowhere = await connect(address=temporal_server, namespace="nowhere")

    with pytest.raises(RPCError, match="not found"):
        await search_attributes.register(nowhere, wait=timedelta(seconds=0.3))
