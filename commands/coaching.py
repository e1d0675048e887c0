"""`caseline coaching`: whether it is open and what is kept, counts from a file, one record, and forgetting one."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import Annotated

import typer
from sqlalchemy.ext.asyncio import AsyncSession

from analytics.coaching.pointers import about
from analytics.coaching.round import CoachingRound, forget
from analytics.coaching.store import CoachingStore, Pictures
from analytics.coaching.subject import RecordReader, SubjectRecord
from analytics.not_installed import NotInstalled
from audit.record import record
from commands.acting import operator
from commands.coaching_import import import_counts
from commands.coaching_policy import open_policy
from commands.find_rows import OnlyOri, Ori, agencies_by_ori, find_agency
from commands.lazy import group
from commands.open_database import opened, opened_vault, reading, stop, writing
from commands.output import show_table
from db.encryption.vault import Vault
from db.queries import coaching
from db.tables import Agency
from domain.audit.acts import Act, ActKind
from domain.coaching.policy import CoachingPolicy
from domain.coaching.terms import CountKind, LookReason, is_subject_id
from policies.files import load_question_sets
from policies.in_force import readable_policy
from settings import Settings

app = group("See whether coaching is open and what it keeps, import counts, show one record, forget one.")
app.command("import")(import_counts)

Subject = Annotated[str, typer.Argument(metavar="ID", help="CAD's id of an officer or call-taker.")]


@app.command()
def status(agency: OnlyOri = "") -> None:
    """Say of each agency whether coaching is open, and how much is kept: numbers, no ids."""
    found = reading(_status)(agency)
    show_table(("Agency", "Coaching", "Counts", "Pointers", "Open", "Remarks", "Compared"), found)


@app.command()
def refresh(agency: Ori) -> None:
    """Read the answers and compare them now, as each night does. No pointer is made."""
    made = asyncio.run(_refresh(agency))
    for role, found in made.by_role.items():
        typer.echo(f"{role.value.replace('_', '-')}s with enough answers: {len(found)}")


@app.command()
def show(
    subject: Subject,
    agency: Ori,
    why: Annotated[LookReason, typer.Option(help="Why you look; the one it is about reads it.")],
    by: Annotated[str, typer.Option(help="Your badge, in place of your login.")] = "",
) -> None:
    """Show what is held about one officer or call-taker. That you looked is recorded first, and they can read it."""
    if not is_subject_id(subject):
        stop("An id as CAD has it, no name.")
    _print(writing(_show)(agency, subject, why, opened_vault(Settings()), by))


@app.command(name="forget")
def forget_subject(
    subject: Subject,
    agency: Ori,
    by: Annotated[str, typer.Option(help="Your badge, in place of your login.")] = "",
) -> None:
    """Forget one who has left: counts, pointers and remarks go now; their answers with their calls."""
    gone = writing(_forget)(agency, subject, by)
    typer.echo(f"{gone} rows are gone. Answers about their calls stay with the surveys, as retention says.")


async def _status(session: AsyncSession, ori: str) -> list[tuple[str, ...]]:
    return [await _status_of(session, agency) for agency in (await agencies_by_ori(session, ori)).values()]


async def _status_of(session: AsyncSession, agency: Agency) -> tuple[str, ...]:
    policy = readable_policy(agency)
    if policy is None:
        return (agency.ori, "the policy cannot be read", "", "", "", "", "")
    if policy.coaching is None:
        return (agency.ori, "closed", "", "", "", "", "")
    kept = await coaching.kept(session, agency.ori)
    made = CoachingStore.of_agency(Settings().analytics_path, agency.ori).pictures()
    compared = made.made_at.strftime("%Y-%m-%d %H:%M") + (" (invented)" if made.invented else "") if made else "not yet"
    numbers = map(str, (kept.counts, kept.pointers, kept.open_pointers, kept.remarks))
    return (agency.ori, f"open, kept {policy.coaching.keep_months} months", *numbers, compared)


async def _refresh(ori: str) -> Pictures:
    settings = Settings()
    async with opened(settings) as database:
        async with database.reading() as session:
            agency = await find_agency(session, ori)
        policy = open_policy(agency)
        sets = load_question_sets()
        work = CoachingRound(
            database, analytics_folder=settings.analytics_path, question_sets=sets, clock=lambda: datetime.now(UTC)
        )
        try:
            return await work.make_now(agency, policy)
        except NotInstalled as error:
            stop(str(error))


async def _show(
    session: AsyncSession, ori: str, subject_id: str, why: LookReason, vault: Vault, by: str
) -> tuple[SubjectRecord, CoachingPolicy]:
    policy, now = open_policy(await find_agency(session, ori)), datetime.now(UTC)
    seen = Act(ori=ori, kind=ActKind.COACHING_SEEN, by=operator(by), about=about(subject_id), reason=why.value)
    await record(session, seen, now=now)
    reader = RecordReader(vault=vault, analytics_folder=Settings().analytics_path, ori=ori, rule=policy.rule)
    return await reader.read(session, subject_id, shown_by=now), policy


async def _forget(session: AsyncSession, ori: str, subject_id: str, by: str) -> int:
    await find_agency(session, ori)
    now = datetime.now(UTC)
    gone = await forget(session, ori, subject_id, now=now)
    act = Act(ori=ori, kind=ActKind.COACHING_ERASED, by=operator(by), about=about(subject_id), detail={"rows": gone})
    await record(session, act, now=now)
    return gone


def _print(found: tuple[SubjectRecord, CoachingPolicy]) -> None:
    held, policy = found
    typer.echo(f"Held about {held.subject_id}, for: {policy.purpose}")
    typer.echo(f"Compliments: {held.total(CountKind.COMPLIMENT)}")
    for role, each in held.pictures.items():
        typer.echo(f"{role.value.replace('_', '-')}: {each.full_marks} of {each.answers} gave only the highest marks;")
        typer.echo(f"  {each.well} of {each.compared} calls rated well, peers {100 * each.expected:.0f} in 100;")
        typer.echo(f"  in the long run {100 * each.share:.0f} in 100, {100 * each.low:.0f} to {100 * each.high:.0f}")
    if not held.pictures:
        typer.echo(f"Answers: hidden under {policy.rule.least_answers} about {policy.rule.least_calls} calls")
    rows = [
        (month.month.strftime("%Y-%m"), *(str(month.counts.get(kind, 0)) for kind in CountKind))
        for month in held.months
    ]
    show_table(("Month", *(kind.value for kind in CountKind)), rows)
    for shown in held.pointers:
        pointer = shown.pointer
        typer.echo(f"Pointer of {pointer.opened_on}: {pointer.direction}, {pointer.outcome or 'open'}")
    typer.echo(f"Remarks of theirs: {len(held.remarks)} (read them on the pages)")
