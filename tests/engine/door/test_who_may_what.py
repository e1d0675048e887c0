"""On a real server: who may do what at Temporal's door, and who gets no further than the door."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from engine.client import TemporalRefused, connect_to
from engine.door.roles import API, AUDIENCE, OPERATOR, WEB_UI, WORKER, DoorVisitor
from tests.certificates import LOCALHOST, Authority
from tests.engine.door.visits import ACTIONS, ADMINISTERS, READS, WRITES, let_do, lets, signal_with_start, visit
from tests.secure_temporal import SecureServer
from tools.topology.temporal import INTERNAL

HOUR = timedelta(hours=1)


def supervisors_token(server: SecureServer, permission: str = "default:read") -> str:
    """As the agency's provider signs it for a person in the group of supervisors."""
    return server.provider.sign("a-supervisor", permission, audience=AUDIENCE, now=datetime.now(UTC), valid_for=HOUR)


@pytest.mark.parametrize(
    ("visitor", "expected"),
    [(WORKER, WRITES), (API, WRITES), (OPERATOR, ADMINISTERS), (WEB_UI, set())],
    ids=lambda value: value.name if isinstance(value, DoorVisitor) else "",
)
async def test_each_visitor_may_do_this_and_no_more(
    secure_server: SecureServer, visitor: DoorVisitor, expected: set[str]
) -> None:
    """The Web UI has a certificate and no token: whatever it may, it may by the person who signed in."""
    assert await let_do(await visit(secure_server.target(visitor))) == expected


async def test_a_supervisor_reads_timelines_and_changes_nothing(secure_server: SecureServer) -> None:
    name = "a call that a supervisor looks at"
    await signal_with_start(await secure_server.client(API), name)
    client = await visit(secure_server.target(WEB_UI), supervisors_token(secure_server))
    assert await let_do(client) == READS
    history = await client.get_workflow_handle(name).fetch_history()
    assert [event.WhichOneof("attributes") for event in history.events][:2] == [
        "workflow_execution_started_event_attributes",
        "workflow_execution_signaled_event_attributes",
    ]


async def test_a_supervisor_of_another_agency_sees_nothing(secure_server: SecureServer) -> None:
    token = supervisors_token(secure_server, "agency-b:read")
    assert await let_do(await visit(secure_server.target(WEB_UI), token)) == set()


async def test_without_a_certificate_there_is_no_connection(secure_server: SecureServer, tmp_path: Path) -> None:
    token = secure_server.target(API).api_key_file
    assert token
    bare = replace(secure_server.target(API), cert_file=None, key_file=None)
    with pytest.raises(RuntimeError):
        await visit(bare, token.read_text())
    stranger = Authority(tmp_path, "strangers").sign("stranger")
    with pytest.raises(RuntimeError):
        await visit(replace(bare, cert_file=stranger.cert, key_file=stranger.key), token.read_text())


async def test_a_certificate_without_a_token_signals_no_call(secure_server: SecureServer) -> None:
    client = await visit(secure_server.target(API), token="")
    assert await let_do(client) == set()
    with pytest.raises(TemporalRefused, match="set TEMPORAL_API_KEY or TEMPORAL_API_KEY_FILE"):
        await connect_to(replace(secure_server.target(API), api_key_file=None), wait=timedelta(seconds=60))


@pytest.mark.parametrize("service", [INTERNAL, "history", "matching"])
async def test_no_visitor_speaks_to_the_services_behind_the_frontend(secure_server: SecureServer, service: str) -> None:
    """The internal frontend asks for no token and allows all: its door is another authority."""
    inside = replace(
        secure_server.target(OPERATOR), address=f"{LOCALHOST}:{secure_server.ports[service]}", server_name="temporal"
    )
    with pytest.raises(RuntimeError):
        await visit(inside)


async def test_the_servers_own_certificate_opens_the_internal_frontend(secure_server: SecureServer) -> None:
    """Why no process is given it: shows that the test above asks at the right door."""
    folder = secure_server.door.server
    inside = replace(
        secure_server.target(OPERATOR),
        address=f"{LOCALHOST}:{secure_server.ports[INTERNAL]}",
        server_name="temporal",
        cert_file=folder / "server.pem",
        key_file=folder / "server.key",
    )
    assert await lets(await visit(inside, token=""), ACTIONS["list all namespaces"])
