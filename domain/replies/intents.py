"""Intents: the few things a reply can mean."""

from __future__ import annotations

from enum import StrEnum


class Intent(StrEnum):
    """What we do next depends on this, and on nothing else in the text."""

    OPT_OUT = "opt_out"
    OPT_IN = "opt_in"
    HELP = "help"
    EMERGENCY = "emergency"
    LANGUAGE = "language"
    SURVEY_ANSWER = "survey_answer"
    OTHER = "other"
