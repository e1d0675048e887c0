"""How well a ranking of cells meets the calls that follow: PAI and PEI.

PAI, the predictive accuracy index (Chainey, Tompson and Uhlig 2008, "The utility of hotspot mapping for predicting
spatial patterns of crime", Security Journal 21): the share of calls that came in the chosen cells, divided by the share
of the area that these are; 1 is as good as choosing at random. PEI, the prediction efficiency index (Hunt 2016, "Do
crime hot spots move?", American University): PAI divided by the highest that as many cells could have had.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from analytics.hot_spots.gi_star import Counts, Values


@dataclass(frozen=True, slots=True, kw_only=True)
class Accuracy:
    """Of one ranking in one period: `caught` is the share of its calls that came in the chosen cells."""

    caught: float
    pai: float
    pei: float


def accuracy(scores: Values | Counts, followed: Counts, chosen: int) -> Accuracy | None:
    """Of the `chosen` cells with the highest scores; None if none is chosen or nothing followed.

    Cells are as good as equal in size. Where cells tie for the last places, it is the mean over all ways to choose.
    """
    total, cells = int(followed.sum()), len(followed)
    if not 0 < chosen <= cells or total == 0:
        return None
    caught = calls_in_top(scores, followed, chosen) / total
    best = float(np.sort(followed)[cells - chosen :].sum()) / total
    return Accuracy(caught=caught, pai=caught / (chosen / cells), pei=caught / best)


def calls_in_top(scores: Values | Counts, followed: Counts, chosen: int) -> float:
    """How many calls came in the cells with the highest scores; of cells that tie, their mean share."""
    last = np.partition(scores, len(scores) - chosen)[len(scores) - chosen]
    above, tied = scores > last, scores == last
    left = chosen - int(above.sum())
    return float(followed[above].sum() + left * followed[tied].mean())
