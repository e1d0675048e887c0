"""Plots of what was said and came back: deliveries and reasons, replies, surveys, what waited for staff, and cost."""

from __future__ import annotations

from collections.abc import Callable

from analytics.plots import findings
from analytics.plots.compared import Bars, ComparedTable, Row, code_of
from analytics.plots.figure_words import FigureWords
from analytics.plots.shapes import PlotRow, RowsPlot
from analytics.results.cost import ALL
from analytics.results.figure_table import FigureTable
from locales.sentences import Sentence


def by_channel(words: FigureWords, compared: ComparedTable) -> RowsPlot:
    """What share arrived, by channel."""
    rows = compared.rows()
    delivered, sent = sum(row["delivered"] for row in rows), sum(row["planned"] - row["withheld"] for row in rows)
    title = words.say(findings.DELIVERED, delivered=words.number(delivered), sent=words.number(sent))
    return _arrived("channel").plot(words, compared, title, before_words=_before(words, compared))


def by_language(words: FigureWords, compared: ComparedTable) -> RowsPlot:
    """What share arrived, by language."""
    bars = _arrived("language")
    known = [row for row in compared.rows() if row["share_delivered"] is not None]
    if len(known) < 2:
        return by_channel(words, compared).model_copy(update={"rows": bars.rows(words, compared)})
    least = min(known, key=lambda row: row["share_delivered"])
    share = words.share(least["share_delivered"])
    title = words.say(findings.BY_LANGUAGE, language=words.language_name(least["language"]), share=share)
    return bars.plot(words, compared, title, before_words=_before(words, compared))


def _arrived(by: str) -> Bars:
    def label(words: FigureWords, row: Row) -> str:
        if row["share_delivered"] is None:
            return words.say(findings.NO_FIGURE)
        share, count = words.share(row["share_delivered"]), words.number(row["planned"] - row["withheld"])
        return words.say(findings.OF_CALLS, share=share, count=count)

    return Bars(by=(by,), value="share_delivered", label=label, name=code_of(by), is_count=False, end=1)


def counted(by: str, value: str, title: Sentence, named: str) -> Callable[[FigureWords, ComparedTable], RowsPlot]:
    """Bars of counts, the most frequent first, which the title names."""

    def plot(words: FigureWords, compared: ComparedTable) -> RowsPlot:
        bars = Bars(by=(by,), value=value, label=lambda words, row: words.number(row[value]), name=code_of(by))
        first = bars.name(words, compared.now, compared.rows()[0])
        said = words.say(title, **{named: first.removesuffix(".")})
        return bars.plot(words, compared, said, before_words=_before(words, compared))

    return plot


def opt_outs(words: FigureWords, compared: ComparedTable) -> RowsPlot:
    """Who wants no more messages."""
    rows = compared.rows()
    count, rates = sum(row["opt_outs"] for row in rows), [row["per_thousand"] for row in rows]
    title = words.say(findings.OPT_OUTS_ALONE, count=words.number(count))
    if None not in rates:
        title = words.say(findings.OPT_OUTS, count=words.number(count), rate=words.number(sum(rates), 1))

    def name(words: FigureWords, table: FigureTable, row: Row) -> str:
        purpose, how = (code_of(each)(words, table, row) for each in ("purpose", "how"))
        return words.say(findings.COUNT_AND_RATE, purpose=purpose, how=how)

    bars = Bars(
        by=("purpose", "how"), value="opt_outs", label=lambda words, row: words.number(row["opt_outs"]), name=name
    )
    return bars.plot(words, compared, title, before_words=_before(words, compared))


def satisfaction(words: FigureWords, compared: ComparedTable) -> RowsPlot:
    """The mean of each question with its interval, of the newest released period."""
    rows = [row for row in compared.rows() if row["mean"] is not None]
    newest = max((row["period"] for row in rows), default="")
    rows = [row for row in rows if row["period"] == newest]
    drawn = tuple(
        PlotRow(
            name=row["words"],
            label=words.say(findings.MEAN_OF, mean=words.score(row["mean"]), count=words.number(row["ratings"])),
            value=row["mean"],
            low=row["mean_low"],
            high=row["mean_high"],
        )
        for row in rows
    )
    first, last = (words.say(each) for each in findings.SCALE_ENDS)
    title = _best_and_worst(words, rows) if rows else words.say(findings.NOTHING)
    caption = words.say(findings.INTERVAL)
    return RowsPlot(title=title, rows=drawn, dots=True, begin=1, end=5, ends_words=(first, last), caption=caption)


def _best_and_worst(words: FigureWords, rows: list[Row]) -> str:
    best, worst = max(rows, key=lambda row: row["mean"]), min(rows, key=lambda row: row["mean"])
    mean, least = words.score(best["mean"]), words.score(worst["mean"])
    if best is worst:
        return words.say(findings.SATISFACTION, mean=mean, question=best["words"])
    return words.say(findings.SATISFACTION_SPREAD, mean=mean, question=best["words"], least=least, other=worst["words"])


def response(words: FigureWords, compared: ComparedTable) -> RowsPlot:
    """How many answered, by released period."""
    known = [row for row in compared.rows() if row["response_rate"] is not None]
    title = words.say(findings.NOTHING)
    if known:
        answered, invited = words.number(known[-1]["answered"]), words.number(known[-1]["invited"])
        title = words.say(findings.RESPONSE, answered=answered, invited=invited)
    rows = tuple(
        PlotRow(
            name=row["period"],
            label=words.say(
                findings.OF_CALLS, share=words.share(row["response_rate"]), count=words.number(row["invited"])
            ),
            value=row["response_rate"],
            low=row["response_rate_low"],
            high=row["response_rate_high"],
        )
        for row in known
    )
    return RowsPlot(title=title, rows=rows, end=1, caption=words.say(findings.INTERVAL))


def waiting(words: FigureWords, compared: ComparedTable) -> RowsPlot:
    """How long letters and tasks waited."""

    def label(words: FigureWords, row: Row) -> str:
        if row["median_hours"] is None:
            return words.say(findings.NO_FIGURE)
        half = words.hours(row["median_hours"])
        if row["p90_hours"] is None:
            return half
        return words.say(findings.HALF_AND_NINE, half=half, nine=words.hours(row["p90_hours"]))

    bars = Bars(
        by=("kind",), value="median_hours", reach="p90_hours", label=label, name=code_of("kind"), is_count=False
    )
    said = {
        "value_words": words.say(findings.HALF),
        "reach_words": words.say(findings.NINE_OF_TEN),
        "before_words": words.say(findings.HALF_BEFORE[compared.kind]),
    }
    return bars.plot(words, compared, _longest(words, compared, bars), **said)


def _longest(words: FigureWords, compared: ComparedTable, bars: Bars) -> str:
    known = [row for row in compared.rows() if row["median_hours"] is not None and row["p90_hours"] is not None]
    if not known:
        row = compared.rows()[0]
        count = words.number(row["still_waiting"])
        return words.say(findings.WAITING_STILL, name=bars.name(words, compared.now, row), count=count)
    row = known[0]
    half, nine = words.hours(row["median_hours"]), words.hours(row["p90_hours"])
    return words.say(findings.WAITING, name=bars.name(words, compared.now, row), half=half, nine=nine)


def cost(words: FigureWords, compared: ComparedTable) -> RowsPlot:
    """What messages cost, by channel."""
    bars = Bars(
        by=("channel",), value="money", label=lambda words, row: words.money(row["money"]), name=code_of("channel")
    )
    everything = next((row for row in compared.rows() if row["channel"] == ALL), compared.rows()[-1])
    title = words.say(findings.COST_ALONE, money=words.money(everything["money"]))
    if everything["per_call"] is not None:
        known = {"money": words.money(everything["money"]), "per_call": words.money(everything["per_call"])}
        title = words.say(findings.COST, **known)
    return bars.plot(words, compared, title, before_words=_before(words, compared))


def _before(words: FigureWords, compared: ComparedTable) -> str:
    return words.say(findings.BEFORE[compared.kind])
