"""All tables of the results: what there is, in the order of the page, and their figures in a span of days."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace

from analytics.extracts import Extract
from analytics.results import answers, asked_again, cost, delays, deliveries, replies, surveys, volume, waits
from analytics.results.counting import Counting
from analytics.results.figure_table import DaySpan, FigureTable
from analytics.results.shape import Shape

_TOPICS: tuple[tuple[tuple[Shape, ...], Callable[[Counting], tuple[FigureTable, ...]]], ...] = (
    (volume.SHAPES, volume.volume),
    (answers.SHAPES, answers.answer_times),
    (delays.SHAPES, delays.delays),
    (asked_again.SHAPES, asked_again.asked_again),
    (surveys.SHAPES, surveys.surveys),
    (deliveries.SHAPES, deliveries.deliveries),
    (replies.SHAPES, replies.replies),
    (waits.SHAPES, waits.waiting),
    (cost.SHAPES, cost.cost),
)

SHAPES: Mapping[str, Shape] = {shape.key: shape for shapes, _ in _TOPICS for shape in shapes}
"""Key -> what the table is, in the order of the page."""


def figures(extract: Extract, span: DaySpan, *, only: Collection[str] = ()) -> Mapping[str, FigureTable]:
    """Every table by its key in the order of SHAPES, or `only` these. Raises NotInstalled, KeyError for an unknown key.

    Days that the extract does not hold whole are not counted.
    Blocks for up to a second or two with a million calls: ask from a thread.
    """
    for key in only:
        SHAPES[key]
    wanted = set(only) or set(SHAPES)
    found: dict[str, FigureTable] = {}
    with extract.opened() as connection:
        counting = Counting(connection=connection, about=extract.about, span=_held(extract, span))
        for shapes, count in _TOPICS:
            if wanted.isdisjoint(shape.key for shape in shapes):
                continue
            found |= {table.key: table for table in count(counting)}
    return {key: table for key, table in found.items() if key in wanted}


def _held(extract: Extract, span: DaySpan) -> DaySpan:
    """Without days of which the extract holds a part only: the night in which it was made."""
    return replace(span, ends=max(span.begins, min(span.ends, extract.about.until)))
