"""Which policy was in force when, as far as it can still be read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from db.tables import Agency
from domain.policy import Policy
from policies.in_force import readable_policy
from policies.policy_file import parse
from policies.toml_file import TomlError


@dataclass(frozen=True, slots=True, kw_only=True)
class PastPolicies:
    """The policies of one agency, the oldest first, each with the moment since which it was in force."""

    known: Sequence[tuple[datetime, Policy]]

    def at(self, moment: datetime) -> Policy | None:
        """The one of that moment; of before the first, the first. None if no policy can be read."""
        found = [policy for since, policy in self.known if since <= moment]
        return found[-1] if found else next((policy for _, policy in self.known), None)


def past_policies(agency: Agency, versions: Iterable[tuple[datetime, str]]) -> PastPolicies:
    """`versions`: what was put in force, the oldest first; an agency without any kept the one it has."""
    known = [(since, policy) for since, text in versions if (policy := _readable(text)) is not None]
    if not known and (policy := readable_policy(agency)) is not None:
        known = [(agency.created_at, policy)]
    return PastPolicies(known=tuple(known))


def _readable(text: str) -> Policy | None:
    try:
        return parse(text)
    except TomlError:
        return None
