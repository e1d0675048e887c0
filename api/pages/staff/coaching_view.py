"""What templates of coaching are given: whether it is open, one subject's record, and the plot of it."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import datetime, time
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from fastapi import Response
from markupsafe import Markup

from analytics.coaching.funnel import funnel, with_own_dot
from analytics.coaching.store import CoachingStore
from analytics.coaching.subject import LOOKS_SHOWN, RecordReader, SubjectRecord
from analytics.not_installed import NotInstalled
from api.dependencies import ApiDependencies
from api.pages.staff import coaching_texts as texts
from api.pages.staff.signed_in import SignedInStaff
from domain.coaching.policy import CoachingPolicy
from domain.coaching.terms import SubjectRole
from locales.formats import isolate
from policies.in_force import policy_of


def coaching_of(here: SignedInStaff) -> CoachingPolicy | None:
    """What opens coaching; None while it is closed. Raises TomlError if the policy cannot be read."""
    return policy_of(here.agency).coaching


def closed(here: SignedInStaff) -> Response:
    """The page that says so, and how it opens."""
    return here.page.render("coaching_closed.html", here="coaching", title=texts.CLOSED_TITLE, texts=texts)


def store_of(here: SignedInStaff, deps: ApiDependencies) -> CoachingStore:
    """The agency's own."""
    return CoachingStore.of_agency(folder_of(deps), here.agency.ori)


def folder_of(deps: ApiDependencies) -> Path:
    """That of all analytics."""
    return deps.analytics_folder or Path("analytics-that-are-not-there")


def reader_of(here: SignedInStaff, deps: ApiDependencies, policy: CoachingPolicy) -> RecordReader:
    """Reads what is held at the agency."""
    return RecordReader(vault=deps.vault, analytics_folder=folder_of(deps), ori=here.agency.ori, rule=policy.rule)


async def record_values(
    here: SignedInStaff, deps: ApiDependencies, policy: CoachingPolicy, record: SubjectRecord
) -> Mapping[str, Any]:
    """For `coaching_record.html`."""
    return {
        "texts": texts,
        "policy": policy,
        "record": record,
        "looks_shown": LOOKS_SHOWN,
        "named": isolate(record.subject_id, here.page.language),
        "plots": {role: await _plot(here, deps, record, role) for role in record.pictures},
        "hundred": hundred,
        "date": lambda day: here.page.when(datetime.combine(day, time(12), ZoneInfo(here.agency.time_zone))).day,
    }


def hundred(share: float) -> str:
    """A share as so many in 100."""
    return f"{100 * share:.0f}"


async def _plot(here: SignedInStaff, deps: ApiDependencies, record: SubjectRecord, role: SubjectRole) -> Markup | None:
    """None where it cannot be drawn. What is drawn of all is kept until there are new pictures."""
    if record.made is None:
        return None
    store, peers = store_of(here, deps), record.made.by_role[role]
    name = f"funnel-{role}.svg"
    drawn = await asyncio.to_thread(store.read_text, name)
    if drawn is None:
        try:
            drawn = await asyncio.to_thread(funnel, peers)
        except NotInstalled:
            return None
        await asyncio.to_thread(store.write_text, name, drawn)
    own = with_own_dot(drawn, peers, record.pictures[role], here.page.say(texts.PLOT_NAME))
    return Markup(own)  # noqa: S704  drawn by us from numbers
