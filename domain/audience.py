"""The contacts of a call and what each has been told so far: the input of planning."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, tzinfo

from domain.contacts import Contact
from domain.messages import MessageKey

SaidKey = tuple[str, MessageKey, int]
"""Contact id (empty if there is no contact), key and n of a message that was planned before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Surveys:
    """What is known of surveys: contacts invited by this call and when, who answered, who was asked elsewhere."""

    invited_at: Mapping[str, datetime] = field(default_factory=dict)
    answered: frozenset[str] = frozenset()
    asked_lately: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Audience:
    """The people of a call and what they have heard: contacts, what was planned, messages in the last day.

    `said_today` counts, by contact, what went to their addresses in any call of the agency but news of a case, which
    `case_news_today` counts.
    `not_yet` are those of `said` that were only withheld, for a reason that may pass.
    """

    contacts: tuple[Contact, ...]
    said: frozenset[SaidKey] = frozenset()
    not_yet: frozenset[SaidKey] = frozenset()
    told_elsewhere: Mapping[SaidKey, int] = field(default_factory=dict)
    """How often this was said to an address that turned out not to be the person's."""
    said_today: Mapping[str, int] = field(default_factory=dict)
    case_news_today: Mapping[str, int] = field(default_factory=dict)
    surveys: Surveys = field(default_factory=Surveys)
    zone: tzinfo
