"""The policy in force for an agency, read once per version."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import datetime
from functools import lru_cache

from db.tables import Agency
from domain.policy import Policy
from policies.policy_file import parse
from policies.toml_file import TomlError

_MARK_LENGTH = 16


@lru_cache(maxsize=256)
def _read(text: str, live_from: datetime | None) -> Policy:
    policy = parse(text)
    return policy if live_from is None else replace(policy, live_from=live_from)


def policy_of(agency: Agency) -> Policy:
    """The agency's policy. Raises TomlError if what was stored cannot be read."""
    return _read(agency.policy, agency.live_from)


@lru_cache(maxsize=256)
def policy_mark(policy: str) -> str:
    """Tells one version of a policy file from every other: the beginning of its SHA-256 (hex)."""
    return hashlib.sha256(policy.encode()).hexdigest()[:_MARK_LENGTH]


def readable_policy(agency: Agency) -> Policy | None:
    """The agency's policy; None if what was stored cannot be read."""
    try:
        return policy_of(agency)
    except TomlError:
        return None
