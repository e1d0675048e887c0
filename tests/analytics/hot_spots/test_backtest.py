"""Windows and the weeks that follow them, and what they say of clusters beside counting."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest

from analytics.hot_spots.accuracy import Accuracy
from analytics.hot_spots.backtest import BANDWIDTH, Ground, _Tries, _verdict, backtest, origins
from analytics.hot_spots.findings import AreaShare, CellRanking, CountingVerdict
from analytics.hot_spots.places import kernel_weights
from analytics.hot_spots.public_calls import EPOCH, ChosenCalls
from tests.analytics.hot_spots.cities import shape

UNTIL = date(2026, 11, 23)


def a_period(clusters: float, counting: float) -> tuple[_Tries, ...]:
    """PAI of both on as many cells as are hot."""
    return tuple(
        _Tries(method=method, area=AreaShare.AS_HOT, cells=7, accuracy=Accuracy(caught=0.1, pai=pai, pei=0.5))
        for method, pai in ((CellRanking.CLUSTERS, clusters), (CellRanking.COUNTING, counting))
    )


@pytest.mark.parametrize(
    ("periods", "verdict"),
    [
        ([(3, 2)] * 6, CountingVerdict.CLUSTERS),
        ([(3, 2)] * 5 + [(1, 2)], CountingVerdict.CLUSTERS),
        ([(3, 2)] * 4 + [(1, 2)] * 2, CountingVerdict.EQUAL),
        ([(2.02, 2)] * 6, CountingVerdict.EQUAL),
        ([(2, 2)] * 6, CountingVerdict.EQUAL),
        ([(2, 3)] * 3, CountingVerdict.COUNTING),
        ([(3, 2)] * 2, CountingVerdict.UNKNOWN),
        ([], CountingVerdict.UNKNOWN),
    ],
)
def test_what_is_ahead_is_so_in_all_periods_but_one_and_by_5_percent(
    periods: list[tuple[float, float]], verdict: CountingVerdict
) -> None:
    assert _verdict([a_period(*pai) for pai in periods]) is verdict


def test_windows_end_where_four_whole_weeks_follow() -> None:
    found = list(origins(4, since=UNTIL - timedelta(weeks=16), until=UNTIL))
    assert found == [UNTIL - timedelta(weeks=weeks) for weeks in (4, 8, 12)]
    assert len(list(origins(12, since=UNTIL - timedelta(weeks=104), until=UNTIL))) == 6


def test_calls_that_always_come_from_the_same_cells_are_all_met() -> None:
    places = shape("village")
    spot = np.flatnonzero(places.near.toarray()[100])
    days = np.repeat(np.arange(-112, 0), 7) + (UNTIL - EPOCH).days
    calls = ChosenCalls(
        place=np.tile(spot, 112).astype(np.int32),
        day=days.astype(np.int32),
        hour=np.full(len(days), 12, dtype=np.int32),
        weekday=np.full(len(days), 3, dtype=np.int32),
    )
    ground = Ground(near=places.near, weights=kernel_weights(places, BANDWIDTH))
    tried, said = backtest(calls, ground, 4, since=UNTIL - timedelta(weeks=16), until=UNTIL)
    as_hot = [each for each in tried if each.area is AreaShare.AS_HOT]
    assert {(each.caught, each.pei, each.cells, each.periods) for each in as_hot} == {(1.0, 1.0, 7.0, 3)}
    assert [each.pai for each in as_hot] == pytest.approx([217 / 7] * 3)
    assert said is CountingVerdict.EQUAL
