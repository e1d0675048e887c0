"""What the documentation names is there: files, commands with their options, settings."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import Any

import pytest
import typer.main

from cli import app
from settings import Settings
from tests.conftest import ROOT
from tools.env_example import variable

PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md")), ROOT / "examples" / "README.md"]
SETTINGS = {variable(name, field) for name, field in Settings.model_fields.items()}
OURS = re.compile(r"\bCASELINE_[A-Z0-9_]+\b")
FOR_TESTS = re.compile(r"CASELINE_TEST_|CASELINE_BENCHMARK_")
CODE = re.compile(r"^```\w*\n(.*?)^```$|`([^`\n]+)`", re.MULTILINE | re.DOTALL)
FILE = re.compile(
    r"`((?:activities|api|benchmarks|commands|db|docs|domain|engine|examples|intake|locales|mappings|policies"
    r"|simulator|tests|tools|wiring|workflows)/[\w./-]*)`"
)
WRITTEN_AT_RUN_TIME = re.compile(r"000N_|locales/vi/")

each_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))


def code(page: Path) -> list[str]:
    """Everything set as code, each line of a block by itself, lines that go on joined."""
    pieces = [block or span for block, span in CODE.findall(page.read_text())]
    return [line.strip() for piece in pieces for line in piece.replace("\\\n", " ").splitlines()]


def typed(page: Path) -> list[list[str]]:
    """The words of every `caseline` command, without what the shell adds."""
    found = [re.search(r"(?:^|\s)caseline (.*)$", line.removeprefix("$ ").partition("  #")[0]) for line in code(page)]
    return [words(match.group(1)) for match in found if match]


def words(text: str) -> list[str]:
    """Up to where the shell takes over."""
    return shlex.split(re.split(r"\s[|<>&]|;", text)[0].replace("...", "").replace("[", "").replace("]", ""))


def problem(given: list[str]) -> str:
    """What is wrong with a command as typed; empty if nothing is."""
    command: Any = typer.main.get_command(app)
    rest = list(given)
    while rest and hasattr(command, "commands") and not rest[0].startswith("-"):
        if rest[0] not in command.commands:
            return f"no such command: {' '.join(given)}"
        command = command.commands[rest.pop(0)]
    known = {option for parameter in command.params for option in (*parameter.opts, *parameter.secondary_opts)}
    known |= {"--help"}
    unknown = [word for word in rest if word.startswith("--") and word.partition("=")[0] not in known]
    return f"no such option: {' '.join(given)}" if unknown else ""


@each_page
def test_every_link_leads_to_a_file(page: Path) -> None:
    links = re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", page.read_text())
    local = [link for link in links if not re.match(r"[a-z]+:", link)]
    assert [link for link in local if not (page.parent / link).exists()] == []


@each_page
def test_every_anchor_is_a_heading(page: Path) -> None:
    for target, anchor in re.findall(r"\]\(([^)#\s]*)#([^)]+)\)", page.read_text()):
        if not re.match(r"[a-z]+:", target):
            text = (page.parent / target).read_text() if target else page.read_text()
            assert anchor in {slug(heading) for heading in re.findall(r"^#+ (.*)$", text, re.MULTILINE)}


def slug(heading: str) -> str:
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


@each_page
def test_every_file_named_is_there(page: Path) -> None:
    named = [name for name in FILE.findall(page.read_text()) if not WRITTEN_AT_RUN_TIME.search(name)]
    assert [name for name in named if not (ROOT / name).exists()] == []


@each_page
def test_every_command_exists_with_its_options(page: Path) -> None:
    assert [wrong for given in typed(page) if (wrong := problem(given))] == []


@each_page
def test_every_setting_exists(page: Path) -> None:
    named = {name for name in OURS.findall(page.read_text()) if not FOR_TESTS.match(name)}
    assert named - SETTINGS == set()


def test_the_index_lists_every_page() -> None:
    index = (ROOT / "docs" / "README.md").read_text()
    assert [page.name for page in (ROOT / "docs").glob("*.md") if f"({page.name})" not in index] == ["README.md"]


@pytest.mark.parametrize(
    ("given", "wrong"),
    [
        ("message preview KEY --language ar", ""),
        ("message preveiw KEY", "no such command"),
        ("up --exit-when-plaid", "no such option"),
    ],
)
def test_a_command_that_does_not_exist_is_noticed(given: str, wrong: str) -> None:
    assert problem(given.split()).startswith(wrong) if wrong else not problem(given.split())
