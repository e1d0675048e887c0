"""Python looks for garbage less often while it tests: what the tests import stays, and takes long to look through."""

from __future__ import annotations

import gc
from collections.abc import Generator

import pytest

NEW, YOUNG, OLD = 50_000, 20, 50
"""How many objects, and then how many looks at younger ones, bring about a look; a tenth of the run was looking."""


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection() -> Generator[None, object, object]:
    """Not at all while tests are found, a fifth of which was looking: each of them stays until the end."""
    gc.disable()
    try:
        return (yield None)
    finally:
        gc.collect()
        gc.freeze()
        gc.set_threshold(NEW, YOUNG, OLD)
        gc.enable()
