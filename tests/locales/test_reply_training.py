"""Training: a model learns what its examples say, alike each time, and needs scikit-learn only then."""

from __future__ import annotations

import sys

import pytest

from domain.replies.intents import Intent
from domain.replies.pieces import NO_CONTEXT, ReplyContext, pieces_of
from locales.reply_data import LabeledReply
from locales.reply_training import TrainerMissing, meaning_model, written_in_model

SAID = {
    Intent.OPT_OUT: ("lose my number", "lose my number please", "please lose this number", "just lose my number ok"),
    Intent.THANKS: ("much obliged", "much obliged officer", "so much obliged", "obliged to you"),
    Intent.OTHER: ("the truck is red", "it was a red truck", "red truck with a dent", "a truck, red i think"),
}


def a_reply(text: str, intent: Intent, language: str = "en") -> LabeledReply:
    return LabeledReply(
        written_in=language, text=text, intent=intent, detail="", register="standard", context=NO_CONTEXT
    )


ENDINGS = ("", " today", " sir", " ok bye", " from the bus")
REPLIES = [a_reply(f"{text}{ending}", intent) for intent, texts in SAID.items() for text in texts for ending in ENDINGS]


def test_a_model_understands_what_it_was_taught_and_words_near_to_it() -> None:
    model = meaning_model(REPLIES)
    for text, expected in (("LOSE my number!!", "opt_out"), ("obliged!", "thanks"), ("red truck", "other")):
        probabilities = model.probabilities(pieces_of(text))
        del probabilities["survey_answer"]  # no survey question came before
        assert max(probabilities, key=probabilities.__getitem__) == expected, text


def test_the_same_data_makes_the_same_model() -> None:
    assert meaning_model(REPLIES) == meaning_model(REPLIES)


def test_talk_after_a_survey_question_is_learned_as_an_answer_to_it() -> None:
    talk = [a_reply(f"the officer number {n} was kind to {n} of us", Intent.OTHER) for n in range(60)]
    probabilities = meaning_model([*REPLIES, *talk]).probabilities(
        pieces_of("the officer was kind", ReplyContext(survey=True))
    )
    assert max(probabilities, key=probabilities.__getitem__) == "survey_answer"


def test_a_model_tells_languages_apart() -> None:
    said = ("el camión es rojo", "era un camión rojo", "un camión con golpe", "ya no más mensajes")
    spanish = [
        a_reply(f"{text}{ending}", Intent.OTHER, "es") for text in said for ending in ("", " hoy", " señor", " ok")
    ]
    probabilities = written_in_model([*REPLIES, *spanish]).probabilities(pieces_of("un camion rojo"))
    assert max(probabilities, key=probabilities.__getitem__) == "es"


def test_without_scikit_learn_training_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sklearn.feature_extraction.text", None)
    with pytest.raises(TrainerMissing, match="uv sync --group train"):
        meaning_model(REPLIES)
