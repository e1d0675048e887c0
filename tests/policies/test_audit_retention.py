"""A policy says how long audit records stay: a year at least, or for good."""

from __future__ import annotations

import pytest

from domain.retention import RetentionPolicy
from policies.files import DEFAULT_POLICY
from policies.policy_file import parse
from policies.toml_file import TomlError


def audit_days(text: str) -> int:
    policy = DEFAULT_POLICY.read_text().replace("[retention]\n", f"[retention]\n{text}\n")
    return parse(policy).retention.audit_records


def test_without_a_word_they_stay_for_good() -> None:
    assert audit_days("") == RetentionPolicy().audit_records == 0


@pytest.mark.parametrize("days", [0, 366, 2190])
def test_a_year_or_more_is_taken(days: int) -> None:
    assert audit_days(f"audit_records_days = {days}") == days


@pytest.mark.parametrize("days", [1, 30, 365])
def test_less_than_a_year_is_refused_and_said(days: int) -> None:
    with pytest.raises(TomlError, match=f"{days} is too few; use at least 366, since who did what is kept a year"):
        audit_days(f"audit_records_days = {days}")
