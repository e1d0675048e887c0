"""The policy in force for an agency, read once per version."""

from __future__ import annotations

from functools import lru_cache

from db.tables import Agency
from domain.policy import Policy
from policies.policy_file import parse


def policy_of(agency: Agency) -> Policy:
    """The agency's policy. Raises policies.policy_problems.PolicyError if what was stored cannot be read."""
    return _parsed(agency.policy)


@lru_cache(maxsize=256)
def _parsed(text: str) -> Policy:
    return parse(text)
