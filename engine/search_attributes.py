"""What a supervisor can filter calls by in the Temporal Web UI, and making the server know it."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from typing import Any

from temporalio.api.enums.v1 import IndexedValueType
from temporalio.api.operatorservice.v1 import AddSearchAttributesRequest, ListSearchAttributesRequest
from temporalio.client import Client
from temporalio.common import SearchAttributeKey
from temporalio.service import RPCError, RPCStatusCode

AGENCY: SearchAttributeKey[str] = SearchAttributeKey.for_keyword("Agency")
CALL_STATUS: SearchAttributeKey[str] = SearchAttributeKey.for_keyword("CallStatus")
CASE_NUMBER: SearchAttributeKey[str] = SearchAttributeKey.for_keyword("CaseNumber")
CALL_TYPE: SearchAttributeKey[str] = SearchAttributeKey.for_keyword("CallType")
BEAT: SearchAttributeKey[str] = SearchAttributeKey.for_keyword("Beat")
NEXT_STEP: SearchAttributeKey[str] = SearchAttributeKey.for_keyword("NextStep")
PRIORITY: SearchAttributeKey[int] = SearchAttributeKey.for_int("Priority")
NEEDS_ATTENTION: SearchAttributeKey[bool] = SearchAttributeKey.for_bool("NeedsAttention")
RECEIVED_AT: SearchAttributeKey[datetime] = SearchAttributeKey.for_datetime("ReceivedAt")
NEXT_DUE_AT: SearchAttributeKey[datetime] = SearchAttributeKey.for_datetime("NextDueAt")

OF_FACTS: dict[SearchAttributeKey[Any], str] = {
    CALL_TYPE: "incident_type",
    PRIORITY: "priority",
    BEAT: "beat",
    CASE_NUMBER: "case_number",
}
"""Those that are a fact of the call, and which (`domain.event_facts`)."""

# SQL visibility has 10 keyword and 3 each of int, bool and datetime slots; we use 6, 1, 1 and 2.
KEYWORDS = (AGENCY, CALL_STATUS, CASE_NUMBER, CALL_TYPE, BEAT, NEXT_STEP)
OTHERS = (PRIORITY, NEEDS_ATTENTION, RECEIVED_AT, NEXT_DUE_AT)
ALL = {key.name: IndexedValueType.ValueType(key.indexed_value_type) for key in (*KEYWORDS, *OTHERS)}

PAUSE = timedelta(milliseconds=100)


class SearchAttributesUnusable(Exception):
    """The namespace has an attribute of ours with another type, or did not make a new one usable in time."""


async def register(client: Client, *, wait: timedelta = timedelta(seconds=60)) -> list[str]:
    """Add the attributes the namespace lacks, wait until it knows them all, and return the names added.

    A server answers "fine" when asked to add a known name with another type, so types are compared here.
    """
    known = await _once_found(client, wait)
    _refuse_other_types(known, client.namespace)
    missing = {name: kind for name, kind in ALL.items() if name not in known}
    if missing:
        await client.operator_service.add_search_attributes(
            AddSearchAttributesRequest(namespace=client.namespace, search_attributes=missing)
        )
        await _until_known(client, wait)
    return sorted(missing)


async def _known(client: Client) -> dict[str, int]:
    answer = await client.operator_service.list_search_attributes(
        ListSearchAttributesRequest(namespace=client.namespace)
    )
    return {name: int(kind) for name, kind in answer.custom_attributes.items()}


async def _once_found(client: Client, wait: timedelta) -> dict[str, int]:
    """A server on PostgreSQL finds a namespace that was just made only seconds later."""
    deadline = asyncio.get_running_loop().time() + wait.total_seconds()
    while True:
        try:
            return await _known(client)
        except RPCError as error:
            if error.status is not RPCStatusCode.NOT_FOUND or asyncio.get_running_loop().time() > deadline:
                raise
        await asyncio.sleep(PAUSE.total_seconds())


async def _until_known(client: Client, wait: timedelta) -> None:
    try:
        async with asyncio.timeout(wait.total_seconds()):
            while not ALL.keys() <= (await _known(client)).keys():  # noqa: ASYNC110  # a server has no event to await
                await asyncio.sleep(PAUSE.total_seconds())
    except TimeoutError:
        raise SearchAttributesUnusable(
            f"Namespace {client.namespace} did not make our search attributes usable within "
            f"{wait.total_seconds():.0f} s; see `temporal operator search-attribute list`."
        ) from None


def _refuse_other_types(known: dict[str, int], namespace: str) -> None:
    clashes = sorted(name for name, kind in ALL.items() if known.get(name, kind) != kind)
    if clashes:
        raise SearchAttributesUnusable(
            f"Namespace {namespace} has {', '.join(clashes)} with another type. Use a namespace of its own "
            "for Caseline (TEMPORAL_NAMESPACE), or remove them with "
            "`temporal operator search-attribute remove`."
        )
