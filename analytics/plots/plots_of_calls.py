"""Plots of what happened to calls: how many, how soon, who was told, and calls back that this avoided."""

from __future__ import annotations

from collections.abc import Callable

from analytics.plots import findings
from analytics.plots.compared import Bars, ComparedTable, Row, code_of
from analytics.plots.figure_words import FigureWords
from analytics.plots.shapes import LinesPlot, PlotLine, PlotRow, RowsPlot, Tick
from analytics.plots.ticks import upright
from analytics.results.figure_table import FigureTable

HOURS = range(24)
OF_OTHER_DAYS = "since"
"""Among the values of a table that tells of more days than the span, as it has too few."""


def volume(words: FigureWords, compared: ComparedTable) -> LinesPlot:
    """Calls of the public over time."""
    rows, count = compared.rows(), sum(row["public"] for row in compared.rows())
    lines = [PlotLine(words=words.say(findings.THESE_DAYS), values=tuple(float(row["public"]) for row in rows))]
    if compared.before is not None and compared.counts_compare and compared.before.rows:
        values = tuple(float(each) for each in compared.before.column("public"))[: len(rows)]
        lines.append(PlotLine(words=words.say(findings.BEFORE[compared.kind]), values=values, is_before=True))
    places = sorted({0, len(rows) // 4, len(rows) // 2, len(rows) * 3 // 4, len(rows) - 1})
    return LinesPlot(
        title=_more_or_less(words, compared, count),
        lines=tuple(lines),
        x_ticks=tuple(Tick(at=place, words=words.day(rows[place]["since"], short=True)) for place in places),
        y_ticks=upright(words, lines),
    )


def _more_or_less(words: FigureWords, compared: ComparedTable, count: int) -> str:
    before, shown = compared.total_before("public"), words.number(count)
    if not before:
        return words.say(findings.VOLUME, count=shown)
    change = words.share(abs(count / before - 1))
    said = findings.VOLUME_SAME if count == before else findings.VOLUME_LESS
    if count > before:
        said = findings.VOLUME_MORE
    return words.say(said, count=shown, share=change, before=words.say(findings.BEFORE[compared.kind]))


def by_type(words: FigureWords, compared: ComparedTable) -> RowsPlot:
    """What people called about."""
    bars = Bars(by=("incident_type",), value="calls", label=_count("calls"), name=code_of("incident_type"))
    title = words.say(findings.BY_TYPE, name=bars.name(words, compared.now, compared.rows()[0]))
    return bars.plot(words, compared, title, before_words=words.say(findings.BEFORE[compared.kind]))


def answers(words: FigureWords, compared: ComparedTable) -> RowsPlot:
    """How soon an officer was there."""
    bars = Bars(
        by=("priority",),
        value="median_minutes",
        reach="p90_minutes",
        label=_half_and_nine,
        name=_priority,
        is_count=False,
    )
    first = next((row for row in compared.rows() if row["median_minutes"] is not None), None)
    title = words.say(findings.NOTHING)
    if first:
        half, nine = words.minutes(first["median_minutes"]), words.minutes(first["p90_minutes"])
        priority = "–" if first["priority"] is None else words.number(first["priority"])
        title = words.say(findings.ANSWER, priority=priority, half=half, nine=nine)
    return bars.plot(
        words,
        compared,
        title,
        value_words=words.say(findings.HALF),
        reach_words=words.say(findings.NINE_OF_TEN),
        before_words=words.say(findings.HALF_BEFORE[compared.kind]),
    )


def by_hour(words: FigureWords, compared: ComparedTable) -> LinesPlot:
    """How soon, by the hour of the call."""
    rows = {row["hour"]: row for row in compared.rows() if row["hour"] is not None}
    lines = [
        PlotLine(words=words.say(findings.HALF_WITHIN), values=_hourly(rows, "median_minutes")),
        PlotLine(words=words.say(findings.NINE_OF_TEN_WITHIN), values=_hourly(rows, "p90_minutes"), is_second=True),
    ]
    if compared.before is not None and compared.before.rows:
        names = [column.name for column in compared.before.columns]
        before = {row["hour"]: row for row in (dict(zip(names, each, strict=True)) for each in compared.before.rows)}
        said = words.say(findings.HALF_BEFORE[compared.kind])
        lines.append(PlotLine(words=said, values=_hourly(before, "median_minutes"), is_before=True))
    known = [row for row in rows.values() if row["median_minutes"] is not None]
    title = words.say(findings.NOTHING)
    if known:
        worst = max(known, key=lambda row: row["median_minutes"])
        half = words.minutes(worst["median_minutes"])
        title = words.say(findings.BY_HOUR, hour=words.hour(worst["hour"]), half=half)
    return LinesPlot(
        title=title,
        lines=tuple(lines),
        x_ticks=tuple(Tick(at=hour, words=words.hour(hour)) for hour in (0, 6, 12, 18, 23)),
        y_ticks=upright(words, lines, unit=findings.MINUTE),
    )


def _hourly(rows: dict[int, Row], column: str) -> tuple[float | None, ...]:
    return tuple(rows[hour][column] if hour in rows else None for hour in HOURS)


def told(words: FigureWords, compared: ComparedTable) -> RowsPlot:
    """Of how many calls a caller was told something."""
    rows = compared.rows()
    share = sum(row["told"] for row in rows) / (sum(row["calls"] for row in rows) or 1)
    title = words.say(findings.TOLD, share=words.share(share))
    return _shares("share_told", "calls").plot(words, compared, title, before_words=_before(words, compared))


def delay_told(words: FigureWords, compared: ComparedTable) -> RowsPlot:
    """Whether callers were told of a delay in time."""
    in_time, due = (words.number(sum(row[name] for row in compared.rows())) for name in ("in_time", "due"))
    title = words.say(findings.DELAY_TOLD, in_time=in_time, due=due)
    return _shares("share_in_time", "due").plot(words, compared, title, before_words=_before(words, compared))


def asked_again(words: FigureWords, compared: ComparedTable) -> RowsPlot:
    """Calls back of those who were told, and of like calls that could not be told."""
    row = compared.rows()[0]
    low, high = row["avoided_per_hundred_low"], row["avoided_per_hundred_high"]
    said = {"low": words.number(low, 1), "high": words.number(high, 1)}
    found = findings.MAYBE_AVOIDED if low <= 0 <= high else findings.AVOIDED
    title = words.say(found, count=words.number(row["avoided_per_hundred"], 1), **said)
    rows = tuple(
        PlotRow(
            name=words.say(name),
            label=words.say(findings.FOR_EACH_HUNDRED, count=words.number(row[column], 1)),
            value=row[column],
        )
        for name, column in ((findings.AGAIN_TOLD, "again_told"), (findings.AGAIN_NOT_TOLD, "again_not_told"))
    )
    caption = words.say(findings.AVOIDED_IN_A_YEAR) if compared.now.values.get(OF_OTHER_DAYS) else ""
    return RowsPlot(title=title, rows=rows, end=max(row["again_told"], row["again_not_told"]) or 1, caption=caption)


def _shares(value: str, of: str) -> Bars:
    def label(words: FigureWords, row: Row) -> str:
        share = findings.NO_FIGURE if row[value] is None else findings.OF_CALLS
        known = {} if row[value] is None else {"share": words.share(row[value]), "count": words.number(row[of])}
        return words.say(share, **known)

    return Bars(by=("priority",), value=value, label=label, name=_priority, is_count=False, end=1)


def _before(words: FigureWords, compared: ComparedTable) -> str:
    return words.say(findings.BEFORE[compared.kind])


def _count(column: str) -> Callable[[FigureWords, Row], str]:
    return lambda words, row: words.number(row[column])


def _half_and_nine(words: FigureWords, row: Row) -> str:
    if row["median_minutes"] is None:
        return words.say(findings.NO_FIGURE)
    return words.say(
        findings.HALF_AND_NINE, half=words.minutes(row["median_minutes"]), nine=words.minutes(row["p90_minutes"])
    )


def _priority(words: FigureWords, table: FigureTable, row: Row) -> str:
    del table
    if row["priority"] is None:
        return words.say(findings.NO_PRIORITY)
    return words.say(findings.PRIORITY, priority=words.number(row["priority"]))
