"""Python looks for garbage less often while it tests: what the tests import stays, and takes long to look through."""

from __future__ import annotations

import gc

import pytest

NEW, YOUNG, OLD = 50_000, 20, 50
"""How many objects, and then how many looks at younger ones, bring about a look; a tenth of the run was looking."""


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    """All tests are imported by now."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(NEW, YOUNG, OLD)
