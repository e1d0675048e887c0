"""Random calls with random delays, orders, repeats and outages: an oracle says what may be said, and what must be.

How a call is made up and what the oracle knows: `tests.domain.backlog`.
"""

from __future__ import annotations

from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.domain.backlog import missing, play, random_call, wrong
from tests.thoroughness import examples


@settings(max_examples=examples(400))
@given(st.integers(0, 10**9))
def test_whatever_comes_when_nothing_is_said_that_is_not_theirs_not_true_or_too_late(seed: int) -> None:
    call = random_call(Random(seed))
    spoken, _ = play(call)
    assert wrong(call, spoken) == []
    assert missing(call, spoken) == []
