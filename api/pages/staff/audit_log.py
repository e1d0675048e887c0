"""The page on the audit log, for the auditor: the newest acts, and those that are looked for; each look is recorded."""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import Depends, Response
from starlette.datastructures import FormData

from api.dependencies import ApiDependencies, Deps
from api.pages.staff import audit_log_texts as texts
from api.pages.staff.routing import staff_router
from api.pages.staff.signed_in import Needs, SignedInStaff, StaffForm
from audit.record import record
from db.queries import audit_records, audit_trees
from db.queries.audit_records import WantedRecords
from db.tables import Agency
from domain.audit.acts import ActKind
from domain.staff.roles import Right

router = staff_router()

MaySeeAudit = Annotated[SignedInStaff, Depends(Needs(Right.SEE_AUDIT))]

_PLAIN = re.compile(r"[a-z_]+(:[A-Za-z0-9._@/+-]{1,64})?|\d{4}-\d\d-\d\d|[a-z_]+\.[a-z_]+")
"""Ids of ours and days: what else is typed may be a person's name, and is not recorded."""

PAGE = 50
LONGEST = 100


@router.get("/{ori}/audit")
async def show_newest(here: MaySeeAudit, deps: Deps) -> Response:
    """The newest."""
    return await _page(here, deps, {}, WantedRecords(ori=here.agency.ori))


@router.post("/{ori}/audit")
async def show_matching(here: MaySeeAudit, form: StaffForm, deps: Deps) -> Response:
    """Those that fit: a POST, so that no call's number stands in an address."""
    entered = {name: str(form.get(name, "")).strip()[:LONGEST] for name in ("by", "about", "kind", "day")}
    return await _page(here, deps, entered, _filter(here.agency, entered, form))


async def _page(here: SignedInStaff, deps: ApiDependencies, entered: dict[str, str], wanted: WantedRecords) -> Response:
    async with deps.database.transaction() as session:
        found = await audit_records.found(session, wanted, most=PAGE + 1)
        signed = await audit_trees.last_checkpoint(session, here.agency.ori)
        looked_for = {name: value if _PLAIN.fullmatch(value) else "" for name, value in entered.items() if value}
        detail = {"looked_for": looked_for, "older_than": wanted.before or 0}
        await record(session, here.act(ActKind.LOG_READ, about="log", detail=detail), now=deps.clock())
    return here.page.render(
        "audit.html",
        here="audit",
        title=texts.TITLE,
        texts=texts,
        records=found[:PAGE],
        signed=signed,
        older=found[PAGE - 1].id if len(found) > PAGE else None,
        entered={"by": "", "about": "", "kind": "", "day": ""} | entered,
        detail_of=lambda detail: json.dumps(detail, ensure_ascii=False, sort_keys=True) if detail else "",
    )


def _filter(agency: Agency, entered: dict[str, str], form: FormData) -> WantedRecords:
    before = str(form.get("before", ""))
    begins = _midnight(agency, entered["day"])
    return WantedRecords(
        ori=agency.ori,
        by=entered["by"],
        about=entered["about"],
        kind=entered["kind"] if entered["kind"] in set(ActKind) else "",
        since=begins,
        until=_midnight(agency, entered["day"], days=1) if begins else None,
        before=int(before) if before.isascii() and before.isdigit() and len(before) < 18 else None,
    )


def _midnight(agency: Agency, day: str, *, days: int = 0) -> datetime | None:
    try:
        wanted = date.fromisoformat(day) + timedelta(days=days)
    except (ValueError, OverflowError):
        return None
    return datetime.combine(wanted, time(), tzinfo=ZoneInfo(agency.time_zone)).astimezone(UTC)
