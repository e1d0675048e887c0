"""What people of the example year answered: replies, opt-outs, letters and what waits for staff, and surveys."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from analytics.example.messages import Asked
from analytics.extract.local_times import LocalTimes
from analytics.extract.other_rows import ANSWERED, LETTER
from analytics.extract.plain_words import ConsentWay
from analytics.extracts import Row
from domain.messages import MessageKey, Purpose
from domain.replies.intents import Intent
from domain.surveys.periods import month_of
from domain.surveys.questions import QuestionSet
from domain.surveys.results import By, Way
from domain.surveys.tally import Invited
from domain.task_kinds import TaskKind, TaskOutcome, due_at

_WRITES_BACK = 0.035
"""The share of texts that bring a reply."""

_INTENTS: Mapping[Intent, float] = {
    Intent.THANKS: 37,
    Intent.OTHER: 26,
    Intent.OPT_OUT: 9,
    Intent.CANCEL_VISIT: 8,
    Intent.HELP: 5,
    Intent.WRONG_NUMBER: 5,
    Intent.LANGUAGE: 4,
    Intent.MACHINE: 3,
    Intent.OPT_IN: 2,
    Intent.EMERGENCY: 1,
}
_ANSWERS: Mapping[Intent, MessageKey] = {
    Intent.OTHER: MessageKey.NOT_MONITORED,
    Intent.CANCEL_VISIT: MessageKey.CANCEL_VISIT,
    Intent.WRONG_NUMBER: MessageKey.WRONG_NUMBER,
    Intent.LANGUAGE: MessageKey.LANGUAGE_CHANGED,
    Intent.EMERGENCY: MessageKey.EMERGENCY,
}
"""Twilio itself answers STOP, START and HELP."""

_TASKS: Mapping[Intent, TaskKind] = {
    Intent.EMERGENCY: TaskKind.EMERGENCY_REPLY,
    Intent.WRONG_NUMBER: TaskKind.WRONG_NUMBER,
    Intent.CANCEL_VISIT: TaskKind.REPLY,
}
_OTHER_WAYS = (ConsentWay.EMAIL, ConsentWay.PAGE, ConsentWay.PROVIDER)


class ExampleAnswers:
    """Draws who writes back, and what becomes of it until `now`."""

    def __init__(self, chance: Random, times: LocalTimes, *, now: datetime) -> None:
        self._chance = chance
        self._times = times
        self._now = now
        self.replies: list[Row] = []
        self.consents: list[Row] = []
        self.waiting: list[Row] = []

    def to_texts(self, texted: Iterable[tuple[str, datetime]], *, of_year: float) -> None:
        """Some of those who got a text write back."""
        chance = self._chance
        for _, sent_at in texted:
            if chance.random() < _WRITES_BACK:
                at = sent_at + timedelta(seconds=round(chance.expovariate(1 / 600)))
                intent = chance.choices(list(_INTENTS), list(_INTENTS.values()))[0]
                answer = _ANSWERS.get(intent)
                self.replies.append((at, self._times.day(at), intent.value, answer.value if answer else None, True))
                self._follow(intent, at, of_year)
            elif chance.random() < _OPTS_OUT_OTHERWISE:
                self._consent(sent_at + timedelta(hours=1), given=False, how=chance.choice(_OTHER_WAYS))

    def of_cases(self, ended_at: datetime, *, of_year: float) -> None:
        """Some victims write to their detective, or want to be called back."""
        chance = self._chance
        if chance.random() < _WRITES_TO_DETECTIVE:
            opened = ended_at + timedelta(hours=chance.uniform(20, 400))
            self._wait(LETTER, opened, hours=26 - 10 * of_year, due=False, outcome=ANSWERED)
        if chance.random() < _WANTS_A_CALL:
            opened = ended_at + timedelta(hours=chance.uniform(7, 60))
            outcome = TaskOutcome.CALLED_BACK if chance.random() < _REACHED else TaskOutcome.NOT_REACHED
            self._wait(TaskKind.CALL_BACK.value, opened, hours=16 - 6 * of_year, due=True, outcome=outcome.value)

    def undeliverable(self, at: datetime) -> None:
        """A message did not arrive by any way, and staff is to tell them."""
        if self._chance.random() < _A_TASK_OF_IT:
            self._wait(TaskKind.UNDELIVERABLE.value, at, hours=12, due=True, outcome=TaskOutcome.DONE.value)

    def _follow(self, intent: Intent, at: datetime, of_year: float) -> None:
        if intent in (Intent.OPT_OUT, Intent.OPT_IN):
            self._consent(at, given=intent is Intent.OPT_IN, how=ConsentWay.REPLY)
        kind = _TASKS.get(intent)
        if kind is not None:
            hours = 0.2 if kind is TaskKind.EMERGENCY_REPLY else 5 - 2 * of_year
            self._wait(kind.value, at, hours=hours, due=True, outcome=TaskOutcome.DONE.value)

    def _consent(self, at: datetime, *, given: bool, how: ConsentWay) -> None:
        for purpose in (Purpose.SURVEY, Purpose.UPDATES):
            self.consents.append((at, self._times.day(at), purpose.value, given, how.value))

    def _wait(self, kind: str, opened: datetime, *, hours: float, due: bool, outcome: str) -> None:
        """`hours`: the median until it is done."""
        opened = opened.replace(microsecond=0)
        if opened >= self._now:
            return
        done: datetime | None = opened + timedelta(seconds=round(hours * 3600 * self._chance.lognormvariate(0, 1.1)))
        if done is None or done >= self._now:
            done = None
        due_by = due_at(kind, opened, self._times.zone) if due else None
        self.waiting.append((kind, opened, self._times.day(opened), due_by, done, outcome if done else None))


_OPTS_OUT_OTHERWISE = 0.0012
_WRITES_TO_DETECTIVE, _WANTS_A_CALL, _REACHED, _A_TASK_OF_IT = 0.045, 0.06, 0.72, 0.25


def survey_answer(chance: Random, asked: Asked, sets: Mapping[str, QuestionSet], zone: ZoneInfo) -> Invited:
    """What one who was invited answered, if they did: those who waited long are less content, and all more so later."""
    call = asked.call
    questions = sets["officer_came.1" if call.arrived_at else "by_phone.1"]
    answers = chance.random() < (_ANSWERS_AT_FIRST + 0.05 * call.of_year) * (1 if asked.delivered else 0)
    waited = min((call.waited_until - call.received_at).total_seconds() / 3600, 6)
    liking = 3.95 + 0.3 * call.of_year - 0.22 * waited + chance.gauss(0, 0.7)
    ratings = {
        item.id: min(5, max(1, round(liking + chance.gauss(_BETTER.get(item.id, 0), 0.8))))
        for item in questions.items
        if answers and chance.random() < _RATES_EACH
    }
    way = Way.EMAIL if asked.channel == "email" else Way.TEXT_LINK
    return Invited(
        values={
            By.MONTH: month_of(asked.at, zone),
            By.BEAT: call.beat,
            By.CALL_TYPE: call.code,
            By.LANGUAGE: asked.language,
            By.CHANNEL: way,
            By.OUTCOME: questions.outcome,
        },
        question_set=questions.key,
        ratings=ratings,
        began=answers,
        opted_out=not answers and chance.random() < _REFUSES,
        delivered=asked.delivered,
    )


_ANSWERS_AT_FIRST, _RATES_EACH, _REFUSES = 0.2, 0.95, 0.01
_BETTER: Mapping[str, float] = {"call_taker_helpful": 0.4, "officers_respectful": 0.35, "told_next": -0.35}
