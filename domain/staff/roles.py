"""What each role of an agency's staff may do; a role is a set of rights, and a route asks for one right."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum


class Role(StrEnum):
    """What an account is there for; an account may have several."""

    DETECTIVE = "detective"
    SUPERVISOR = "supervisor"
    RECORDS = "records"
    ADMINISTRATOR = "administrator"
    ANALYST = "analyst"
    AUDITOR = "auditor"
    OFFICER = "officer"
    """An officer or call-taker, who sees what is held of their own work."""


class Right(StrEnum):
    """What a page or an act needs."""

    SEE_OWN_CASES = "see_own_cases"
    SEE_ALL_CASES = "see_all_cases"
    """Also those of other detectives, and calls without a case."""
    CHANGE_STATUS = "change_status"
    WRITE_TO_VICTIM = "write_to_victim"
    CHANGE_PEOPLE = "change_people"
    """Add or correct a person of a call, mark an address unsafe, mark a call sensitive."""
    SEARCH = "search"
    DO_TASKS = "do_tasks"
    SEE_TODAY = "see_today"
    """Today's calls, delays, failures, what is held, praise."""
    ASSIGN = "assign"
    REVIEW_HELD = "review_held"
    """Propose, and as a second person approve, the release of messages that the brake holds."""
    ERASE = "erase"
    """Propose, and as a second person approve, the erasure of a person."""
    MANAGE_STAFF = "manage_staff"
    MANAGE_KEYS = "manage_keys"
    MANAGE_SENDERS = "manage_senders"
    MANAGE_POLICY = "manage_policy"
    SEE_RESULTS = "see_results"
    SEE_AUDIT = "see_audit"
    SEE_COACHING = "see_coaching"
    """The pages of coaching; which roles they show figures to, the agency's policy says (`seen_by`)."""
    SEE_OWN_RECORD = "see_own_record"


_CASES = frozenset(
    {Right.SEE_OWN_CASES, Right.CHANGE_STATUS, Right.WRITE_TO_VICTIM, Right.CHANGE_PEOPLE, Right.SEARCH, Right.DO_TASKS}
)

RIGHTS: Mapping[Role, frozenset[Right]] = {
    Role.DETECTIVE: _CASES,
    Role.SUPERVISOR: _CASES
    | {Right.SEE_ALL_CASES, Right.SEE_TODAY, Right.ASSIGN, Right.REVIEW_HELD, Right.SEE_RESULTS, Right.SEE_COACHING},
    Role.RECORDS: frozenset({Right.SEE_ALL_CASES, Right.CHANGE_PEOPLE, Right.SEARCH, Right.DO_TASKS, Right.ERASE}),
    Role.ADMINISTRATOR: frozenset(
        {
            Right.MANAGE_STAFF,
            Right.MANAGE_KEYS,
            Right.MANAGE_SENDERS,
            Right.MANAGE_POLICY,
            Right.REVIEW_HELD,
            Right.ERASE,
            Right.SEE_RESULTS,
            Right.SEE_COACHING,
        }
    ),
    Role.ANALYST: frozenset({Right.SEE_RESULTS}),
    Role.AUDITOR: frozenset({Right.SEE_AUDIT}),
    Role.OFFICER: frozenset({Right.SEE_OWN_RECORD}),
}
"""An administrator sets things up and reads no case; an auditor sees who did what and does nothing [CJIS AC-6]."""


def rights_of(roles: Iterable[Role]) -> frozenset[Right]:
    """What an account with these roles may do."""
    return frozenset[Right]().union(*(RIGHTS[role] for role in roles))


def read_roles(text: str) -> frozenset[Role]:
    """Roles separated by spaces or commas. Raises ValueError that lists them."""
    asked = set(text.replace(",", " ").split())
    unknown = sorted(asked - {role.value for role in Role})
    if unknown or not asked:
        wrong = f"unknown role {', '.join(unknown)}" if unknown else "no role given"
        raise ValueError(f"{wrong}; there are {', '.join(Role)}")
    return frozenset(map(Role, asked))


def write_roles(roles: Iterable[Role]) -> str:
    """Separated by spaces, in the order of Role."""
    wanted = set(roles)
    return " ".join(role.value for role in Role if role in wanted)
