"""One renderer with the committed catalogs, and what tests say about rendered messages."""

from __future__ import annotations

import pytest

from locales.catalog_loader import load_catalogs
from messaging.rendering.renderer import Renderer


@pytest.fixture(scope="session")
def renderer() -> Renderer:
    """The renderer every process builds at its start."""
    return Renderer(load_catalogs())
