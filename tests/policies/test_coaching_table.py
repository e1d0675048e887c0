"""What a policy must say before coaching is open."""

from __future__ import annotations

import pytest

from domain.coaching.policy import CoachingPolicy, CoachingRule
from domain.staff.roles import Role
from policies.policy_file import parse
from policies.policy_summary import rule_sentences
from policies.toml_file import TomlError
from tests.aged_calls import POLICY

LINES = {
    "purpose": '"Praise what goes well."',
    "seen_by": '["supervisor", "administrator"]',
    "keep_months": "12",
    "labor_agreement": '"Agreement of 1 May 2026"',
}
FIRST_LINE = POLICY.count("\n") + 2


def policy_of(**lines: str) -> CoachingPolicy | None:
    """What a file says that has these lines; "" leaves one out."""
    table = "\n".join(f"{key} = {value}" for key, value in (LINES | lines).items() if value)
    return parse(f"{POLICY}\n[coaching]\n{table}\n").coaching


def wrong(**lines: str) -> str:
    with pytest.raises(TomlError) as caught:
        policy_of(**lines)
    return str(caught.value)


def test_without_the_table_coaching_is_closed_and_the_summary_says_so() -> None:
    policy = parse(POLICY)
    assert policy.coaching is None
    assert dict(rule_sentences(policy))["Coaching"].startswith("closed")


def test_with_all_four_it_is_open_by_the_careful_rule() -> None:
    assert policy_of() == CoachingPolicy(
        purpose="Praise what goes well.",
        seen_by=frozenset({Role.SUPERVISOR, Role.ADMINISTRATOR}),
        keep_months=12,
        labor_agreement="Agreement of 1 May 2026",
        officer_first_days=7,
        rule=CoachingRule(least_answers=10, least_calls=5, false_discoveries_percent=1, least_difference_percent=10),
    )


@pytest.mark.parametrize("missing", LINES)
def test_without_one_of_the_four_it_stays_closed_and_the_line_is_named(missing: str) -> None:
    assert f"line {FIRST_LINE}: coaching.{missing}: is missing" in wrong(**{missing: ""})


@pytest.mark.parametrize(
    ("key", "value", "says"),
    [
        ("seen_by", '["administrator"]', 'add "supervisor"'),
        ("seen_by", '["supervisor", "detective"]', "detective"),
        ("keep_months", "37", "from 3 to 36"),
        ("labor_agreement", '"The Guild"', "its date"),
        ("purpose", '""', "purpose"),
        ("least_answers", "9", "from 10 to 1000"),
        ("least_calls", "4", "from 5 to 1000"),
        ("false_discoveries_percent", "6", "from 1 to 5"),
        ("least_difference_percent", "4", "from 5 to 50"),
        ("officer_first_days", "2", "from 3 to 60"),
        ("score", "true", "unknown key"),
    ],
)
def test_what_would_open_it_too_far_is_refused(key: str, value: str, says: str) -> None:
    assert says in wrong(**{key: value})


def test_the_summary_says_all_that_it_opens() -> None:
    said = dict(rule_sentences(parse(f"{POLICY}\n[coaching]\n" + "\n".join(f"{k} = {v}" for k, v in LINES.items()))))
    for part in ("Praise what goes well.", "administrator and supervisor", "12 months", "Agreement of 1 May 2026"):
        assert part in said["Coaching"]
