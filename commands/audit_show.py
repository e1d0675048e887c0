"""`caseline audit show`: who did what, the newest first, a page at a time."""

from __future__ import annotations

import json as json_text
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Annotated

import typer
from sqlalchemy.ext.asyncio import AsyncSession

from commands.acting import note
from commands.find_rows import agencies_by_ori, upper
from commands.open_database import notes, say, stop, writing
from commands.output import show_json, show_table
from db.queries import audit_records
from db.queries.audit_records import WantedRecords
from db.tables import AuditRecord
from domain.audit.acts import ActKind

AgencyOption = Annotated[
    str, typer.Option("--agency", "--ori", metavar="ORI", help="The agency, if there are several.", callback=upper)
]


def _moment(text: str) -> datetime | None:
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter("a time is written as 2026-12-01 or 2026-12-01T06:00, in UTC") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def show(
    agency: AgencyOption = "",
    by: Annotated[str, typer.Option(help="Only acts of this actor, as operator:4711 or staff:*.")] = "",
    about: Annotated[str, typer.Option(help="Only about this, as call:26-000123 or message:*.")] = "",
    kind: Annotated[ActKind | None, typer.Option(help="Only this kind of act.")] = None,
    since: Annotated[str, typer.Option(metavar="TIME", help="Only from then on, as 2026-12-01 (UTC).")] = "",
    before: Annotated[int | None, typer.Option(metavar="ID", help="The next page: records before this one.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="How many on a page.")] = 50,
    json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
) -> None:
    """Show who did what, the newest first. That you looked is recorded, too.

    Example: caseline audit show --kind person.revealed --since 2026-12-01
    """
    wanted = WantedRecords(
        ori=agency, by=by, about=about, kind=kind.value if kind else "", since=_moment(since), before=before
    )
    found = _found(wanted, limit)
    if json:
        show_json([_mapping(each) for each in found])
        return
    if not found:
        notes.print("There are no such records.")
        return
    show_table(("Id", "When (UTC)", "Kind", "By", "About", "How", "Detail"), map(_row, found))
    if len(found) == limit:
        say(f"Older ones: add --before {found[-1].id}.")


@writing
async def _found(session: AsyncSession, wanted: WantedRecords, limit: int) -> Sequence[AuditRecord]:
    known = list(await agencies_by_ori(session, wanted.ori))
    if len(known) != 1:
        stop("Say whose log: --agency ORI.")
    wanted = replace(wanted, ori=known[0])
    found = await audit_records.found(session, wanted, most=limit)
    asked = {"by": wanted.by, "about": wanted.about, "kind": wanted.kind, "records": len(found)}
    detail = {name: value for name, value in asked.items() if value}
    await note(session, ActKind.LOG_READ, wanted.ori, "audit-log", detail=detail)
    return found


def _row(each: AuditRecord) -> Sequence[str]:
    ended = f"{each.outcome}: {each.reason}" if each.reason else each.outcome
    detail = " ".join(f"{name}={_short(value)}" for name, value in each.detail.items())
    moment = each.at.strftime("%Y-%m-%d %H:%M:%S.%f")[:-4]
    return (str(each.id), moment, each.kind, each.by, each.about, ended, detail)


def _short(value: object) -> str:
    return value if isinstance(value, str) else json_text.dumps(value)


def _mapping(each: AuditRecord) -> dict[str, object]:
    shown = each.model_dump(exclude={"salt"})
    return {name: value for name, value in shown.items() if value not in ("", None)}
