"""The results of a period's surveys: how many answered and how each question was rated, by group."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from domain.surveys.groups import TOTAL, Group
from domain.surveys.questions import QuestionSet


class By(StrEnum):
    """What people are grouped by, besides all of them."""

    MONTH = "month"
    BEAT = "beat"
    CALL_TYPE = "call_type"
    LANGUAGE = "language"
    CHANNEL = "channel"
    OUTCOME = "outcome"


class Way(StrEnum):
    """The channel of an invitation: its questions by text, or a link by text, by email or by both."""

    TEXT = "text"
    TEXT_LINK = "text_link"
    EMAIL = "email"
    TEXT_AND_EMAIL = "text_and_email"


ORDER = {TOTAL[0]: 0, **{by.value: n for n, by in enumerate(By, start=1)}}


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A closed question. Questions of several sets are one item if they have the same id and the same words.

    `key` is the id; where the words of an id were changed, those after the first have their set with it:
    `overall@officer_came.2`.
    """

    key: str
    text: str
    """In English."""
    sets: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupResult:
    """A group: `dispositions` of its invitations, how many `answered`, how often each rating was given to an item.

    None stands for what is not shown. An item that no one in the group was asked is missing.
    """

    group: Group
    dispositions: Mapping[str, int] | None
    answered: int | None
    ratings: Mapping[str, Sequence[int] | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """Everything that is published of a period; `invited` in all."""

    invited: int
    items: tuple[Item, ...]
    groups: tuple[GroupResult, ...]

    def by(self, by: By | None) -> tuple[GroupResult, ...]:
        """The total, and the groups of this dimension, or of all."""
        return tuple(each for each in self.groups if by is None or each.group[0] in (TOTAL[0], by))


def items_of(sets: Iterable[QuestionSet]) -> dict[str, dict[str, Item]]:
    """By set and question: the item that its ratings count for."""
    alike: dict[tuple[str, frozenset[tuple[str, str]]], list[QuestionSet]] = {}
    for each in sorted(sets, key=lambda each: (each.version, each.name)):
        for question in each.items:
            alike.setdefault((question.id, frozenset(question.text.items())), []).append(each)
    taken: set[str] = set()
    found: dict[str, dict[str, Item]] = {}
    for (question_id, text), having in alike.items():
        key = f"{question_id}@{having[0].key}" if question_id in taken else question_id
        taken.add(question_id)
        item = Item(key=key, text=dict(text)["en"], sets=tuple(each.key for each in having))
        for each in having:
            found.setdefault(each.key, {})[question_id] = item
    return found


def to_facts(results: Results) -> dict[str, Any]:
    """As it is stored."""
    return asdict(results)


def from_facts(facts: Mapping[str, Any]) -> Results:
    """As it was stored."""
    return Results(
        invited=facts["invited"],
        items=tuple(Item(**{**item, "sets": tuple(item["sets"])}) for item in facts["items"]),
        groups=tuple(GroupResult(**{**each, "group": tuple(each["group"])}) for each in facts["groups"]),
    )
