"""Every command says what it does, and only the one that is typed is imported."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from importlib import metadata
from typing import Any

import pytest
import typer.main
from typer.testing import CliRunner

from cli import Caseline, app
from tests.conftest import ROOT

PROVIDERS = {"twilio", "sendgrid"}
SINGLE_FILES = ("cli", "settings", "worker")


def every(group: Any, path: str = "caseline") -> Iterator[tuple[str, Any]]:
    """Each command and group below this one, with what is typed for it."""
    for name in group.commands:
        command = group.commands[name]
        yield f"{path} {name}", command
        if hasattr(command, "commands"):
            yield from every(command, f"{path} {name}")


COMMANDS = dict(every(typer.main.get_command(app)))


def one_line(text: str) -> str:
    return " ".join(text.split("\n\n", maxsplit=1)[0].split())


@pytest.mark.parametrize("typed", COMMANDS)
def test_every_command_and_every_option_says_what_it_is_for(typed: str) -> None:
    command = COMMANDS[typed]
    assert command.help
    assert [parameter.name for parameter in command.params if not getattr(parameter, "help", None)] == []


@pytest.mark.parametrize("name", Caseline.verbs)
def test_the_list_of_commands_says_what_each_says_of_itself(name: str) -> None:
    assert Caseline.verbs[name].help == one_line(COMMANDS[f"caseline {name}"].help)


def test_help_lists_every_command() -> None:
    result = CliRunner().invoke(app, ["--help"], env={"COLUMNS": "200"})
    assert result.exit_code == 0
    for name, verb in Caseline.verbs.items():
        assert any(name in line and verb.help in line for line in result.output.splitlines()), name


@pytest.mark.parametrize(("old", "name"), Caseline.old_names.items())
def test_an_old_name_still_works_and_is_not_listed(old: str, name: str) -> None:
    shown = CliRunner().invoke(app, [old, "--help"], env={"COLUMNS": "200"})
    assert shown.exit_code == 0
    assert Caseline.verbs[name].help in shown.output
    assert f"caseline {old}" not in COMMANDS


def test_a_mistyped_command_is_an_error_with_a_suggestion() -> None:
    result = CliRunner().invoke(app, ["polcy"])
    assert result.exit_code == 2
    assert "'policy'" in result.output


def test_it_knows_its_version() -> None:
    assert CliRunner().invoke(app, ["--version"]).output == f"caseline {metadata.version('caseline')}\n"


def test_to_list_the_commands_nothing_of_them_is_imported() -> None:
    listing = "from typer.testing import CliRunner; import cli; CliRunner().invoke(cli.app, ['--help'])"
    assert imported_by(listing) & {"temporalio", "sqlmodel", "fastapi", "babel", "httpx"} == set()


def test_no_command_but_worker_and_api_brings_in_the_providers() -> None:
    """The worker sends, the API checks signatures. Held for the single files too, which the linter does not see."""
    modules = {verb.where.partition(":")[0] for verb in Caseline.verbs.values()} | {"cli", "settings"}
    others = modules - {"commands.worker_process", "commands.api_process"}
    assert imported_by(f"import {', '.join(sorted(others))}") & PROVIDERS == set()
    assert imported_by("import commands.worker_process") & PROVIDERS == PROVIDERS


@pytest.mark.parametrize("file", [f"{name}.py" for name in SINGLE_FILES])
def test_no_single_file_imports_a_provider_itself(file: str) -> None:
    lines = (ROOT / file).read_text().splitlines()
    imports = [line.split()[1].split(".")[0] for line in lines if line.startswith(("import ", "from "))]
    assert set(imports) & PROVIDERS == set()


def imported_by(code: str) -> set[str]:
    """Top-level packages a fresh Python has imported after this."""
    show = "; import sys; print(*{name.split('.')[0] for name in sys.modules})"
    done = subprocess.run(
        [sys.executable, "-c", code + show], cwd=ROOT, capture_output=True, text=True, check=False, timeout=120
    )
    assert done.returncode == 0, done.stderr
    return set(done.stdout.split())
