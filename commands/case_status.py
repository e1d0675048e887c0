"""`caseline case status`: change the status of a case through its workflow, which says if it refuses."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import typer
from pydantic import ValidationError
from temporalio.service import RPCError

from commands.find_rows import IfSeveral, Number, find_call
from commands.open_database import opened, stop
from commands.output import MINUTES, local_time, spaced
from commands.typed_time import read_moment
from db.tables import Agency
from domain.clocks import is_ahead
from engine.client import TemporalUnreachable, connect_to
from engine.temporal_tls import BadTemporalSettings
from intake.relay.signals import CallToSignal, NoAnswer, UpdateRefused, update_case_status
from intake.staff.case_status import CaseStatusIn
from settings import Settings
from workflows.contract import CaseStatusInput
from workflows.signal_payloads import SETTABLE

WAIT = timedelta(seconds=20)
"""For a worker to answer; one that works answers within a second."""

_STATUSES = ", ".join(SETTABLE)


def _settable(status: str) -> str:
    if status not in SETTABLE:
        raise typer.BadParameter(f"{status} is none of {_STATUSES}.")
    return status


def status(
    number: Number,
    to: Annotated[str, typer.Argument(metavar="STATUS", help=f"One of {_STATUSES}.", callback=_settable)],
    by: Annotated[str, typer.Option(metavar="ID", help="Badge or user id of who decided it, never a name.")],
    agency: IfSeveral = "",
    at: Annotated[
        str, typer.Option(metavar="TIME", help="When it happened, in the agency's own time; now if left out.")
    ] = "",
) -> None:
    """Change the status of a case; an impossible change is refused with the reason.

    Example: caseline case status 26-000123 assigned --by 4711
    """
    typer.echo(asyncio.run(_change(number, to, by, agency, read_moment(at) if at else None)))


async def _change(number: str, to: str, by: str, ori: str, at: datetime | None) -> str:
    settings = Settings()
    async with opened(settings) as database, database.reading() as session:
        call, agency = await find_call(session, number, ori)
    change = _checked(to, by, at, agency)
    # Of the same moment it is the same change; without one it is a new change, at the time of the call's own clock.
    update_id = f"{to}@{change.at}" if change.at else uuid4().hex
    try:
        client = await connect_to(settings.temporal_target)
        stands = await update_case_status(client, CallToSignal.of(call), change, update_id=update_id, wait=WAIT)
    except UpdateRefused as refused:
        stop(f"Refused: {refused}.")
    except (TemporalUnreachable, BadTemporalSettings) as error:
        stop(str(error))
    except NoAnswer:
        stop(
            f"No worker answered within {WAIT.total_seconds():.0f} s (`caseline worker` starts one). The change may "
            "still be taken: look with `caseline case show` before you type it again."
        )
    except RPCError as error:
        stop(f"Temporal answered {error.status.name}: try again.")
    return _said(stands, agency)


def _checked(to: str, by: str, at: datetime | None, agency: Agency) -> CaseStatusInput:
    """By the same bounds as the API's."""
    if at is not None and at.tzinfo is None:
        at = at.replace(tzinfo=ZoneInfo(agency.time_zone))
    if at is not None and is_ahead(at, datetime.now(UTC)):
        raise typer.BadParameter("That is in the future.", param_hint="--at")
    try:
        change = CaseStatusIn.model_validate({"status": to, "at": at, "by": by})
    except ValidationError as error:
        wrong = error.errors()[0]
        raise typer.BadParameter(f"{wrong['msg']}.", param_hint=f"--{wrong['loc'][0]}") from None
    if warned := change.fact_warnings(""):  # over the API it would be left out; who types it can type it again
        raise typer.BadParameter(f"{warned[0].detail}.", param_hint=f"--{warned[0].pointer[1:]}")
    return CaseStatusInput(status=to, at=at.astimezone(UTC).isoformat() if at else None, by=by)


def _said(stands: dict[str, Any], agency: Agency) -> str:
    said = f"Call {stands['call_number']} of {agency.ori} is now {stands['status']}."
    if stands["next_step"]:
        due = local_time(datetime.fromisoformat(stands["next_due_at"]), agency.time_zone, f"{MINUTES} %Z")
        said += f" Next: {spaced(stands['next_step'])}, {due}."
    return said
