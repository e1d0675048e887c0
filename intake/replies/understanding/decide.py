"""Decide between the intents by their probabilities; the thresholds are where the bias lies.

They were chosen on the training data, by leaving out each fifth of it in turn (`caseline reply measure`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from domain.replies.intents import Intent
from domain.replies.linear_model import LinearModel
from domain.replies.pieces import pieces_of
from locales.reply_weights import MEANING, WRITTEN_IN, model_in

EMERGENCY_FROM = 0.3
"""So probable an emergency is one, whatever else is more probable: missing one is worse than ten false alarms."""

OPT_OUT_FROM = 0.5
"""Less than this is no opt-out: a person who is stopped by mistake hears nothing of their case."""

PLAIN_FROM = 0.9
"""From this probability on the language of a text is plain."""

REASONS = 6

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

    def reasons(self) -> tuple[tuple[str, float], ...]:
        """The pieces that speak most for this intent against the next best, and how much."""
        mine = {label: p for label, p in self.labels.items() if _intent(label) is self.intent}
        others = {label: p for label, p in self.labels.items() if label not in mine}
        best, rival = max(mine, key=mine.__getitem__), max(others, key=others.__getitem__)
        return tuple(_model().reasons(self.pieces, best, rival, most=REASONS))


def decide(pieces: frozenset[str]) -> Decision:
    """What the pieces of a text mean most probably, with the bias towards danger."""
    labels = _model().probabilities(pieces)
    probabilities: dict[Intent, float] = defaultdict(float)
    for label, probability in labels.items():
        probabilities[_intent(label)] += probability
    intent = choose(probabilities)
    details = {label.partition(":")[2]: p for label, p in labels.items() if _intent(label) is intent}
    return Decision(
        intent=intent,
        probability=probabilities[intent],
        detail=max(details, key=details.__getitem__),
        probabilities=probabilities,
        labels=labels,
        pieces=pieces,
    )


def choose(probabilities: Mapping[Intent, float]) -> Intent:
    """The most probable, except that a suspicion of danger is enough, and an opt-out must be likelier than not."""
    if probabilities.get(Intent.EMERGENCY, 0.0) >= EMERGENCY_FROM:
        return Intent.EMERGENCY
    if probabilities.get(Intent.OPT_OUT, 0.0) >= OPT_OUT_FROM:
        return Intent.OPT_OUT
    rest = {intent: p for intent, p in probabilities.items() if intent is not Intent.OPT_OUT}
    return max(rest, key=rest.__getitem__)


def language_written(body: str) -> str | None:
    """The language of the text, where it is plain; most people use OK and numbers."""
    probabilities = model_in(WRITTEN_IN).probabilities(pieces_of(body))
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
