"""`caseline up` where its usual ports are taken: it takes others, says so, and every link leads to where it listens."""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator
from contextlib import ExitStack, closing, suppress
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from commands.local.stack_settings import with_free_ports
from engine.server import PortTaken, ServerAddress, ServerBinary, Sources, install, next_free_port
from settings import Settings
from simulator.client import SimulatorControl
from tests.commands.stacks import Up, up

USUAL = {"CASELINE_PORT": 8080, "CASELINE_SIMULATOR_PORT": 8025, "CASELINE_TEMPORAL_PORT": 7233}
UI = {"CASELINE_TEMPORAL_UI_PORT": 8233}
BINARY = ServerBinary(path=Path("temporal"), version="1.32.0", way="test")


@pytest.fixture
def unset(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No port set by the environment or a `.env` file."""
    monkeypatch.chdir(tmp_path)
    for name in USUAL | UI:
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def taken() -> Iterator[None]:
    """All four are listened on; if another program has one, it is taken as well."""
    with ExitStack() as stack:
        for port in (USUAL | UI).values():
            with suppress(OSError):
                stack.enter_context(socket.create_server(("127.0.0.1", port)))
        yield


def links_of(run: Up) -> set[str]:
    """Every link to this machine in the texts that the simulator accepted."""
    with closing(SimulatorControl(run.running["phones"])) as control:
        texts = control.messages(channel="sms")
    return {link for text in texts for link in re.findall(r"http://127\S+", text["body"])}


def answers(url: str) -> bool:
    return httpx.get(url, follow_redirects=True, timeout=60, trust_env=False).is_success


@pytest.mark.usefixtures("unset", "taken")
def test_others_are_taken_and_named_and_links_lead_there(server_sources: Sources, tmp_path: Path) -> None:
    server = {"TEMPORAL_CLI_PATH": str(install(replace(server_sources, address="")).path)}
    state = tmp_path / "state"
    with up(state, server, "--no-play") as elsewhere:  # its agency is made on another port
        elsewhere.until("Everything stays")
        before = httpx.URL(elsewhere.running["api"]).port

    with up(state, server, "--limit", "4", ports={}) as run:
        run.until("Everything stays")
        api = httpx.URL(run.running["api"])
        links = links_of(run)
        for setting, port in (USUAL | UI).items():
            assert re.search(rf"Port {port} is taken; .* listens on \d+ \(set {setting} to choose\)\.", run.output)
        for address in re.findall(r"http://\S+", run.output):
            assert answers(address), address
        assert {httpx.URL(link).port for link in links} == {api.port}
        assert all(answers(link) for link in links)

    assert api.port not in {before, USUAL["CASELINE_PORT"]}


@pytest.mark.usefixtures("unset", "taken")
def test_a_port_that_was_set_is_not_replaced_even_if_it_is_the_usual_one() -> None:
    said: list[str] = []

    with pytest.raises(PortTaken, match=r"Port 8080, wanted for the API.*CASELINE_PORT"):
        with_free_ports(Settings(port=8080), BINARY, said.append)

    assert said == []


@pytest.mark.usefixtures("unset", "taken")
def test_the_ports_of_a_server_that_is_not_ours_do_not_matter() -> None:
    said: list[str] = []

    chosen = with_free_ports(Settings(), ServerAddress(address="temporal.example:7233"), said.append)

    assert chosen.temporal_port == 7233
    assert len(said) == 2
    assert chosen.base_url == f"http://127.0.0.1:{chosen.port}"


@pytest.mark.usefixtures("unset")
def test_links_lead_to_where_it_can_be_reached_and_to_a_public_address_that_is_set() -> None:
    anywhere = with_free_ports(Settings(host="0.0.0.0", port=0), BINARY, lambda _: None)  # noqa: S104
    public = with_free_ports(Settings(public_url="https://calls.example.org", port=0), BINARY, lambda _: None)

    assert anywhere.base_url == f"http://127.0.0.1:{anywhere.port}"
    assert public.base_url == "https://calls.example.org"


def test_the_next_free_port_is_near() -> None:
    with socket.create_server(("127.0.0.1", 0)) as holder:
        port = holder.getsockname()[1]

        assert next_free_port(port) != port
    assert next_free_port(port) == port
