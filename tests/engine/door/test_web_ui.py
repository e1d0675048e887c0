"""The real Web UI behind a real identity provider, before a real server: for looking, and only after a sign-in."""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx
import pytest

from engine.door.roles import API
from tests.engine.door import web_ui
from tests.engine.door.visits import signal_with_start
from tests.engine.door.web_ui import StartedUi, until_accepted
from tests.secure_temporal import PROGRAM, SecureServer
from tools.topology import temporal
from tools.topology.web_ui import PROGRAM as UI

CALL = "a-call"
TIMELINE = f"/namespaces/default/workflows/{CALL}/history"
PEOPLE = {
    "supervisor": ["default:read"],
    "administrator": ["default:admin"],
    "detective": [],
    "other-agency": ["agency-b:read"],
}
WRITES = {
    "terminate": ("POST", f"/namespaces/default/workflows/{CALL}/terminate"),
    "signal": ("POST", f"/namespaces/default/workflows/{CALL}/signal/case_status"),
    "cancel": ("POST", f"/namespaces/default/workflows/{CALL}/cancel"),
    "reset": ("POST", f"/namespaces/default/workflows/{CALL}/reset"),
    "start": ("POST", "/namespaces/default/workflows/another-call"),
    "change the namespace": ("POST", "/namespaces/default/update"),
    "delete the namespace": ("DELETE", "/cluster/namespaces/default"),
}


@pytest.fixture(scope="module")
async def ui(secure_server: SecureServer, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[StartedUi]:
    """Built with Go where it is not there yet: 15 seconds beside what the server needs."""
    if not (PROGRAM.parent / UI).exists():
        temporal.install(PROGRAM.parent)
    await signal_with_start(await secure_server.client(API), CALL)
    async with web_ui.started(secure_server, tmp_path_factory.mktemp("ui"), PEOPLE) as running:
        yield running


async def test_without_a_sign_in_nothing_is_shown(ui: StartedUi) -> None:
    async with ui.person() as stranger:
        for path in ("/namespaces", "/namespaces/default", "/namespaces/default/workflows", TIMELINE, "/cluster-info"):
            assert (await stranger.read(path)).status_code == httpx.codes.UNAUTHORIZED, path
        settings = (await stranger.read("/settings")).json()
        assert settings["Auth"]["Enabled"] is True
        assert settings["DisableWriteActions"] is True


async def test_a_supervisor_signs_in_and_reads_a_timeline(ui: StartedUi) -> None:
    async with ui.person("supervisor") as supervisor:
        answer = await until_accepted(supervisor, TIMELINE)
        assert answer.status_code == httpx.codes.OK
        kinds = [event["eventType"] for event in answer.json()["history"]["events"]]
        assert kinds[:2] == ["EVENT_TYPE_WORKFLOW_EXECUTION_STARTED", "EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED"]
        assert (await supervisor.read("/namespaces/default/workflows")).json()["executions"]


@pytest.mark.parametrize("name", ["detective", "other-agency"])
async def test_who_signs_in_without_the_permission_sees_no_timeline(ui: StartedUi, name: str) -> None:
    async with ui.person("supervisor") as supervisor:
        await until_accepted(supervisor, TIMELINE)
    async with ui.person(name) as person:
        assert (await person.read(TIMELINE)).status_code == httpx.codes.FORBIDDEN


@pytest.mark.parametrize("name", ["supervisor", "administrator"])
@pytest.mark.parametrize("act", WRITES)
async def test_nothing_is_changed_from_the_web_ui_whatever_the_token_allows(ui: StartedUi, name: str, act: str) -> None:
    async with ui.person(name) as person:
        assert (await person.write(*WRITES[act])).status_code == httpx.codes.METHOD_NOT_ALLOWED


async def test_a_token_that_the_provider_did_not_sign_is_refused_at_the_web_ui(
    ui: StartedUi, secure_server: SecureServer
) -> None:
    """Not even one of ours, which the Temporal server itself would let in."""
    file = secure_server.target(API).api_key_file
    assert file
    async with ui.person() as stranger:
        stranger.headers["Authorization"] = f"Bearer {file.read_text()}"
        assert (await stranger.read(TIMELINE)).status_code == httpx.codes.UNAUTHORIZED
        stranger.headers["Authorization-Extras"] = file.read_text()
        assert (await stranger.read(TIMELINE)).status_code == httpx.codes.UNAUTHORIZED


async def test_an_id_token_of_one_does_not_carry_the_token_of_another(
    ui: StartedUi, secure_server: SecureServer
) -> None:
    """The Web UI checks the one token and shows the server the same: a second one beside it counts for nothing."""
    file = secure_server.target(API).api_key_file
    assert file
    async with ui.person("detective") as detective:
        detective.headers["Authorization"] = f"Bearer {file.read_text()}"
        assert (await detective.read(TIMELINE)).status_code == httpx.codes.FORBIDDEN
