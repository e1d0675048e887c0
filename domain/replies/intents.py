"""Intents: the few things a reply can mean."""

from __future__ import annotations

from enum import StrEnum


class Intent(StrEnum):
    """What we do next depends on this, and on nothing else in the text."""

    OPT_OUT = "opt_out"
    OPT_IN = "opt_in"
    HELP = "help"
    EMERGENCY = "emergency"
    WRONG_NUMBER = "wrong_number"
    """We reached another person than we meant."""
    AUTOMATIC = "automatic"
    """A machine wrote it, or it was sent to many and passed on."""
    LANGUAGE = "language"
    SURVEY_ANSWER = "survey_answer"
    OTHER = "other"
