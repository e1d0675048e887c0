"""The case that the tests of pages are about."""

from __future__ import annotations

import httpx
import pytest
from fastapi import FastAPI

from tests.api.portal.casework import Casework


@pytest.fixture
def work(app: FastAPI, victim: httpx.AsyncClient) -> Casework:
    """The case of the victim who is signed in."""
    del victim
    return Casework(app)
