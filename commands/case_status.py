"""`caseline case status` and `prove`: change the status of a case through its workflow, or prove a change for one."""

from __future__ import annotations

import asyncio
import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import typer
from pydantic import ValidationError
from temporalio.service import RPCError

from commands.find_rows import IfSeveral, Number, find_call
from commands.open_database import opened, stop, vault_for
from commands.output import MINUTES, local_time, spaced
from commands.typed_time import read_moment
from db.tables import Agency, Call
from domain.actors import ActorKind, said_to_be
from domain.clocks import is_ahead
from engine.client import TemporalUnreachable, connect_to
from engine.temporal_tls import BadTemporalSettings
from intake.relay.proving import Prover
from intake.relay.signals import CallToSignal, NoAnswer, UpdateRefused, update_case_status
from intake.staff.case_status import CaseStatusIn
from settings import Settings
from workflows.contract import CaseStatusInput
from workflows.signal_payloads import SETTABLE

WAIT = timedelta(seconds=20)
"""For a worker to answer; one that works answers within a second."""

_STATUSES = ", ".join(SETTABLE)


@dataclass(frozen=True, slots=True, kw_only=True)
class TypedChange:
    """A change as it was typed, of a call that is known: checked, and proven to come from who typed it."""

    call: Call
    agency: Agency
    input: CaseStatusInput


def _settable(status: str) -> str:
    if status not in SETTABLE:
        raise typer.BadParameter(f"{status} is none of {_STATUSES}.")
    return status


To = Annotated[str, typer.Argument(metavar="STATUS", help=f"One of {_STATUSES}.", callback=_settable)]
By = Annotated[str, typer.Option(metavar="ID", help="Badge or user id of who decided it, never a name.")]
At = Annotated[str, typer.Option(metavar="TIME", help="When it happened, in the agency's own time; now if left out.")]


def status(number: Number, to: To, by: By, agency: IfSeveral = "", at: At = "") -> None:
    """Change the status of a case; an impossible change is refused with the reason.

    Example: caseline case status 26-000123 assigned --by 4711
    """
    typer.echo(asyncio.run(_change(number, agency, to, by, at)))


def prove(number: Number, to: To, by: By, agency: IfSeveral = "", at: At = "") -> None:
    """Print a change of a case status with its proof, as the signal `case_status` takes it within a day.

    For a script that has a Temporal client and no key ring. Who has the line can make this change, and no other.

    Example: caseline case prove 26-000123 assigned --by 4711
    """
    change = asyncio.run(_proven(number, agency, to, by, at)).input
    typer.echo(json.dumps({name: value for name, value in asdict(change).items() if value is not None}))


async def _proven(number: str, ori: str, to: str, by: str, at: str) -> TypedChange:
    """The change, checked, with the proof that an operator of this machine sends it."""
    settings, moment = Settings(), read_moment(at) if at else None
    async with opened(settings) as database:
        async with database.reading() as session:
            call, agency = await find_call(session, number, ori)
        change = _checked(to, by, moment, agency)
        vault = await vault_for(settings, database)
    prover = Prover(
        vault=vault,
        ori=call.ori,
        call_number=call.call_number,
        by=str(said_to_be(ActorKind.OPERATOR, by)),
        now=datetime.now(UTC),
    )
    return TypedChange(call=call, agency=agency, input=prover.of_change(change))


async def _change(number: str, ori: str, to: str, by: str, at: str) -> str:
    change = await _proven(number, ori, to, by, at)
    try:
        client = await connect_to(Settings().temporal_target)
        call, update_id = CallToSignal.of(change.call), change.input.id or ""
        stands = await update_case_status(client, call, change.input, update_id=update_id, wait=WAIT)
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
    return _said(stands, change.agency)


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
    moment = at.astimezone(UTC).isoformat() if at else None
    # Of the same moment it is the same change; without one it is a new change, at the time of the call's own clock.
    return CaseStatusInput(status=to, at=moment, by=by, id=f"{to}@{moment}" if moment else uuid4().hex)


def _said(stands: dict[str, Any], agency: Agency) -> str:
    said = f"Call {stands['call_number']} of {agency.ori} is now {stands['status']}."
    if stands["next_step"]:
        due = local_time(datetime.fromisoformat(stands["next_due_at"]), agency.time_zone, f"{MINUTES} %Z")
        said += f" Next: {spaced(stands['next_step'])}, {due}."
    return said
