"""Our own sources, read and parsed once, for tests that hold what must stay true of all of them."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.conftest import ROOT

PACKAGES = (
    "activities analytics api audit benchmarks commands db domain engine intake locales messaging policies portal "
    "simulator staff tools wiring workflows"
).split()


def _files() -> Iterator[Path]:
    yield from ROOT.glob("*.py")
    for package in PACKAGES:
        yield from (path for path in (ROOT / package).rglob("*.py") if "versions" not in path.parts)


TEXTS: dict[str, str] = {
    path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8") for path in sorted(_files())
}
"""Path -> what it says. Migrations, which are history, are left out."""

SOURCES: dict[str, ast.Module] = {path: ast.parse(text) for path, text in TEXTS.items()}
"""Path -> the same, parsed."""
