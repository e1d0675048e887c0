"""The commands of docs/temporal-contract.md, typed as they stand there, against the real server."""

from __future__ import annotations

import asyncio
import re
import shlex
from datetime import UTC, datetime
from pathlib import Path

import pytest

from engine.server import ServerBinary, Sources, install
from tests.world import ROOT, World

PAGE = ROOT / "docs" / "temporal-contract.md"
ORI = "WADEMO000"


def commands() -> list[list[str]]:
    """Every command of the page, in its order."""
    blocks = re.findall(r"```sh\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    now = f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"
    return [shlex.split(block.replace("\\\n", " ").replace("$NOW", now)) for block in blocks]


def the_temporal_command(sources: Sources) -> Path:
    """The binary that is also the development server."""
    binary: ServerBinary = install(sources, lambda text, done=None, total=None: None)
    return binary.path


async def type_in(binary: Path, command: list[str], address: str) -> str:
    """Run one command as a person would. Fails with what it printed if it does."""
    process = await asyncio.create_subprocess_exec(
        binary,
        *command[1:],
        "--address",
        address,
        "--output",
        "json",
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    printed, _ = await process.communicate()
    assert process.returncode == 0, printed.decode()
    return printed.decode()


async def test_every_command_of_the_page_works(world: World, temporal_server: str, server_sources: Sources) -> None:
    world.ori = ORI
    await world.open_agency()
    call = world.call("26-000123")
    binary = the_temporal_command(server_sources)
    typed = [" ".join(command[:3]) for command in commands()]
    assert {"temporal workflow signal", "temporal workflow update", "temporal workflow query"} <= set(typed)
    for command in commands():
        await type_in(binary, command, temporal_server)
    assert (await call.status())["status"] == "arrest"
    assert "case.assigned" in [line["what"] for line in await call.lines()]


async def test_an_impossible_change_is_refused_in_words(
    world: World, temporal_server: str, server_sources: Sources
) -> None:
    world.ori = ORI
    await world.open_agency()
    call = world.call("26-000124")
    await call.receive()
    await call.settle()
    command = ["temporal", "workflow", "update", "execute", "--workflow-id", call.workflow_id]
    command += ["--name", "change_case_status", "--input", '{"status": "reopened"}']
    with pytest.raises(AssertionError, match="there is no case yet"):
        await type_in(the_temporal_command(server_sources), command, temporal_server)
