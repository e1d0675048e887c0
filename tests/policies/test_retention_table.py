"""How long records stay, as a policy file says it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from domain.retention import CaseEnd, RecordKind, RetentionPolicy
from policies.policy_file import parse
from policies.toml_file import TomlError
from tests.aged_calls import POLICY

DAY = timedelta(days=1)


def retention(text: str) -> RetentionPolicy:
    return parse(f"{POLICY}\n{text}").retention


def wrong(text: str) -> str:
    with pytest.raises(TomlError) as caught:
        retention(text)
    return str(caught.value)


def test_without_a_word_the_careful_defaults_hold() -> None:
    assert retention("") == RetentionPolicy()


def test_each_key_has_its_place() -> None:
    days = {kind: 1000 + n for n, kind in enumerate(RecordKind)}
    keys = "".join(f"{kind}_days = {n}\n" for kind, n in days.items())
    for end in CaseEnd:
        policy = retention(f"[retention.{end}]\n{keys}")
        assert policy.days[end] == days
    assert retention("[retention]\nclosed_tasks_days = 31\n").closed_tasks == 31
    assert retention("[retention]\nstray_replies_days = 0\n").stray_replies == 0


def test_nothing_stays_longer_than_what_it_belongs_to() -> None:
    policy = retention("[retention.no_case]\npeople_days = 100\nmessages_days = 0\nreplies_days = 300\n")
    for kind in (RecordKind.MESSAGES, RecordKind.REPLIES, RecordKind.SURVEYS, RecordKind.PEOPLE):
        assert policy.after(CaseEnd.NO_CASE, kind) == 100 * DAY
    policy = retention("[retention.no_case]\ncalls_days = 400\npeople_days = 0\n")
    assert {policy.after(CaseEnd.NO_CASE, kind) for kind in RecordKind} == {400 * DAY}


def test_zero_keeps_for_good() -> None:
    policy = retention("[retention.no_case]\npeople_days = 0\n[retention.closed_case]\npeople_days = 0\n")
    assert policy.kinds == frozenset()


@pytest.mark.parametrize("days", [1, 29])
def test_nothing_goes_within_a_month(days: int) -> None:
    assert f"retention.no_case.people_days: {days} is too few; use at least 30" in wrong(
        f"[retention.no_case]\npeople_days = {days}\n"
    )


def test_a_call_stays_longer_than_the_year_that_counts_it() -> None:
    assert "calls_days: 365 is too few; use at least 400" in wrong("[retention.closed_case]\ncalls_days = 365\n")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[retention.open_case]\npeople_days = 400\n", "unknown key"),
        ("[retention.no_case]\npeople = 400\n", "did you mean people_days?"),
        ("[retention.no_case]\npeople_days = -1\n", "out of range"),
        ('[retention]\nclosed_tasks_days = "400"\n', "is not a whole number"),
    ],
)
def test_a_mistake_is_named(text: str, said: str) -> None:
    assert said in wrong(text)
