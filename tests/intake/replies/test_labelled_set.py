"""How many of the labelled replies are understood; the figures are printed at the end of the run."""

from __future__ import annotations

from collections import Counter

import pytest

from domain.replies.intents import Intent
from intake.replies.understanding.understand import Understood, understand
from tests.intake.replies.labelled_set import Labelled, Score, mistakes, replies, scores

REPLIES = list(replies())


@pytest.fixture(scope="module")
def by_intent() -> dict[Intent, Score]:
    return {score.intent: score for score in scores()}


def test_the_set_is_large_diverse_and_full_of_things_that_only_sound_alike() -> None:
    languages = Counter(reply.written_in for reply in REPLIES)
    ordinary = sum(reply.intent in {Intent.OTHER, Intent.SURVEY_ANSWER, Intent.AUTOMATIC} for reply in REPLIES)
    assert len(REPLIES) >= 600
    assert set(languages) == {"en", "es", "fr", "ar", "sw", "fa"}
    assert min(languages.values()) >= 100
    assert ordinary / len(REPLIES) >= 0.35


def test_no_reply_stands_twice_with_two_meanings() -> None:
    labels: dict[tuple[str, bool], set[Intent]] = {}
    for reply in REPLIES:
        labels.setdefault((reply.body, reply.survey_open), set()).add(reply.intent)
    assert [body for body, intents in labels.items() if len(intents) > 1] == []


def test_nobody_who_wants_no_more_texts_is_overheard(by_intent: dict[Intent, Score]) -> None:
    assert by_intent[Intent.OPT_OUT].recall == 1.0, mistakes(Intent.OPT_OUT)


def test_hardly_anybody_is_silenced_who_did_not_ask_for_it(by_intent: dict[Intent, Score]) -> None:
    assert by_intent[Intent.OPT_OUT].precision >= 0.97, mistakes(Intent.OPT_OUT)


def test_danger_is_heard(by_intent: dict[Intent, Score]) -> None:
    assert by_intent[Intent.EMERGENCY].recall >= 0.98, mistakes(Intent.EMERGENCY)
    assert by_intent[Intent.EMERGENCY].precision >= 0.90, mistakes(Intent.EMERGENCY)


@pytest.mark.parametrize("intent", [Intent.WRONG_NUMBER, Intent.AUTOMATIC])
def test_a8_d5_a_stranger_and_a_machine_are_told_from_the_person_we_meant(
    intent: Intent, by_intent: dict[Intent, Score]
) -> None:
    assert by_intent[intent].recall >= 0.95, mistakes(intent)
    assert by_intent[intent].precision >= 0.98, mistakes(intent)


@pytest.mark.parametrize("intent", [Intent.OPT_IN, Intent.HELP, Intent.LANGUAGE, Intent.SURVEY_ANSWER, Intent.OTHER])
def test_every_other_wish_is_understood(intent: Intent, by_intent: dict[Intent, Score]) -> None:
    assert by_intent[intent].recall >= 0.95, mistakes(intent)
    assert by_intent[intent].precision >= 0.95, mistakes(intent)


def details(reply: Labelled, understood: Understood) -> dict[str, object]:
    """What must be understood beside the intent; the language only where it is asked for."""
    asked = understood.language if understood.intent is Intent.LANGUAGE else None
    return {
        "rating": str(understood.rating) if understood.rating else None,
        "cancel": understood.cancel_word,
        "carrier": understood.twilio_keyword,
        "purpose": understood.purpose,
        "language": asked,
    }


@pytest.mark.parametrize("written_in", ["en", "es", "fr", "ar", "sw", "fa"])
def test_what_else_a_reply_says_is_understood(written_in: str) -> None:
    wrong = []
    for reply in (reply for reply in REPLIES if reply.written_in == written_in):
        expected = {
            "rating": reply.values.get("rating"),
            "cancel": "cancel" in reply.marks,
            "carrier": "carrier" in reply.marks,
            "purpose": reply.values.get("purpose"),
            "language": reply.values.get("language"),
        }
        found = details(reply, understand(reply.body, survey_open=reply.survey_open))
        if found != expected:
            wrong.append((str(reply), found))
    assert wrong == []
