"""How much is tried: the usual, or, with CASELINE_TEST_THOROUGH=1, ten times as much and what takes minutes.

The usual run tries the same examples each time, so a change is judged by what it changed; the thorough one looks
for new ones.
"""

from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, settings

THOROUGH = bool(os.environ.get("CASELINE_TEST_THOROUGH"))

on_the_stricter_database = pytest.mark.parametrize(
    "database_url", ["sqlite", "postgresql"] if THOROUGH else ["postgresql"], indirect=True
)
"""For a test that posts hundreds of things: PostgreSQL refuses what SQLite stores."""


def examples(usual: int) -> int:
    """So many, or ten times as many."""
    return usual * (10 if THOROUGH else 1)


def be_patient() -> None:
    """No property fails because the machine is busy, or by chance."""
    patient = settings(
        max_examples=examples(100),
        deadline=None,
        derandomize=not THOROUGH,
        suppress_health_check=[HealthCheck.too_slow],
    )
    settings.register_profile("patient", patient)
    settings.load_profile("patient")
