"""What became of messages: by channel and language, and why some did not arrive or were never sent."""

from __future__ import annotations

from analytics.results.counting import IN_SPAN, Counting
from analytics.results.figure_table import FigureColumn, FigureTable, Unit
from analytics.results.shape import Shape, column
from locales.sentences import Sentence, say

_FIGURES = (
    column("planned", Unit.COUNT, say("Planned")),
    column("accepted", Unit.COUNT, say("Accepted by a provider")),
    column("delivered", Unit.COUNT, say("Arrived")),
    column("failed", Unit.COUNT, say("Did not arrive")),
    column("open", Unit.COUNT, say("Not known yet")),
    column("withheld", Unit.COUNT, say("Withheld")),
    column("share_delivered", Unit.SHARE, say("Arrived, of those not withheld")),
)
_NOTES = (
    say("Messages that were decided on in these days, also those sent because another channel failed."),
    say("Arrived: as the provider reports it. It does not say that a person read it."),
)
_REASON = (
    column("reason", Unit.WORD, say("Reason")),
    column("messages", Unit.COUNT, say("Messages")),
    column("share", Unit.SHARE, say("Share")),
)


def _by(key: str, title: Sentence, group: FigureColumn) -> Shape:
    return Shape(key=key, title=title, columns=(group, *_FIGURES), notes=_NOTES)


BY_CHANNEL = _by("deliveries_by_channel", say("Messages by channel"), column("channel", Unit.WORD, say("Channel")))
BY_LANGUAGE = _by(
    "deliveries_by_language", say("Messages by language"), column("language", Unit.LANGUAGE, say("Language"))
)
UNDELIVERED = Shape(
    key="undelivered_reasons",
    title=say("Why messages did not arrive"),
    columns=_REASON,
    notes=(say("Messages that failed for good, by the reason that was recorded."),),
)
WITHHELD = Shape(
    key="withheld_reasons",
    title=say("Why messages were withheld"),
    columns=_REASON,
    notes=(say("Messages that were planned and not sent, by the first reason that held."),),
)
SHAPES = (BY_CHANNEL, BY_LANGUAGE, UNDELIVERED, WITHHELD)

_DELIVERIES = f"""
SELECT grouping(channel), channel, language, count(*) AS planned, count(*) FILTER (accepted),
    count(*) FILTER (status = 'delivered') AS arrived,
    count(*) FILTER (status = 'permanent_failure'),
    count(*) FILTER (status NOT IN ('delivered', 'permanent_failure', 'withheld')),
    count(*) FILTER (status = 'withheld') AS withheld,
    arrived / nullif(planned - withheld, 0)
FROM messages WHERE {IN_SPAN}
GROUP BY GROUPING SETS ((channel), (language))
ORDER BY channel IS NULL AND language IS NULL, planned DESC, channel, language
"""  # noqa: S608
_REASONS = f"""
SELECT status, coalesce(nullif(split_part(reason, ':', 1), ''), 'not_known') AS why, count(*) AS found,
    found / sum(found) OVER (PARTITION BY status)
FROM messages WHERE {IN_SPAN} AND status IN ('permanent_failure', 'withheld')
GROUP BY status, why ORDER BY found DESC, why
"""  # noqa: S608


def deliveries(counting: Counting) -> tuple[FigureTable, ...]:
    """BY_CHANNEL and BY_LANGUAGE with the most used first, UNDELIVERED and WITHHELD with the most frequent first."""
    found, reasons = counting.rows(_DELIVERIES), counting.rows(_REASONS)
    return (
        BY_CHANNEL.table(row[1:2] + row[3:] for row in found if row[0] == 0),
        BY_LANGUAGE.table(row[2:] for row in found if row[0] == 1),
        UNDELIVERED.table(row[1:] for row in reasons if row[0] == "permanent_failure"),
        WITHHELD.table(row[1:] for row in reasons if row[0] == "withheld"),
    )
