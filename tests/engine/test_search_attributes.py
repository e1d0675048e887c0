"""Our search attributes are there, once, with the right types."""

from temporalio.client import Client

from engine import search_attributes


async def test_registering_again_adds_nothing(temporal_client: Client) -> None:
    await search_attributes.register(temporal_client)

    assert await search_attributes.register(temporal_client) == []
