"""Intents: the few things a reply can mean."""

from __future__ import annotations

from enum import StrEnum


class Intent(StrEnum):
    """What we do next depends on this, and on nothing else in the text."""

    OPT_OUT = "opt_out"
    OPT_IN = "opt_in"
    HELP = "help"
    EMERGENCY = "emergency"
    CANCEL_VISIT = "cancel_visit"
    """They no longer need the police: no opt-out, since they may still want to hear from us."""
    WRONG_NUMBER = "wrong_number"
    """We reached another person than we meant."""
    MACHINE = "machine"
    """A machine wrote it, or it was sent to many and passed on."""
    LANGUAGE = "language"
    SURVEY_ANSWER = "survey_answer"
    THANKS = "thanks"
    """Thanks, or a word that they have read it: it asks nothing of us."""
    OTHER = "other"
