"""Where the CPU time of a full case goes: `python -m benchmarks.cpu_by_component [--cases 20] [--top 25]`.

The processes sample themselves (`benchmarks/sampling`), which makes them some ten percent slower: for orientation.
"""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from pathlib import Path
from typing import Annotated

import typer

from benchmarks.full_case import WARM_UP
from benchmarks.local_stack import say, stage
from benchmarks.output import show_table
from commands.replaying.bounded_gather import side_by_side
from settings import ROOT

KEPT = 1.0
"""Seconds after which samples have been written for certain."""

COMPONENTS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("native", ("native",)),
    ("database", ("sqlalchemy", "sqlite", "aiosqlite", "/db/", "sqlmodel", "greenlet")),
    ("twilio and sendgrid", ("twilio", "sendgrid", "requests", "urllib3", "python_http_client", "urllib/", "http/")),
    ("rendering", ("messaging/rendering", "jinja2", "babel", "locales/", "gettext")),
    ("sealing", ("cryptography", "vault.py")),
    ("logging", ("structlog", "logging/")),
    ("our workflow", ("/workflows/", "/domain/")),
    ("our activities", ("/activities/", "/messaging/", "/intake/", "/api/")),
    ("temporal sdk (Python)", ("temporalio", "protobuf")),
    ("http server", ("uvicorn", "fastapi", "starlette", "h11", "httptools")),
    ("pydantic", ("pydantic",)),
    ("event loop", ("asyncio",)),
)
"""A stack belongs to the first component that one of its innermost frames names."""


def component(stack: str) -> str:
    """The component this time belongs to: that of the innermost known frame."""
    for place in stack.split("|"):
        short = place.replace(str(ROOT), "").split("site-packages")[-1]
        for name, marks in COMPONENTS:
            if any(mark in short for mark in marks):
                return name
    return "other"


def ours(stack: str) -> str:
    """The innermost function of ours."""
    root = str(ROOT)
    for place in stack.split("|"):
        if place.startswith(root) and ".venv" not in place:
            return place.removeprefix(root + "/")
    return "-"


async def sample(cases: int, at_once: int) -> dict[str, Counter[str]]:
    """Nanoseconds per stack, by process."""
    found: dict[str, Counter[str]] = {}
    async with stage(hurried=True, profiled=True) as here:
        say(f"{cases} full cases")
        await side_by_side(here.play_case, range(WARM_UP + cases), at_once=at_once)
        folder = here.database.parent
        await asyncio.sleep(KEPT)
        for name in ("api", "worker"):
            found[name] = Counter(json.loads((folder / f"samples-{name}.json").read_text(encoding="utf-8")))
    return found


def main(
    cases: Annotated[int, typer.Option(min=1)] = 20,
    at_once: Annotated[int, typer.Option(min=1)] = 8,
    top: Annotated[int, typer.Option(help="Functions of ours to list.")] = 25,
    out: Annotated[Path | None, typer.Option("--json", help="Write the raw stacks to this file.")] = None,
) -> None:
    """Sample and show."""
    found = asyncio.run(sample(cases, at_once))
    for process, stacks in found.items():
        for title, key, most in (("component", component, 20), ("innermost function of ours", ours, top)):
            spent: Counter[str] = Counter()
            for stack, nanoseconds in stacks.items():
                spent[key(stack)] += nanoseconds
            per_case = 1e6 * (cases + WARM_UP)
            rows = ((name, f"{nanoseconds / per_case:.1f}") for name, nanoseconds in spent.most_common(most))
            show_table((title, "ms per case"), rows, title=f"{process}: {sum(spent.values()) / per_case:.0f} ms")
    if out is not None:
        out.write_text(json.dumps(found), encoding="utf-8")


if __name__ == "__main__":
    typer.run(main)
