"""docs/simulator.md: its numbers, addresses and settings are those of the simulator, and its commands work."""

from __future__ import annotations

import re
import subprocess

import pytest

from simulator.config import SimulatorConfig
from simulator.magic_addresses import RULES as ADDRESSES
from simulator.magic_numbers import RULES as NUMBERS
from tests.conftest import ROOT
from tests.simulator_process import SimulatorProcess

PAGE = (ROOT / "docs" / "simulator.md").read_text()


def rows() -> list[str]:
    return re.findall(r"^\| \+1 500 555 ([^|]*) \|", PAGE, re.MULTILINE)


def test_every_number_that_fails_is_on_the_page_and_no_other() -> None:
    listed = {f"+1500555{ending}" for row in rows() for ending in re.findall(r"\d{4}", row)}
    assert listed == NUMBERS.keys()


def test_every_refusal_is_said_with_its_code() -> None:
    for row in re.findall(r"^\| \+1 500 555 (.*refused.*)$", PAGE, re.MULTILINE):
        [code] = re.findall(r"\((\d{5})\)", row)
        for ending in re.findall(r"\d{4}", row.partition("|")[0]):
            error = NUMBERS[f"+1500555{ending}"].error
            assert error is not None
            assert error.code == int(code)


@pytest.mark.parametrize("name", ADDRESSES)
def test_every_address_that_fails_is_on_the_page(name: str) -> None:
    assert f"`{name}`" in PAGE


def test_every_setting_on_the_page_exists() -> None:
    named = set(re.findall(r"`(\w+_(?:rate|seconds|url|doubled|reordered|lost))`", PAGE))
    assert named
    assert named <= SimulatorConfig.model_fields.keys()


def test_its_commands_work_as_they_stand() -> None:
    (block,) = re.findall(r"^```bash\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    with SimulatorProcess() as simulator:
        for command in (
            block.replace("http://127.0.0.1:8025", simulator.url).replace("curl -sS", "curl -fsS").splitlines()
        ):
            done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False, timeout=60)
            assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"
