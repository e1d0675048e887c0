"""On a real server: the keys of one installation open its own namespace, and not that of another agency."""

from __future__ import annotations

import pytest

from engine.door.roles import API, OPERATOR, SYSTEM, WORKER, BadNamespace, DoorPermission, permission
from tests.engine.door.visits import ADMINISTERS, WRITES, let_do, visit
from tests.secure_temporal import SecureServer

OTHER = "agency-b"


@pytest.fixture(scope="module")
async def other(secure_server: SecureServer) -> SecureServer:
    """The server with the namespace of a second installation."""
    await secure_server.add_namespace(OTHER)
    return secure_server


async def test_two_installations_share_a_server_and_no_call(other: SecureServer) -> None:
    for visitor, may in ((WORKER, WRITES), (API, WRITES), (OPERATOR, ADMINISTERS)):
        for namespace, foreign in (("default", OTHER), (OTHER, "default")):
            target = other.target(visitor, namespace=namespace)
            token = target.api_key_file
            assert token
            at_home = await visit(target)
            assert await let_do(at_home) == may
            abroad = await visit(other.target(visitor, namespace=foreign), token.read_text())
            assert await let_do(abroad) == set(), f"the {visitor.name} of {namespace} in {foreign}"


@pytest.mark.parametrize("name", ["", SYSTEM, "a:write", "temporal-system:admin"])
def test_no_token_is_made_for_a_namespace_that_would_open_others(name: str) -> None:
    with pytest.raises(BadNamespace):
        permission(name, DoorPermission.WRITE)
