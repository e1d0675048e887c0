"""Which tables of the results have a plot, and what it shows."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from analytics.plots import findings
from analytics.plots import plots_of_calls as calls
from analytics.plots import plots_of_messages as messages
from analytics.plots.compared import ComparedTable
from analytics.plots.figure_words import FigureWords
from analytics.plots.shapes import LinesPlot, RowsPlot

PLOTS: Mapping[str, Callable[[FigureWords, ComparedTable], RowsPlot | LinesPlot]] = {
    "volume": calls.volume,
    "volume_by_type": calls.by_type,
    "answer_by_priority": calls.answers,
    "answer_by_hour": calls.by_hour,
    "told": calls.told,
    "delay_told": calls.delay_told,
    "delay_not_told": messages.counted("reason", "calls", findings.NOT_TOLD, "reason"),
    "asked_again": calls.asked_again,
    "satisfaction": messages.satisfaction,
    "response_rate": messages.response,
    "deliveries_by_channel": messages.by_channel,
    "deliveries_by_language": messages.by_language,
    "undelivered_reasons": messages.counted("reason", "messages", findings.UNDELIVERED, "reason"),
    "withheld_reasons": messages.counted("reason", "messages", findings.WITHHELD, "reason"),
    "replies": messages.counted("intent", "replies", findings.REPLIES, "name"),
    "opt_outs": messages.opt_outs,
    "waiting": messages.waiting,
    "cost": messages.cost,
}
"""Key of a table -> its plot."""


def plot_of(words: FigureWords, compared: ComparedTable) -> RowsPlot | LinesPlot | None:
    """None where the table has no plot, or no rows to draw."""
    plot = PLOTS.get(compared.now.key)
    if plot is None or not compared.now.rows:
        return None
    made = plot(words, compared)
    return None if isinstance(made, RowsPlot) and not made.rows else made
