"""What `make` does, as it would print it."""

from __future__ import annotations

import os
import re
import subprocess

from tests.conftest import ROOT


def make(*arguments: str) -> str:
    # The make that runs these tests hands its own ARGS on to every make below it.
    fresh = {name: value for name, value in os.environ.items() if name not in ("ARGS", "MAKEFLAGS", "MAKEOVERRIDES")}
    command = ["make", "--no-print-directory", *arguments]
    return subprocess.run(command, cwd=ROOT, env=fresh, capture_output=True, text=True, check=True).stdout


def targets() -> set[str]:
    phony = re.search(r"^\.PHONY: (.*)$", (ROOT / "Makefile").read_text(), re.MULTILINE)
    assert phony
    return set(phony.group(1).split())


def test_make_alone_lists_every_target() -> None:
    assert set(re.findall(r"^  make (\w+)", make(), re.MULTILINE)) == targets()


def test_arguments_are_passed_on() -> None:
    assert make("-n", "run", "ARGS=--exit-when-played").endswith("caseline up --exit-when-played\n")
    assert make("-n", "test", "ARGS=-k clock").endswith("pytest -k clock\n")


def test_all_tests_run_side_by_side_and_some_as_is_asked() -> None:
    assert "pytest -n auto " in make("-n", "test")
    assert "-n auto" not in make("-n", "test", "ARGS=-k clock")


def test_every_target_that_needs_the_environment_sets_it_up_first() -> None:
    for target in targets() - {"help", "clean"}:
        assert make("-n", target).startswith("tools/bootstrap.sh\n"), target


def test_what_the_tests_need_is_installed_for_them_and_for_pictures_and_never_to_run() -> None:
    before = {target: "python -m tests.needs" in make("-n", target) for target in targets() - {"help", "clean"}}
    assert {target for target, needs in before.items() if needs} == {"test", "gallery"}


def test_check_holds_code_types_imports_and_translations() -> None:
    plan = make("-n", "check")

    for tool in ("ruff check", "ruff format --check", "mypy", "lint-imports", "caseline translations check"):
        assert tool in plan


def test_ci_runs_the_check_and_the_tests_and_nothing_else() -> None:
    lines = (ROOT / ".ci/run").read_text().splitlines()

    assert [line for line in lines if line.startswith("make")] == lines[-2:] == ["make check", "make test"]
    assert "set -euo pipefail" in lines
