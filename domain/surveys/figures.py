"""The figures of a group, worked out from what was released of it: rates, means and shares with their intervals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from domain.surveys.intervals import METHOD, Estimate, mean, share
from domain.surveys.questions import RATINGS
from domain.surveys.response_rate import Disposition, invited, rr1, rr2
from domain.surveys.results import GroupResult
from domain.surveys.suppression import LEAST

NOTES = (
    "RR2 (AAPOR): complete and partial answers of all invited. RR1: complete answers of all invited. "
    "Complete: at least 80 % of the ratings given; partial: at least 50 %; fewer is a break-off.",
    f"Hidden: groups of fewer than {LEAST} answers or all of one mind, and those from which such could be worked out.",
    METHOD,
)
"""What must be known to read the figures."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponseFigures:
    """What became of the invitations; both rates are parts of `invited`. `answered`: gave at least one rating."""

    invited: int
    answered: int
    complete: int
    partial: int
    break_off: int
    refused: int
    no_answer: int
    not_delivered: int
    rr1: Estimate
    rr2: Estimate


@dataclass(frozen=True, slots=True, kw_only=True)
class RatingFigures:
    """How many gave this rating, and what part of those who rated."""

    rating: int
    n: int
    share: Estimate


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemFigures:
    """How an item was rated; `n`, `mean` and `ratings` are null and empty where it is not shown."""

    item: str
    shown: bool
    n: int | None
    mean: Estimate | None
    ratings: list[RatingFigures]


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupFigures:
    """A group: `by` what, and which. `response` is null, and no item is shown, where the group is not."""

    by: str
    value: str
    shown: bool
    response: ResponseFigures | None
    items: list[ItemFigures]


def figures(group: GroupResult) -> GroupFigures:
    """What is said of a group."""
    by, value = group.group
    return GroupFigures(
        by=by,
        value=value,
        shown=group.dispositions is not None,
        response=_response(group),
        items=[_item(key, counts) for key, counts in group.ratings.items()],
    )


def _response(group: GroupResult) -> ResponseFigures | None:
    ended = group.dispositions
    if ended is None or group.answered is None:
        return None
    all_invited = invited(ended)
    counts = {each.value: ended.get(each, 0) for each in Disposition}
    return ResponseFigures(
        invited=all_invited,
        answered=group.answered,
        rr1=share(rr1(ended), all_invited),
        rr2=share(rr2(ended), all_invited),
        **counts,
    )


def _item(key: str, counts: Sequence[int] | None) -> ItemFigures:
    if counts is None:
        return ItemFigures(item=key, shown=False, n=None, mean=None, ratings=[])
    n = sum(counts)
    ratings = [
        RatingFigures(rating=rating, n=count, share=share(count, n))
        for rating, count in zip(RATINGS, counts, strict=True)
    ]
    return ItemFigures(item=key, shown=True, n=n, mean=mean(counts), ratings=ratings)
