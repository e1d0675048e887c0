"""The libraries of the `analytics` extra, imported when first needed, or one sentence on how to install them."""

from __future__ import annotations

import importlib
import importlib.util
from types import ModuleType

LIBRARIES = ("duckdb", "lark", "numpy", "scipy", "altair", "vl_convert")


class NotInstalled(Exception):
    """This installation of Caseline has no analytics."""

    def __init__(self) -> None:
        super().__init__(
            'Results, open data, hot spots and coaching need the extra "analytics": '
            "pip install 'caseline[analytics]' (or, in a checkout, make setup)."
        )


def is_installed() -> bool:
    """True if every library of the extra is there."""
    return all(importlib.util.find_spec(name) for name in LIBRARIES)


def require_installed() -> None:
    """Before modules are imported that need the extra's libraries themselves. Raises NotInstalled."""
    if not is_installed():
        raise NotInstalled


def library(name: str) -> ModuleType:
    """One of LIBRARIES. Raises NotInstalled."""
    try:
        return importlib.import_module(name)
    except ImportError:
        raise NotInstalled from None


def duckdb_module() -> ModuleType:
    """DuckDB. Raises NotInstalled."""
    return library("duckdb")
