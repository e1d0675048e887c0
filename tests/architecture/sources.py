"""Our own sources, read once, for tests that hold what must stay true of all of them."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
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


class _Parsed(Mapping[str, ast.Module]):
    """Parsed when first asked for: that takes seconds, and each process that tests finds all tests."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self._texts = texts
        self._parsed: dict[str, ast.Module] = {}

    def __getitem__(self, path: str) -> ast.Module:
        if path not in self._parsed:
            self._parsed[path] = ast.parse(self._texts[path])
        return self._parsed[path]

    def __iter__(self) -> Iterator[str]:
        return iter(self._texts)

    def __len__(self) -> int:
        return len(self._texts)


SOURCES: Mapping[str, ast.Module] = _Parsed(TEXTS)
"""Path -> the same, parsed."""
