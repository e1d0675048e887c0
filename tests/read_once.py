"""What a process of ours reads when it starts, and a test process once for all its tests. Nothing changes it."""

from __future__ import annotations

from functools import cache

from locales.catalog_loader import Catalogs, load_catalogs, load_staff_catalogs
from policies.files import QuestionSets, StatePacks, load_question_sets, load_state_packs


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
