"""How well replies are understood that were never learned from.

blind/<language>.tsv was written and committed before the first line of training data, and is meant to be hard;
blind/<language>.everyday.tsv is as most people text. All are invented, and written by machine, by sessions that saw
neither the training data nor any list of words; a person may text otherwise. A figure here may be raised when the data
gets better; lowering one needs a reason.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from domain.messages import LANGUAGES
from domain.replies.intents import Intent
from intake.replies.understanding.measure import Score, scores, understood_as
from intake.replies.understanding.understand import understand
from locales.reply_data import LabeledReply, checksum, read_all, read_file
from locales.reply_keywords import keywords
from locales.reply_weights import MEANING, WRITTEN_IN, read_weights
from tests.intake.replies.summary import BLIND, blind_replies


@pytest.fixture(scope="module")
def learned() -> list[LabeledReply]:
    return read_all()


@pytest.fixture(scope="module")
def understood() -> list[tuple[LabeledReply, Intent]]:
    return [(reply, understood_as(reply)) for reply in blind_replies()]


@pytest.fixture(scope="module")
def by_intent(understood: list[tuple[LabeledReply, Intent]]) -> Mapping[tuple[str, Intent], Score]:
    return scores(understood)


def mistakes(understood: list[tuple[LabeledReply, Intent]], intent: Intent) -> list[str]:
    return [f"{reply}: {taken}" for reply, taken in understood if (reply.intent is intent) != (taken is intent)]


@pytest.mark.parametrize(
    ("intent", "recall", "precision"),
    [
        (Intent.EMERGENCY, 0.95, 0.90),
        (Intent.OPT_OUT, 0.95, 0.97),
        (Intent.CANCEL_VISIT, 0.90, 0.90),
        (Intent.LANGUAGE, 0.95, 0.95),
        (Intent.SURVEY_ANSWER, 0.97, 0.90),
        (Intent.WRONG_NUMBER, 0.85, 0.95),
        (Intent.HELP, 0.80, 0.85),
    ],
)
def test_each_intent_is_understood_in_words_that_nothing_was_learned_from(
    understood: list[tuple[LabeledReply, Intent]],
    by_intent: Mapping[tuple[str, Intent], Score],
    intent: Intent,
    recall: float,
    precision: float,
) -> None:
    score = by_intent["", intent]
    assert (score.recall >= recall, score.precision >= precision) == (True, True), (score, mistakes(understood, intent))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("intent", [Intent.EMERGENCY, Intent.OPT_OUT])
def test_no_language_is_heard_worse_than_another(
    understood: list[tuple[LabeledReply, Intent]], language: str, intent: Intent
) -> None:
    mine = [(reply, taken) for reply, taken in understood if reply.written_in == language]
    score = scores(mine)["", intent]
    assert min(score.recall, score.precision) >= 0.90, mistakes(mine, intent)


def test_no_survey_is_rated_otherwise_than_was_meant(learned: list[LabeledReply]) -> None:
    answers = [reply for reply in (*blind_replies(), *learned) if reply.intent is Intent.SURVEY_ANSWER]
    found = [(reply, understand(reply.text, reply.context).rating) for reply in answers]
    rated = [(reply, rating) for reply, rating in found if rating is not None]
    assert [(str(reply), rating) for reply, rating in rated if reply.detail != str(rating)] == []
    meant = [reply for reply in blind_replies() if reply.detail and reply.intent is Intent.SURVEY_ANSWER]
    understood = [reply for reply in meant if understand(reply.text, reply.context).rating is not None]
    assert len(understood) / len(meant) >= 0.5


def test_nothing_blind_is_learned_from_but_keywords(learned: list[LabeledReply]) -> None:
    texts = {reply.text.casefold().strip() for reply in learned}
    seen = {reply.text for reply in blind_replies() if reply.text.casefold().strip() in texts}
    assert {text for text in seen if keywords().meant_by(text) is None} == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_there_is_a_blind_set_of_each_language_and_ten_times_as_much_to_learn_from(
    learned: list[LabeledReply], language: str
) -> None:
    mine = [reply for reply in learned if reply.written_in == language]
    assert len(read_file(BLIND / f"{language}.tsv")) == 180
    assert len(read_file(BLIND / f"{language}.everyday.tsv")) == 140
    assert len(mine) >= 3200
    assert sum(reply.register != "standard" for reply in mine) * 2 >= len(mine)
    assert {reply.intent for reply in mine} == set(Intent)


@pytest.mark.parametrize("path", [MEANING, WRITTEN_IN], ids=lambda path: path.name)
def test_the_weights_were_made_from_the_data_as_it_is(path: Path) -> None:
    assert read_weights(path).made_from == checksum(), "make them anew with `caseline reply train`"


def test_the_data_says_one_thing_of_one_text(learned: list[LabeledReply]) -> None:
    said: dict[tuple[str, str, bool, bool], set[str]] = {}
    for reply in learned:
        key = (reply.written_in, reply.text.casefold(), reply.context.survey, reply.context.opted_out)
        said.setdefault(key, set()).add(reply.label)
    assert {key for key, labels in said.items() if len(labels) > 1} == set()
