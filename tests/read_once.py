"""What a process of ours reads when it starts, and a test process once for all its tests. Nothing changes it."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from functools import cache

import httpx
import pytest

from locales.catalog_loader import Catalogs, load_catalogs, load_staff_catalogs
from locales.read_catalogs import ReadIn, read_in_catalogs
from policies.files import QuestionSets, StatePacks, load_question_sets, load_state_packs
from wiring import api, worker


@cache
def catalogs() -> Catalogs:
    """What people are written, in every language."""
    return load_catalogs()


@cache
def staff_catalogs() -> Catalogs:
    """What staff pages say."""
    return load_staff_catalogs()


@cache
def question_sets() -> QuestionSets:
    """Every survey."""
    return load_question_sets()


@cache
def state_packs() -> StatePacks:
    """Rights and services of every state."""
    return load_state_packs()


@cache
def read_sentences() -> ReadIn:
    """Which sentences a speaker has read, in every language."""
    return read_in_catalogs()


@cache
def trusted() -> ssl.SSLContext:
    """The authorities that a client over HTTP trusts."""
    return httpx.create_ssl_context()


@pytest.fixture(scope="session", autouse=True)
def what_is_wired_is_read_once() -> Iterator[None]:
    """Whoever wires a worker or an API here, which some do for each message."""
    with pytest.MonkeyPatch.context() as patch:
        for wired in (api, worker):
            patch.setattr(wired, "load_catalogs", catalogs)
            patch.setattr(wired, "load_question_sets", question_sets)
            patch.setattr(wired, "read_in_catalogs", read_sentences)
        yield
