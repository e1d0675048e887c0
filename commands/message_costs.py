"""Counts the segments that each text costs in each language, at its longest."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from rich.table import Table

from commands.message_samples import WITH_TEXT_TO_911, sample
from domain.messages import LANGUAGES, Channel, MessageKey
from messaging.rendering.renderer import Renderer

Costs = Mapping[MessageKey, Mapping[str, int]]


def segment_costs(renderer: Renderer) -> Costs:
    """Message -> language -> segments."""
    return {
        key: {
            language: renderer.render(key, Channel.SMS, language, sample(key, WITH_TEXT_TO_911)).segments
            for language in LANGUAGES
        }
        for key in MessageKey
    }


def costs_table(costs: Costs) -> Table:
    """All of them; in brackets how many more than in English."""
    table = Table("Message", *LANGUAGES, title="Segments of each text at its longest (+ more than English)")
    for key, counts in costs.items():
        table.add_row(key.value, *(_cost(count, counts[LANGUAGES[0]]) for count in counts.values()))
    return table


def longer_than_english(costs: Costs) -> Iterator[str]:
    """A line for each translation that costs more than the English it says; the dearest first."""
    english = LANGUAGES[0]
    dearer = (
        (count - counts[english], key, language, count)
        for key, counts in costs.items()
        for language, count in counts.items()
        if count > counts[english]
    )
    for more, key, language, count in sorted(dearer, key=lambda found: -found[0]):
        noun = "segment" if count == 1 else "segments"
        yield f"{key.value} {language}: {count} {noun} ({english} {count - more}): +{more} per text"


def _cost(count: int, english: int) -> str:
    more = count - english
    return f"{count} (+{more})" if more > 0 else str(count)
