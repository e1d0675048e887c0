"""Who did it is told in words, whatever kind of actor it was, and never left out."""

from __future__ import annotations

import pytest

from api.pages.staff.actor_words import ACTORS, actor_in_words
from domain.actors import ActorKind
from locales.sentences import Sentence


def said(sentence: Sentence, **values: str) -> str:
    return sentence.text.format(**values)


def test_every_kind_of_actor_has_its_words() -> None:
    assert set(ACTORS) == set(ActorKind)


@pytest.mark.parametrize(
    ("by", "badge", "shown"),
    [
        ("staff:D-114", "D-114", "Staff, D-114"),
        ("key:0123456789abcdef0123", "4711", "Your system, key 0123456789ab, for 4711"),
        ("workflow", "", "The call's workflow"),
        ("contact", "", "One of the call's people"),
        ("unproven:4711", "4711", "Not proven, says 4711"),
        ("", "4711", "4711"),
        ("", "", "not recorded"),
        ("an older word", "", "an older word"),
    ],
)
def test_an_actor_is_told_in_words(by: str, badge: str, shown: str) -> None:
    assert actor_in_words(by, badge, said) == shown
