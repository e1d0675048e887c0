"""The commands of docs/temporal-contract.md, typed as they stand there, against the real server."""

from __future__ import annotations

import asyncio
import json
import re
import shlex
from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

import pytest

from engine.server import ServerBinary, Sources, install
from tests.world import ROOT, World
from workflows.contract import CaseStatusInput

PAGE = ROOT / "docs" / "temporal-contract.md"
ORI = "WADEMO000"


def commands(proven: Iterator[CaseStatusInput]) -> list[list[str]]:
    """Every command of the page, in its order; each change of a case status is the next proven one."""
    blocks = re.findall(r"```sh\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    now = f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"
    typed = [shlex.split(block.replace("\\\n", " ").replace("$NOW", now)) for block in blocks]
    return [[_payload(next(proven)) if word == "$PROVEN" else word for word in command] for command in typed]


def _payload(change: CaseStatusInput) -> str:
    return json.dumps({name: value for name, value in asdict(change).items() if value is not None})


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
    page = commands(iter([call.proven("assigned"), call.proven("arrest")]))
    typed = [" ".join(command[:3]) for command in page]
    assert {"temporal workflow signal", "temporal workflow update", "temporal workflow query"} <= set(typed)
    for command in page:
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
