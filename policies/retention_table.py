"""The table `[retention]` of a policy file: how long what is kept stays."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from pydantic import AfterValidator, Field

from domain.audit.retaining import LEAST_DAYS as LEAST_DAYS_OF_AUDIT
from domain.retention import DEFAULT_DAYS, LEAST_DAYS, LEAST_DAYS_OF_CALLS, CaseEnd, RecordKind, RetentionPolicy
from policies.fields import whole
from policies.toml_file import ABSENT, Table

MOST_DAYS = 36500


def _for_good_or_at_least(least: int, why: str) -> Callable[[int], int]:
    def check(days: int) -> int:
        if 0 < days < least:
            raise ValueError(f"{days} is too few; use at least {least}, since {why}, or 0 to keep them for good")
        return days

    return check


_OF_RECORDS = _for_good_or_at_least(LEAST_DAYS, "surveys and complaints come within weeks")
_OF_CALLS = _for_good_or_at_least(LEAST_DAYS_OF_CALLS, "a year's figures count the call")
DaysKept = Annotated[int, whole(0, MOST_DAYS), AfterValidator(_OF_RECORDS)]
_OF_AUDIT = _for_good_or_at_least(LEAST_DAYS_OF_AUDIT, "who did what is kept a year at least")
DaysOfAudit = Annotated[int, whole(0, MOST_DAYS), AfterValidator(_OF_AUDIT)]
DaysOfCalls = Annotated[int, whole(0, MOST_DAYS), AfterValidator(_OF_CALLS)]


class RetentionOfTable(Table):
    """Days after which what is kept of a call goes, by kind of record."""

    messages: DaysKept = Field(default=ABSENT, alias="messages_days")
    replies: DaysKept = Field(default=ABSENT, alias="replies_days")
    surveys: DaysKept = Field(default=ABSENT, alias="surveys_days")
    people: DaysKept = Field(default=ABSENT, alias="people_days")
    timeline: DaysKept = Field(default=ABSENT, alias="timeline_days")
    events: DaysKept = Field(default=ABSENT, alias="events_days")
    calls: DaysOfCalls = Field(default=ABSENT, alias="calls_days")


class RetentionTable(Table):
    """How long what is kept stays."""

    closed_tasks: DaysKept = Field(default=ABSENT, alias="closed_tasks_days")
    stray_replies: DaysKept = Field(default=ABSENT, alias="stray_replies_days")
    audit_records: DaysOfAudit = Field(default=ABSENT, alias="audit_records_days")
    no_case: RetentionOfTable = RetentionOfTable()
    closed_case: RetentionOfTable = RetentionOfTable()
    suspended_case: RetentionOfTable = RetentionOfTable()

    def policy(self) -> RetentionPolicy:
        """What the file says, with the domain's days for what it does not say."""
        days = {
            end: {**DEFAULT_DAYS[end], **{RecordKind(kind): n for kind, n in getattr(self, end).given().items()}}
            for end in CaseEnd
        }
        given = {name: value for name, value in self.given().items() if name not in set(CaseEnd)}
        return RetentionPolicy(days=days, **given)
