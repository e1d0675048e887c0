"""What beats what, and what only sounds like something else."""

from __future__ import annotations

import pytest

from domain.replies.intents import Intent
from domain.replies.pieces import NO_CONTEXT, ReplyContext
from intake.replies.understanding.understand import Understood, explain, understand

IN_A_SURVEY = ReplyContext(survey=True)


@pytest.mark.parametrize(
    "body", ["stop he's hurting me", "please stop him he has a gun", "HELP he is back", "2 help me"]
)
def test_danger_beats_every_other_wish(body: str) -> None:
    assert understand(body).intent is Intent.EMERGENCY
    assert understand(body, IN_A_SURVEY).intent is Intent.EMERGENCY


@pytest.mark.parametrize("body", ["STOP", "stop please", "End", "alto!", "بس", "acha", "no más"])
def test_a_text_that_is_only_a_word_for_stop_is_never_taken_for_danger(body: str) -> None:
    assert understand(body).intent is Intent.OPT_OUT


@pytest.mark.parametrize("body", ["who is this? STOP", "español. no me manden mensajes", "2 stop", "help, unsubscribe"])
def test_no_more_texts_beats_help_a_language_and_a_survey(body: str) -> None:
    assert understand(body).intent is Intent.OPT_OUT
    assert understand(body, IN_A_SURVEY).intent is Intent.OPT_OUT


@pytest.mark.parametrize(
    "body",
    [
        "the bus stop on 5th",
        "stop by any time",
        "he didn't stop at the stop sign",
        "the party won't end",
        "I want to cancel my appointment with the dentist",
        "tell him to stop texting me",
        "no se paró en el alto",
        "l'arrêt de bus",
        "il a été arrêté",
        "توقفت السيارة أمام البيت",
        "aliacha gari hapa",
        "تابلوی توقف ممنوع",
    ],
)
def test_a_word_for_stop_inside_another_meaning_stops_nothing(body: str) -> None:
    assert understand(body).intent is Intent.OTHER


@pytest.mark.parametrize(
    "body", ["CANCEL", "end", "cancelar", "fin", "annuler", "إلغاء", "ghairi", "لغو", "please cancel"]
)
def test_a_word_for_cancel_revokes_but_may_have_been_meant_for_the_call(body: str) -> None:
    understood = understand(body)
    assert (understood.intent, understood.cancel_word) == (Intent.OPT_OUT, True)


@pytest.mark.parametrize(
    "body",
    [
        "I no longer need police",
        "cancel my call",
        "please cancel the officer he left",
        "no need to come, it was my cat",
        "ya no necesito a la policia",
        "annulez mon appel",
        "لا داعي لمجيء الشرطة",
        "msije tena, nimelipata",
        "دیگه نیازی به پلیس نیست",
    ],
)
def test_a_person_who_no_longer_needs_the_police_keeps_the_texts(body: str) -> None:
    assert understand(body).intent is Intent.CANCEL_VISIT


def test_cancelling_the_messages_is_not_taken_for_the_call() -> None:
    assert understand("cancel these texts").intent is Intent.OPT_OUT


@pytest.mark.parametrize("body", ["no more surveys", "stop the survey", "no quiero encuestas", "plus de sondage"])
def test_whoever_wants_no_surveys_still_gets_the_news(body: str) -> None:
    assert understand(body).purpose == "survey"


@pytest.mark.parametrize("body", ["stop texting me and no more surveys", "STOP. I hate your surveys", "stop"])
def test_whoever_wants_nothing_at_all_is_not_read_as_tired_of_surveys_only(body: str) -> None:
    understood = understand(body)
    assert (understood.intent, understood.purpose) == (Intent.OPT_OUT, None)


@pytest.mark.parametrize("body", ["my ex won't stop calling and texting me", "he will not leave me alone"])
def test_who_is_pursued_wants_our_texts_and_may_be_in_danger(body: str) -> None:
    assert understand(body).intent is Intent.EMERGENCY


@pytest.mark.parametrize("body", ["he is back in jail thank you", "no emergency", "not an emergency, just a question"])
def test_good_news_about_danger_is_no_alarm(body: str) -> None:
    assert understand(body).intent in {Intent.OTHER, Intent.THANKS}


@pytest.mark.parametrize(
    ("body", "rating"),
    [
        ("I'd say a four, they were a bit slow", 4),
        ("le pongo un 3", 3),
        ("je mets quatre", 4),
        ("two officers came and both were kind", None),
        ("I waited 5 hours", None),
        ("they came 2 times", None),
        ("vinieron dos oficiales", None),
    ],
)
def test_a_number_in_a_sentence_rates_only_where_it_surely_does(body: str, rating: int | None) -> None:
    understood = understand(body, IN_A_SURVEY)
    assert understood.intent is Intent.SURVEY_ANSWER
    assert understood.rating in {rating, None}


def test_a_denial_does_not_hide_the_danger_beside_it() -> None:
    assert understand("not an emergency but he is back").intent is Intent.EMERGENCY
    assert understand("nobody is hurt yet but he has a gun").intent is Intent.EMERGENCY
    assert understand("no one came and he is still here").intent is Intent.EMERGENCY


@pytest.mark.parametrize(
    ("body", "language"),
    [
        *[
            ("1", "en"),
            ("2", "es"),
            ("3", "fr"),
            ("4", "ar"),
            ("5", "sw"),
            ("6", "fa"),
            ("٢", "es"),
            ("۶", "fa"),
            ("#3", "fr"),
        ],
        *[
            ("ESPAÑOL", "es"),
            ("espanol", "es"),
            ("es", "es"),
            ("Spanish please", "es"),
            ("français", "fr"),
            ("عربي", "ar"),
        ],
        *[("العربية", "ar"), ("kiswahili", "sw"), ("فارسی", "fa"), ("فارسي", "fa"), ("no hablo ingles", "es")],
    ],
)
def test_a_language_can_be_asked_for_by_name_code_and_number(body: str, language: str) -> None:
    assert understand(body) == Understood(intent=Intent.LANGUAGE, language=language)


@pytest.mark.parametrize("body", ["7", "0", "22", "the suspect spoke Spanish", "2 guys", "he spoke english", "apt 5"])
def test_other_numbers_and_talk_about_languages_change_no_language(body: str) -> None:
    assert understand(body).intent is Intent.OTHER


def test_while_a_survey_is_open_a_number_is_an_answer_and_any_remark_a_comment() -> None:
    assert understand("2", IN_A_SURVEY) == Understood(intent=Intent.SURVEY_ANSWER, rating=2)
    assert understand("6", IN_A_SURVEY) == Understood(intent=Intent.SURVEY_ANSWER)
    assert understand("They were kind", IN_A_SURVEY) == Understood(intent=Intent.SURVEY_ANSWER)
    assert understand("They were kind").intent is Intent.OTHER


@pytest.mark.parametrize("body", ["YES", "START", "STOP", "CANCEL", "END", "INFO", "HELP"])
def test_a_carriers_keyword_is_never_an_answer_to_a_survey(body: str) -> None:
    assert understand(body, IN_A_SURVEY).intent is not Intent.SURVEY_ANSWER


@pytest.mark.parametrize("context", [NO_CONTEXT, IN_A_SURVEY])
def test_an_empty_text_says_nothing(context: ReplyContext) -> None:
    assert understand(" \n\u200f", context) == Understood(intent=Intent.OTHER)


def test_a_bare_yes_starts_texts_again_only_for_a_person_who_stopped_them() -> None:
    assert understand("Yes!", ReplyContext(opted_out=True)).intent is Intent.OPT_IN
    assert understand("Yes!").intent is not Intent.OPT_IN


def test_every_answer_can_be_explained_by_the_pieces_that_decided() -> None:
    keyword = explain("STOP!")
    assert (keyword.keyword, keyword.probability, keyword.pieces) == ("stop", 1.0, ())
    told = explain("my ex is at my door again")
    assert told.understood.intent is Intent.EMERGENCY
    assert 0.3 <= told.probability <= 1
    assert 1 <= len(told.pieces) <= 6
    assert all(weight > 0 for _, weight in told.pieces)
    assert list(told.pieces) == sorted(told.pieces, key=lambda each: -each[1])
