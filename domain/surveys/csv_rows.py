"""The figures of a period as rows for a spreadsheet: one for each group and item."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from domain.surveys.figures import GroupFigures, ItemFigures, ResponseFigures
from domain.surveys.intervals import Estimate
from domain.surveys.questions import RATINGS

_RESPONSE = ("invited", "answered", "complete", "partial", "break_off", "refused", "no_answer", "not_delivered")
HEADER = (
    *("agency", "period", "by", "value", "item", "hidden"),
    *_RESPONSE,
    *("rr1", "rr1_low", "rr1_high", "rr2", "rr2_low", "rr2_high"),
    *("n", "mean", "mean_low", "mean_high"),
    *(f"rated_{rating}" for rating in RATINGS),
    *(f"share_{rating}{end}" for rating in RATINGS for end in ("", "_low", "_high")),
)
"""`hidden`: "group" or "item" for what is not shown; its figures are empty."""

_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def rows(agency: str, period: str, groups: Iterable[GroupFigures]) -> Iterator[list[str]]:
    """The rows below the header."""
    for group in groups:
        for item in group.items:
            hidden = "" if item.shown else "item" if group.shown else "group"
            names = [agency, period, group.by, group.value, item.item, hidden]
            yield [*map(defused, names), *_response(group.response), *_rated(item)]


def defused(value: str) -> str:
    """With an apostrophe before what a spreadsheet would take for a formula."""
    return f"'{value}" if value.startswith(_STARTS_A_FORMULA) else value


def _response(response: ResponseFigures | None) -> list[str]:
    if response is None:
        return [""] * (len(_RESPONSE) + 6)
    return [*(str(getattr(response, name)) for name in _RESPONSE), *_ends(response.rr1), *_ends(response.rr2)]


def _rated(item: ItemFigures) -> list[str]:
    if item.mean is None:
        return [""] * (4 + 4 * len(RATINGS))
    counts = (str(each.n) for each in item.ratings)
    shares = (end for each in item.ratings for end in _ends(each.share))
    return [str(item.n), *_ends(item.mean), *counts, *shares]


def _ends(estimate: Estimate) -> list[str]:
    return [f"{value:.4f}" for value in (estimate.value, estimate.low, estimate.high)]
