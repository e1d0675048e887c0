"""The words for codes in tables of figures: reasons, intents, channels, tasks, types of calls."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from analytics.plots.figure_words import Words
from analytics.results.figure_table import FigureColumn
from api.pages.staff.case_reasons import reason_sentence
from api.pages.staff.case_words import CHANNELS, INTENTS
from api.pages.staff.tasks_texts import KINDS
from domain.incident_names import NAMES
from locales.sentences import Sentence, say
from messaging.providers.twilio_codes import name_of

_KNOWN: Mapping[str, Mapping[str, Sentence]] = {
    "channel": {**CHANNELS, "all": say("All together")},
    "intent": INTENTS,
    "kind": {**{kind.value: words for kind, words in KINDS.items()}, "letter": say("Letter to the detective")},
    "purpose": {"updates": say("News of calls and cases"), "survey": say("Surveys")},
    "how": {
        "reply": say("By a reply"),
        "portal": say("On the pages"),
        "page": say("On a page"),
        "provider": say("At the provider"),
        "staff": say("By staff"),
    },
    "dimension": {
        "total": say("All together"),
        "month": say("Month"),
        "beat": say("Beat"),
        "call_type": say("Type of call"),
        "language": say("Language"),
        "channel": say("Channel"),
        "outcome": say("Outcome"),
    },
}
_ALWAYS = {
    "not_known": say("Not known"),
    "other": say("All others"),
    "total": say("All together"),
    "sensitive": say("Sensitive calls"),
}


def word_of(column: FigureColumn, code: str) -> Words:
    """The words, or the code where there are none: a provider's, or a name that the agency gave."""
    known: Words | None = _KNOWN.get(column.name, {}).get(code)
    if known is None and column.name in _OTHERS:
        known = _OTHERS[column.name](code)
    return known or _ALWAYS.get(code) or code


def _reason(code: str) -> Words | None:
    """A reason of ours, with the provider's code behind it: several have the same words."""
    ours, _, theirs = code.partition(":")
    said, theirs = reason_sentence(code), theirs.strip() or ours
    name = f"{name_of(theirs)}, {theirs}" if name_of(theirs) else theirs
    if said is None:
        return name if name_of(theirs) else None
    return (said, name) if theirs != ours else said


_OTHERS: Mapping[str, Callable[[str], Words | None]] = {"reason": _reason, "incident_type": NAMES.get}
