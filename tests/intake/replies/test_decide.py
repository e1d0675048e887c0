"""The bias: danger is heard on suspicion, silence is kept only where it is safe, a stop must be likelier than not."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from domain.replies.intents import Intent
from intake.replies.understanding.decide import (
    CERTAIN_FROM,
    EMERGENCY_FROM,
    EMERGENCY_IN_SURVEY_FROM,
    HARMLESS_BELOW,
    PROBABLE_FROM,
    choose,
)

SHARES = st.lists(st.floats(0.001, 1), min_size=len(Intent), max_size=len(Intent))
PROBABILITIES = SHARES.map(lambda shares: dict(zip(Intent, (each / sum(shares) for each in shares), strict=True)))


@given(probabilities=PROBABILITIES, survey=st.booleans())
def test_a_suspicion_of_danger_is_enough_and_nothing_less_is_an_alarm(
    probabilities: dict[Intent, float], survey: bool
) -> None:
    suspected = probabilities[Intent.EMERGENCY] >= (EMERGENCY_IN_SURVEY_FROM if survey else EMERGENCY_FROM)
    assert (choose(probabilities, survey=survey) is Intent.EMERGENCY) is suspected


@given(probabilities=PROBABILITIES, survey=st.booleans())
def test_what_has_consequences_must_be_certain(probabilities: dict[Intent, float], survey: bool) -> None:
    chosen = choose(probabilities, survey=survey)
    if chosen not in {Intent.OTHER, Intent.SURVEY_ANSWER}:
        assert probabilities[chosen] >= CERTAIN_FROM.get(chosen, min(PROBABLE_FROM, EMERGENCY_FROM))


@given(probabilities=PROBABILITIES)
def test_what_may_be_a_cry_for_help_is_never_met_with_silence(probabilities: dict[Intent, float]) -> None:
    chosen = choose(probabilities, survey=False)
    if chosen in {Intent.THANKS, Intent.MACHINE}:
        assert probabilities[Intent.EMERGENCY] < HARMLESS_BELOW


@given(probabilities=PROBABILITIES)
def test_only_a_survey_question_is_answered_and_talk_after_one_is_a_comment(probabilities: dict[Intent, float]) -> None:
    assert choose(probabilities, survey=False) is not Intent.SURVEY_ANSWER
    assert choose(probabilities, survey=True) not in {Intent.OTHER, Intent.THANKS}
