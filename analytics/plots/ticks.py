"""Few ticks of an upright axis, at round numbers from zero up."""

from __future__ import annotations

import math
from collections.abc import Iterable

from analytics.plots.figure_words import FigureWords
from analytics.plots.shapes import PlotLine, Tick
from locales.sentences import Sentence

_ROUND = (1, 2, 2.5, 5, 10)
STEPS = 3
"""At most so many above zero."""


def round_steps(most: float) -> list[float]:
    """Zero and up to STEPS round numbers, of which the last is at least `most`, which is above zero."""
    rough = max(most, 1e-9) / STEPS
    power = 10 ** math.floor(math.log10(rough))
    step = next(each * power for each in (*_ROUND, 20) if each * power * STEPS >= most)
    if most >= 1:
        step = math.ceil(step) if step < _ROUND[-1] else step
    return [number * step for number in range(math.ceil(most / step - 1e-9) + 1)]


def upright(words: FigureWords, lines: Iterable[PlotLine], *, unit: Sentence | None = None) -> tuple[Tick, ...]:
    """For these lines; the topmost names the unit."""
    most = max((value for line in lines for value in line.values if value is not None), default=0) or 1
    steps = round_steps(most)
    said = [words.number(step, 1) for step in steps]
    if unit:
        said[-1] = str(words.catalog.ngettext(unit.text, unit.plural or unit.text, 2)).format(count=said[-1])
    return tuple(Tick(at=step, words=each) for step, each in zip(steps, said, strict=True))
