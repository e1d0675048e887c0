"""A survey by text asks one question at a time and takes whatever comes back."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from domain.surveys.conversation import SurveyProgress, begin, questions_of, take
from domain.surveys.questions import QuestionSet
from policies.question_file import parse_questions

SURVEYS = Path(__file__).resolve().parents[3] / "policies" / "surveys"
CAME = parse_questions((SURVEYS / "officer_came.1.toml").read_text())


def after(*answers: int | str, questions: QuestionSet = CAME) -> SurveyProgress:
    progress = begin(questions)
    for answer in answers:
        rating = answer if isinstance(answer, int) else None
        progress = take(questions, progress, rating=rating, words=str(answer))
    return progress


def test_numbers_are_kept_under_the_questions_they_answer() -> None:
    progress = after(5, 4)
    assert progress.ratings == {"call_taker_helpful": 5, "officers_respectful": 4}
    assert progress.asked == "officers_listened"
    assert not progress.finished


def test_it_ends_after_the_last_comment() -> None:
    progress = after(5, 4, 3, 2, 1, "She was kind", "They were late")
    assert progress.finished
    assert progress.asked == ""
    assert progress.comments == {"call_taker": "She was kind", "officers": "They were late"}
    assert take(CAME, progress, rating=1, words="1") == progress


def test_nought_skips_any_question() -> None:
    progress = after(0, 5, 0, 0, 0, 0, 0)
    assert progress.finished
    assert progress.ratings == {"officers_respectful": 5}
    assert progress.comments == {}


def test_words_in_place_of_a_number_become_a_comment_on_the_same_people_and_it_goes_on() -> None:
    progress = after("He was rude to me", 4)
    assert progress.comments == {"call_taker": "He was rude to me"}
    assert progress.ratings == {"officers_respectful": 4}


def test_a_remark_beside_a_number_is_kept_too() -> None:
    progress = take(CAME, begin(CAME), rating=1, words="1 - he was rude")
    assert progress.ratings == {"call_taker_helpful": 1}
    assert progress.comments == {"call_taker": "1 - he was rude"}


def test_words_about_the_whole_go_to_the_first_comment() -> None:
    assert after(5, 5, 5, "nobody told me anything").comments == {"call_taker": "nobody told me anything"}


def test_a_number_where_words_are_asked_for_is_words() -> None:
    assert after(5, 5, 5, 5, 5, 3).comments == {"call_taker": "3"}


@given(st.lists(st.one_of(st.integers(0, 5), st.text(max_size=30)), max_size=12))
def test_whatever_comes_back_each_question_is_asked_once_and_then_it_is_over(answers: list[int | str]) -> None:
    progress, asked = begin(CAME), []
    for answer in answers:
        asked.append(progress.asked)
        rating = answer if isinstance(answer, int) else None
        progress = take(CAME, progress, rating=rating, words=str(answer))
    order = [question.id for question in questions_of(CAME)]
    assert [name for name in asked if name] == order[: len(answers)]
    assert progress.finished == (len(answers) >= len(order))
    assert all(1 <= value <= 5 for value in progress.ratings.values())
