"""The rows of surveys, from what was released of each period: hidden groups stay hidden."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from analytics.extract.local_times import LocalTimes
from analytics.extracts import Row
from db.tables import SurveyRelease
from domain.surveys.questions import RATINGS
from domain.surveys.response_rate import rr2
from domain.surveys.results import GroupResult, from_facts

_NOTHING: Sequence[None] = (None,) * len(RATINGS)


def survey_rows(releases: Iterable[SurveyRelease], times: LocalTimes) -> Iterable[Row]:
    """In the order of `analytics.columns.SURVEYS`: of each group the invitations, then each question."""
    for release in releases:
        results = from_facts(release.results)
        words = {item.key: item.text for item in results.items}
        span = release.period, times.day(release.begins_at), times.day(release.ends_at)
        for group in results.groups:
            yield from _of_group(span, group, words)


def _of_group(span: tuple[str, date, date], group: GroupResult, words: dict[str, str]) -> Iterable[Row]:
    dimension, value = group.group
    names = *span, dimension, value or dimension
    ended = group.dispositions
    invited, answered = (None, None) if ended is None else (sum(ended.values()), rr2(ended))
    yield *names, None, None, invited, answered, None, *_NOTHING
    for key, counts in group.ratings.items():
        ratings = None if counts is None else sum(counts)
        yield *names, key, words.get(key), None, None, ratings, *(counts or _NOTHING)
