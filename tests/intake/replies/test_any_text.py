"""Nothing that can be typed or sent by a machine breaks the reading of replies."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.replies.intents import Intent
from domain.replies.pieces import ReplyContext
from intake.replies.understanding.understand import explain, understand
from tests.shared_material import naughty_strings

ANYTHING = st.text(alphabet=st.characters(), max_size=300)
"""Lone surrogates and control characters included."""

WORDS = st.lists(
    st.sampled_from("stop by no not he is back 5 |  ? * $ ^ _ . ★ help me please بس لا de".split()), max_size=40
)


CONTEXTS = st.builds(ReplyContext, survey=st.booleans(), opted_out=st.booleans())


@given(body=ANYTHING, context=CONTEXTS)
def test_any_text_is_understood_somehow(body: str, context: ReplyContext) -> None:
    explained = explain(body, context)
    assert explained.understood.intent in Intent
    assert 0 <= explained.probability <= 1


@given(words=WORDS, context=CONTEXTS)
def test_any_row_of_our_own_words_and_signs_is_understood_somehow(words: list[str], context: ReplyContext) -> None:
    understood = understand(" ".join(words), context)
    assert understood.rating is None or understood.intent is Intent.SURVEY_ANSWER


@given(body=ANYTHING)
def test_without_a_survey_nothing_is_an_answer_to_one(body: str) -> None:
    understood = understand(body)
    assert understood.intent is not Intent.SURVEY_ANSWER
    assert understood.rating is None


def test_hardly_any_naughty_string_stops_our_texts() -> None:
    strings = naughty_strings()
    stopped = [body for body in strings if understand(body).intent is Intent.OPT_OUT]
    assert len(stopped) <= len(strings) * 0.02, stopped


@pytest.mark.parametrize(
    "piece",
    ["stop ", "a", "he is ", "not ", "please ", "s ", ". ", "ﷺ", "\ud800", "no more ", "unsubscribf", "لا ", "5 "],
)
def test_a_text_of_ten_thousand_characters_is_read_in_reasonable_time(piece: str) -> None:
    started = time.process_time()
    understand((piece * 10_000)[:10_000], ReplyContext(survey=True))
    assert time.process_time() - started < 5
