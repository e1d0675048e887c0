"""What the documentation names is there: files, commands with their options, settings."""

from __future__ import annotations

import re
import shlex
import tomllib
from collections import Counter
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
    r"`((?:activities|api|benchmarks|commands|db|docs|domain|engine|examples|intake|locales|mappings|messaging|policies"
    r"|portal|simulator|tests|tools|wiring|workflows)/[\w./-]*)`"
)
WRITTEN_AT_RUN_TIME = re.compile(r"000N_|locales/vi/")
ARCHITECTURE = (ROOT / "docs" / "architecture.md").read_text()
GLOSSARY = (ROOT / "docs" / "glossary.md").read_text()
READ_IN_SEVEN_MINUTES = 1700
"""Words."""

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


def test_every_module_in_the_architecture_is_there_those_in_its_picture_too() -> None:
    named = set(re.findall(r"[\w/]+\.py\b", ARCHITECTURE))
    (picture,) = re.findall(r"^```mermaid\n(.*?)^```$", ARCHITECTURE, re.MULTILINE | re.DOTALL)
    assert len(re.findall(r"\.py\b", picture)) > 20
    assert {name for name in named if not (ROOT / name).is_file()} == set()


def test_ten_files_to_read_first_are_ten() -> None:
    items = re.findall(r"^(\d+)\. `([\w/]+\.py)`: ", section(ARCHITECTURE, "Read these ten files first"), re.MULTILINE)
    assert [int(number) for number, _ in items] == list(range(1, 11))
    assert len({name for _, name in items}) == 10


def test_the_spine_is_the_one_that_import_linter_holds() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    (layers,) = [contract["layers"] for contract in contracts if contract["type"] == "layers"]
    spine = section(ARCHITECTURE, "The spine")
    (drawn,) = re.findall(r"^```\n(.*)\n```$", spine, re.MULTILINE)
    outside = {"cli", "worker"}  # single files, which no layer can name
    assert [layer for layer in drawn.split(" -> ") if layer not in outside] == layers
    packages = {name for layer in layers for name in layer.split(" | ")} | {"simulator"}
    assert set(re.findall(r"^\| `(\w+)/` \|", spine, re.MULTILINE)) == packages


def test_the_glossary_is_read_in_seven_minutes() -> None:
    assert len(GLOSSARY.split()) < READ_IN_SEVEN_MINUTES


def test_the_glossary_defines_each_term_once() -> None:
    cells = re.findall(r"^\| (\*\*.*?) \|", GLOSSARY, re.MULTILINE)
    terms = Counter(term.lower() for cell in cells for term in re.findall(r"\*\*(.+?)\*\*", cell))
    assert len(terms) > 50
    assert [term for term, times in terms.items() if times > 1] == []


def section(page: str, heading: str) -> str:
    """From one heading to the next."""
    _, _, after = page.partition(f"\n## {heading}\n")
    return after.partition("\n## ")[0]


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
