"""Makes pictures of answers by a rule: in force for a night, or only tried, to say how many it would point at."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from analytics.coaching.comparing import PeerComparison, compare
from analytics.coaching.material import RatedCall, as_arrays
from analytics.coaching.store import CoachingStore, Pictures
from domain.coaching.policy import CoachingPolicy, CoachingRule
from domain.coaching.terms import Direction, SubjectRole


def compared_by_role(calls: Sequence[RatedCall], rule: CoachingRule) -> dict[SubjectRole, tuple[PeerComparison, ...]]:
    """Of each role those with enough answers. Raises NotInstalled."""
    return {
        role: tuple(compare(as_arrays([call for call in calls if call.role is role]), rule)) for role in SubjectRole
    }


def make_pictures(
    store: CoachingStore, policy: CoachingPolicy, *, today: date, now: datetime, invented: bool = False
) -> Pictures:
    """Of the answers that are kept, by the rule in force. Raises NotInstalled, OSError."""
    since, before = policy.compared_since(today), store.pictures()
    same_rule = before is not None and before.rule == str(policy.rule)
    made = Pictures(
        made_at=now,
        rule=str(policy.rule),
        rule_since=before.rule_since if before is not None and same_rule else now,
        since=since,
        until=today,
        by_role=compared_by_role(store.calls(since=since), policy.rule),
        invented=invented,
    )
    store.write_pictures(made)
    return made


@dataclass(frozen=True, slots=True, kw_only=True)
class Pointing:
    """How many a rule points at, and how many it shows at all: numbers, no ids."""

    shown: Mapping[SubjectRole, int]
    pointed: Mapping[tuple[SubjectRole, Direction], int]


def pointing(by_role: Mapping[SubjectRole, Sequence[PeerComparison]]) -> Pointing:
    """Counted."""
    pointed = Counter((role, each.direction) for role, found in by_role.items() for each in found if each.direction)
    return Pointing(
        shown={role: len(found) for role, found in by_role.items()},
        pointed={(role, direction): pointed[role, direction] for role in SubjectRole for direction in Direction},
    )


def tried(store: CoachingStore, rules: Sequence[CoachingRule], since: date) -> list[Pointing]:
    """What each of these rules would point at, from that day on. Nothing is kept of it. Raises NotInstalled."""
    calls = store.calls(since=since)
    return [pointing(compared_by_role(calls, rule)) for rule in rules]
