"""Replies are counted by what they mean, and opt-outs for each thousand calls told."""

from __future__ import annotations

from analytics.results.replies import replies
from tests.analytics.results.counted import Row, counting


def test_replies_are_counted_by_intent() -> None:
    rows: list[Row] = [
        {"intent": "thanks"},
        {"intent": "thanks", "about_a_call": False},
        {"intent": "help", "answered_with": "help"},
        {"intent": "other", "about_a_call": None},
    ]
    with counting({"replies": rows}) as found:
        said, _ = replies(found)
    assert said.rows == (("thanks", 2, 0.5, 0, 1), ("help", 1, 0.25, 1, 1), ("other", 1, 0.25, 0, 0))


def test_opt_outs_are_told_by_purpose_and_way_for_each_thousand_calls_told() -> None:
    rows: list[Row] = [
        {},
        {},
        {"given": True},
        {"purpose": "survey", "how": "page"},
        {"purpose": "survey", "given": True},
    ]
    with counting({"consents": rows, "calls": [{}] * 50 + [{"told": False}] * 9}) as found:
        _, opt_outs = replies(found)
    assert opt_outs.rows == (
        ("updates", "reply", 2, 1, 40.0),
        ("survey", "page", 1, 0, 20.0),
        ("survey", "reply", 0, 1, 0.0),
    )
    assert opt_outs.values == {"calls_told": 50}


def test_without_a_call_told_there_is_no_rate() -> None:
    with counting({"consents": [{}]}) as found:
        assert replies(found)[1].column("per_thousand") == (None,)
