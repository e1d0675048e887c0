"""What waits for staff: the list, one task with the person it is about, and taking, handing over and closing it."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Query, Response
from fastapi import Path as InPath
from sqlalchemy.ext.asyncio import AsyncSession

from api.dependencies import ApiDependencies, Deps
from api.pages.page_frame import NothingThere
from api.pages.staff import tasks_texts as texts
from api.pages.staff.acting import acting
from api.pages.staff.routing import staff_router
from api.pages.staff.signed_in import Needs, SignedInStaff, StaffForm, see_other
from db.queries import case_owners
from db.queries.task_lists import TaskView
from db.tables import StaffAccount
from domain.staff.roles import Right
from domain.task_kinds import TaskKind, TaskOutcome
from locales.formats import name_in
from staff import tasks
from staff.task_person import TaskPerson, person_of
from staff.tasks import Closing, NoSuchOwner, NoSuchTask, TaskIsClosed

router = staff_router()

DoesTasks = Annotated[SignedInStaff, Depends(Needs(Right.DO_TASKS))]
TaskId = Annotated[str, InPath(pattern="^[0-9a-z]{1,64}$")]


@router.get("/{ori}/tasks")
async def list_tasks(
    here: DoesTasks,
    deps: Deps,
    view: Annotated[str, Query(max_length=20)] = TaskView.ALL.value,
    page: Annotated[int, Query(ge=1, le=1000)] = 1,
) -> Response:
    """Emergencies first, then by urgency; each with what it is about."""
    chosen = TaskView(view) if view in set(TaskView) else TaskView.ALL
    who = acting(here, deps)
    async with deps.database.reading() as session:
        found = await tasks.task_page(session, deps.vault, who, chosen, page=page)
    seen = [each for each in found.tasks if each.words]
    if seen:
        async with deps.database.transaction() as session:
            await tasks.note_seen(session, who, seen)
    return here.page.render(
        "tasks.html",
        here="tasks",
        title=texts.TASKS,
        texts=texts,
        found=found,
        chosen=chosen,
        page_number=page,
        only_own=who.only_own is not None,
    )


@router.get("/{ori}/tasks/{task_id}")
async def show_task(here: DoesTasks, task_id: TaskId, deps: Deps) -> Response:
    """One task: the person it is about, and what may be done."""
    return await _task_page(here, task_id, deps)


@router.post("/{ori}/tasks/{task_id}/take")
async def take_task(here: DoesTasks, form: StaffForm, task_id: TaskId, deps: Deps) -> Response:
    """It is theirs."""
    del form
    try:
        async with deps.database.transaction() as session:
            await tasks.take(session, acting(here, deps), task_id)
    except NoSuchTask:
        raise NothingThere from None
    except TaskIsClosed:
        return _gone(here)
    return see_other(here.path(f"tasks/{task_id}"))


@router.post("/{ori}/tasks/{task_id}/hand-over")
async def hand_task_over(here: DoesTasks, form: StaffForm, task_id: TaskId, deps: Deps) -> Response:
    """It is another's."""
    try:
        async with deps.database.transaction() as session:
            await tasks.hand_over(session, acting(here, deps), task_id, str(form.get("to", "")))
    except NoSuchTask:
        raise NothingThere from None
    except TaskIsClosed:
        return _gone(here)
    except NoSuchOwner:
        return await _task_page(here, task_id, deps, wrong="to")
    return see_other(here.path("tasks"))


@router.post("/{ori}/tasks/{task_id}/close")
async def close_task(here: DoesTasks, form: StaffForm, task_id: TaskId, deps: Deps) -> Response:
    """What came of it."""
    outcome, words = str(form.get("outcome", "")), str(form.get("words", ""))
    if outcome not in set(TaskOutcome):
        return await _task_page(here, task_id, deps, wrong="outcome", words=words)
    closing = Closing(outcome=TaskOutcome(outcome), words=words)
    try:
        async with deps.database.transaction() as session:
            await tasks.close(session, deps.vault, acting(here, deps), task_id, closing)
    except NoSuchTask:
        raise NothingThere from None
    except TaskIsClosed:
        return _gone(here)
    deps.relay.wake()
    return see_other(here.path("tasks"))


def _gone(here: SignedInStaff) -> Response:
    return here.page.notice(409, texts.GONE, texts.GONE_MORE)


async def _task_page(
    here: SignedInStaff, task_id: str, deps: ApiDependencies, *, wrong: str = "", words: str = ""
) -> Response:
    who = acting(here, deps)
    try:
        async with deps.database.reading() as session:
            shown = await tasks.one_task(session, deps.vault, who, task_id)
            person = await person_of(session, deps.vault, who, shown.task)
            owners = await _others(session, here)
    except NoSuchTask:
        raise NothingThere from None
    if shown.kind is TaskKind.COACHING:
        pointers = [each for each in tasks.ids_in(shown.task) if shown.task.closed_at is None]
        return see_other(here.path(f"coaching/pointers/{pointers[0]}" if pointers else "coaching"))
    note = deps.vault.open_if_any(shown.task.outcome_note_sealed, context=tasks.NOTE, row=shown.task.id)
    if shown.words or person or note:
        async with deps.database.transaction() as session:
            await tasks.note_seen(session, who, [shown])
    return here.page.render(
        "task.html",
        422 if wrong else 200,
        here="tasks/one",
        title=texts.KINDS[shown.kind],
        texts=texts,
        shown=shown,
        person=person,
        name_in=name_in,
        cautions=_cautions(here, person),
        owners=owners,
        is_mine=shown.task.owner_account_id == here.account.id,
        note=note or "",
        wrong=wrong,
        words=words,
    )


async def _others(session: AsyncSession, here: SignedInStaff) -> list[StaffAccount]:
    every = await case_owners.open_accounts(session, here.agency.ori)
    return [account for account in every if tasks.may_own(account) and account.id != here.account.id]


def _cautions(here: SignedInStaff, person: TaskPerson | None) -> list[str]:
    """In the reader's language."""
    return [_caution(here, each) for each in person.cautions] if person else []


def _caution(here: SignedInStaff, words: str) -> str:
    hours = words.removeprefix("safe only at ")
    if hours != words:
        return here.page.say(texts.SAFE_HOURS, hours=hours)
    return here.page.say(texts.CAUTIONS[words])
