"""The words of coaching: in which work people were rated, what points to them, and how a person closes it."""

from __future__ import annotations

from enum import StrEnum

from domain.event_facts import CALL_TAKER
from domain.plain_facts import tells_of_a_person


class SubjectRole(StrEnum):
    """In which work people rated them: an id of CAD may have answers in both."""

    OFFICER = "officer"
    CALL_TAKER = "call_taker"


class Direction(StrEnum):
    """Which way their answers differ from those about their peers."""

    PRAISE = "praise"
    LOOK = "look"


class PointerOutcome(StrEnum):
    """What a supervisor made of a pointer; nothing follows from any of them."""

    PRAISE = "praise"
    COACHING = "coaching"
    WORKLOAD = "workload"
    NOTHING = "nothing"
    DATA_WRONG = "data_wrong"


class CountKind(StrEnum):
    """What is counted by day beside the answers, so that the picture is not surveys alone; compliments first."""

    COMPLIMENT = "compliment"
    TRAINING = "training"
    COMPLAINT = "complaint"


class LookReason(StrEnum):
    """Why someone looks at what is held about a subject."""

    PRAISE = "praise"
    TALK = "talk"
    """Before a talk with them."""
    ASKED = "asked"
    """They asked for it."""
    POINTER = "pointer"
    """A pointer led there."""


def is_subject_id(text: str) -> bool:
    """True of what can be CAD's id of an officer or call-taker, and does not look like a person's data."""
    return CALL_TAKER.takes(text) and not tells_of_a_person("call_taker", text)
