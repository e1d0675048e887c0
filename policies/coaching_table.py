"""The table `[coaching]` of a policy file: what opens coaching. Without it, it is closed."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, Field

from domain.coaching.policy import LEAST_ANSWERS, LEAST_CALLS, CoachingPolicy, CoachingRule
from domain.staff.roles import Role
from policies.fields import Chosen, a_text, one_of, whole
from policies.toml_file import ABSENT, Table

MAY_SEE = (Role.SUPERVISOR, Role.ADMINISTRATOR)
LONGEST_TEXT = 500

RULE_LIMITS = {
    "least_answers": (LEAST_ANSWERS, 1000),
    "least_calls": (LEAST_CALLS, 1000),
    "false_discoveries_percent": (1, 5),
    "least_difference_percent": (5, 50),
}
"""The least and the most of each number of the rule."""


def _with_supervisors(roles: frozenset[Role]) -> frozenset[Role]:
    if Role.SUPERVISOR not in roles:
        raise ValueError('pointers are tasks of supervisors; add "supervisor"')
    return roles


def _with_a_date(text: str) -> str:
    if not any(letter.isdigit() for letter in text):
        raise ValueError(f"{text!r} has no date; name the agreement and its date")
    return text


class CoachingTable(Table):
    """Purpose, readers, time and labor agreement must all be said; the rule has defaults."""

    purpose: Annotated[str, a_text(LONGEST_TEXT)] = Field(description="what it is for, in a sentence in quotes")
    seen_by: Annotated[Chosen[Annotated[Role, one_of(MAY_SEE)]], AfterValidator(_with_supervisors)] = Field(
        description='["supervisor"], or with "administrator"'
    )
    keep_months: Annotated[int, whole(3, 36)] = Field(description="a whole number of months, 3 to 36")
    labor_agreement: Annotated[str, a_text(LONGEST_TEXT), AfterValidator(_with_a_date)] = Field(
        description="the name of the agreement and its date, in quotes"
    )
    officer_first_days: Annotated[int, whole(3, 60)] = ABSENT
    least_answers: Annotated[int, whole(*RULE_LIMITS["least_answers"])] = ABSENT
    least_calls: Annotated[int, whole(*RULE_LIMITS["least_calls"])] = ABSENT
    false_discoveries_percent: Annotated[int, whole(*RULE_LIMITS["false_discoveries_percent"])] = ABSENT
    least_difference_percent: Annotated[int, whole(*RULE_LIMITS["least_difference_percent"])] = ABSENT

    def policy(self) -> CoachingPolicy:
        """What the table says, with the domain's rule for what it does not say."""
        given = self.given()
        of_rule = {name: given.pop(name) for name in CoachingRule.__slots__ if name in given}
        return CoachingPolicy(**given, rule=CoachingRule(**of_rule))
