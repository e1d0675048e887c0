"""docs/integrating-a-cad.md: its examples run as they stand, and are answered as it says."""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from domain.api_key_scopes import SCOPES
from domain.events import EventType
from intake.calls.events import EventData
from intake.calls.people import ContactIn
from intake.calls.snapshots import Snapshot
from tests.api.running import Running, running_api
from tests.conftest import ROOT

PAGE = (ROOT / "docs" / "integrating-a-cad.md").read_text()
BLOCKS = re.findall(r"^```(\w*)\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


def examples() -> list[tuple[str, Any]]:
    """Each command with the answer shown after it, or None."""
    after = [*BLOCKS[1:], ("", "")]
    return [
        (text, json.loads(answer) if kind == "json" else None)
        for (language, text), (kind, answer) in zip(BLOCKS, after, strict=True)
        if language == "bash" and "curl" in text
    ]


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with running_api(tmp_path_factory.mktemp("cad-page")) as running:
        yield running


def matches(shown: Any, real: Any) -> bool:
    """The same, but for text that ends in "..." on the page."""
    if isinstance(shown, dict) and isinstance(real, dict):
        return shown.keys() == real.keys() and all(matches(shown[name], real[name]) for name in shown)
    if isinstance(shown, list) and isinstance(real, list):
        return len(shown) == len(real) and all(map(matches, shown, real))
    if isinstance(shown, str) and shown.endswith("..."):
        return str(real).startswith(shown[:-3])
    return bool(shown == real)


def test_the_examples_run_and_are_answered_as_shown(api: Running) -> None:
    assert len(examples()) >= 10
    now = f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"
    for command, shown in examples():
        done = subprocess.run(
            ["bash", "-c", command],
            env={"CASELINE": api.url, "KEY": api.key, "NOW": now, "PATH": os.environ["PATH"]},
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
        assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"
        assert shown is None or matches(shown, json.loads(done.stdout)), f"{command}\n{done.stdout}"


@pytest.mark.parametrize(
    "name",
    [*EventType, *SCOPES, *Snapshot.model_fields, *EventData.model_fields, *ContactIn.model_fields],
)
def test_every_type_field_and_scope_is_on_the_page(name: str) -> None:
    assert f"`{name}`" in PAGE


ROUTE = re.compile(r"\b(GET|PUT|POST) (/(?:v1|health)[^\s`?)]*)")
CURL = re.compile(r'curl -f?sS (?:-X (PUT|POST) )?"\$CASELINE(/[^"?]*)')


def test_the_page_has_every_route_and_each_is_called_in_an_example(api: Running) -> None:
    public = routes(api)
    assert set(ROUTE.findall(PAGE)) == public
    called = {(method or "GET", path.replace("2026-001234", "{call_number}")) for method, path in CURL.findall(PAGE)}
    assert public - called == {("GET", "/health/ready")}  # it depends on a Temporal server


@pytest.mark.parametrize(
    "page", [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))], ids=lambda page: page.name
)
def test_no_page_names_a_route_that_is_not_there(api: Running, page: Path) -> None:
    named = set(ROUTE.findall(page.read_text()))
    assert {each for each in named if not any(fits(each, route) for route in routes(api))} == set()


def routes(api: Running) -> set[tuple[str, str]]:
    """As the OpenAPI document lists them."""
    paths = httpx.get(f"{api.url}/openapi.json").json()["paths"]
    return {(method.upper(), path) for path, methods in paths.items() for method in methods}


def fits(named: tuple[str, str], route: tuple[str, str]) -> bool:
    pattern = re.sub(r"\\{\w+\\}", r"[^/]+", re.escape(route[1]))
    return named[0] == route[0] and re.fullmatch(pattern, named[1]) is not None
