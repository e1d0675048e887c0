"""`caseline agency`: add an agency, change its links, its facts and its look, list them, show one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer
from sqlalchemy.ext.asyncio import AsyncSession

from commands.acting import note
from commands.agency_banner import banner
from commands.agency_look import look
from commands.find_rows import find_agency
from commands.lazy import group
from commands.open_database import reading, stop, writing
from commands.output import show_table
from db.addresses import e164
from db.queries import agencies
from db.tables import Agency
from domain.audit.acts import ActKind
from domain.messages import LANGUAGES
from domain.states import state_of
from policies.files import DEFAULT_POLICY, STATE_FILES, read_policy
from policies.toml_file import TomlError

app = group("Add an agency, change its links, its facts and its look, list agencies, show one.")
app.command()(look)
app.command()(banner)

_ORI = re.compile(r"[A-Z0-9]{2,16}")
_STATE = re.compile(r"[A-Z]{2}")


def _an_ori(text: str) -> str:
    if not _ORI.fullmatch(text.upper()):
        raise typer.BadParameter("an ORI has letters and digits only, as WASPD0000")
    return text.upper()


def _a_zone(text: str) -> str:
    try:
        return ZoneInfo(text).key
    except (KeyError, OSError, ValueError):
        raise typer.BadParameter("not an IANA time zone, as America/Los_Angeles") from None


def _a_phone(text: str) -> str:
    try:
        e164(text)
    except ValueError:
        raise typer.BadParameter("not a telephone number, as (206) 555-0100") from None
    return text.strip()


def _a_language(text: str) -> str:
    if text not in LANGUAGES:
        raise typer.BadParameter(f"one of {', '.join(LANGUAGES)}")
    return text


def _a_link(text: str | None) -> str | None:
    if text is not None and not re.fullmatch(r"https?://[^\s/]+\S*", text):
        raise typer.BadParameter("a link begins with https://")
    return text


def _a_state(text: str | None) -> str | None:
    if text is not None and not _STATE.fullmatch(text.upper()):
        raise typer.BadParameter("a state has two letters, as WA")
    return text.upper() if text else None


Ori = Annotated[str, typer.Argument(help="The agency's ORI.", callback=_an_ori)]
ReportLink = Annotated[str | None, typer.Option(help="How to get a copy of a report.", callback=_a_link)]
RightsLink = Annotated[str | None, typer.Option(help="Victims' rights and help.", callback=_a_link)]
ComplaintLink = Annotated[
    str | None, typer.Option(help="Where complaints and compliments are taken.", callback=_a_link)
]
TextTo911 = Annotated[
    bool | None,
    typer.Option(
        "--text-to-911/--no-text-to-911",
        help="911 takes texts here: people are told to call or text 911, else to call.",
    ),
]
State = Annotated[
    str | None,
    typer.Option(
        help="Whose rights and services victims are shown, as WA; else what the ORI begins with.", callback=_a_state
    ),
]


@app.command()
def add(
    ori: Ori,
    name: Annotated[str, typer.Option(help="Its public name, as texts say it.")],
    time_zone: Annotated[str, typer.Option(help="IANA time zone.", callback=_a_zone)],
    non_emergency_phone: Annotated[str, typer.Option(help="Printed in messages as typed here.", callback=_a_phone)],
    default_language: Annotated[
        str, typer.Option(help="For people whose language is not known.", callback=_a_language)
    ] = LANGUAGES[0],
    policy: Annotated[Path, typer.Option(help="Policy file (TOML).")] = DEFAULT_POLICY,
    report_link: ReportLink = None,
    rights_link: RightsLink = None,
    complaint_link: ComplaintLink = None,
    state: State = None,
    text_to_911: TextTo911 = False,
) -> None:
    """Add an agency; its policy file is checked first. Only people whose calls are received from now on are told."""
    now = datetime.now(UTC)
    agency = Agency(
        ori=ori,
        name=name,
        time_zone=time_zone,
        default_language=default_language,
        non_emergency_phone=non_emergency_phone,
        text_to_911=bool(text_to_911),
        report_link=report_link,
        rights_link=rights_link,
        complaint_link=complaint_link,
        state=state,
        policy=_checked(policy),
        live_from=now,
        created_at=now,
    )
    if not _add(agency):
        stop(f"Agency {ori} exists; nothing was changed.")
    typer.echo(f"Added {name} ({ori}). Calls received before now are silent: see caseline agency live.")


@app.command()
def change(
    ori: Ori,
    report_link: ReportLink = None,
    rights_link: RightsLink = None,
    complaint_link: ComplaintLink = None,
    state: State = None,
    text_to_911: TextTo911 = None,
) -> None:
    """Change an agency's links, its state, and whether 911 takes texts; what is not named stays as it is."""
    facts: dict[str, str | bool | None] = {
        "report_link": report_link,
        "rights_link": rights_link,
        "complaint_link": complaint_link,
        "state": state,
        "text_to_911": text_to_911,
    }
    given = {name: value for name, value in facts.items() if value is not None}
    if not given:
        stop("Name at least one link, the state, or whether 911 takes texts, to change.")
    _change(ori, given)
    typer.echo(f"Changed {ori}.")


@app.command()
def live(
    ori: Ori,
    since: Annotated[
        str | None,
        typer.Option(
            "--from",
            help="Calls received before are silent, as 2026-12-01T06:00 by the agency's clocks.",
            metavar="TIME",
        ),
    ] = None,
    always: Annotated[bool, typer.Option("--always", help="No call is silent for its age.")] = False,
) -> None:
    """Say from when on people are told: a feed's backlog of old calls is then taken in without a word to anyone.

    An agency is live from the moment it was added. Calls received before are recorded like others; each message that
    was not sent for that has the reason before_go_live.
    """
    if (since is None) is not always:
        stop("Say either --from TIME or --always.")
    agency = reading(find_agency)(ori)
    moment = None if since is None else _local_time(since, agency.time_zone)
    _change(ori, {"live_from": moment})
    typer.echo(f"{ori} is live {_live(moment, agency.time_zone)}.")


@app.command("list")
def list_agencies() -> None:
    """List the agencies."""
    found = reading(agencies.every)()
    columns = ("ORI", "Name", "Time zone", "Language", "Text to 911")
    rows = (
        (each.ori, each.name, each.time_zone, each.default_language, _yes_or_no(each.text_to_911)) for each in found
    )
    show_table(columns, rows)


@app.command()
def show(ori: Ori) -> None:
    """Show one agency with its policy file."""
    agency = reading(find_agency)(ori)
    for label, value in (
        ("ORI", agency.ori),
        ("Name", agency.name),
        ("Time zone", agency.time_zone),
        ("Live", _live(agency.live_from, agency.time_zone)),
        ("Language", agency.default_language),
        ("Non-emergency phone", agency.non_emergency_phone),
        ("Text to 911", _yes_or_no(agency.text_to_911)),
        ("Report link", agency.report_link or "-"),
        ("Rights link", agency.rights_link or "-"),
        ("Complaint link", agency.complaint_link or "-"),
        ("State", _with_pack(state_of(state=agency.state, ori=agency.ori))),
    ):
        typer.echo(f"{label + ':':<21}{value}")
    typer.echo(f"\n{agency.policy}")


def _yes_or_no(fact: bool) -> str:
    return "yes" if fact else "no"


def _local_time(text: str, time_zone: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        stop(f"{text} is not a time: write it as 2026-12-01T06:00 or 2026-12-01T06:00-08:00.")
    return moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(time_zone))


def _live(since: datetime | None, time_zone: str) -> str:
    if since is None:
        return "for every call, however old"
    return f"for calls received from {since.astimezone(ZoneInfo(time_zone)):%Y-%m-%d %H:%M %Z} on"


def _with_pack(state: str) -> str:
    known = (STATE_FILES / f"{state}.toml").exists()
    return state if known else f"{state} (only what holds in every state is shown: see docs/state-packs.md)"


def _checked(file: Path) -> str:
    try:
        return read_policy(file)[0]
    except TomlError as error:
        stop(f"{error}\nNothing was added.")


@writing
async def _add(session: AsyncSession, agency: Agency) -> bool:
    added = await agencies.add(session, agency)
    if added:
        await note(session, ActKind.AGENCY_CHANGED, agency.ori, f"agency:{agency.ori}", detail={"added": True})
    return added


@writing
async def _change(session: AsyncSession, ori: str, given: Mapping[str, str | bool | datetime | None]) -> None:
    agency = await find_agency(session, ori)
    for name, value in given.items():
        setattr(agency, name, value)
    await note(session, ActKind.AGENCY_CHANGED, ori, f"agency:{ori}", detail={"changed": sorted(given)})
