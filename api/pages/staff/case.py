"""The page of one case: where it stands, what happened, every text sent, who may be told how; and how to undo."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query, Response

from api.dependencies import Deps
from api.pages.staff import case_desk as desk
from api.pages.staff import case_reasons, case_view
from api.pages.staff import case_texts as texts
from api.pages.staff import case_words as words
from api.pages.staff.actor_words import actor_in_words
from api.pages.staff.case_desk import CallId, CaseReading, StatusChanging
from api.pages.staff.routing import staff_router
from api.pages.staff.signed_in import StaffForm
from domain.staff.roles import Right
from locales.sentences import Sentence
from staff.case_file import CaseReader
from staff.status_change import undo

router = staff_router()

TEXTS_AT_FIRST = 10
MOST_TEXTS = 200
LINES_AT_FIRST = 200
ALL = "all"

SAID: dict[str, Sentence] = {
    "undone": texts.UNDONE,
    "too_late": texts.TOO_LATE,
    "saved": texts.SAVED,
}
"""What a page below this one did, told once it is shown again."""


@router.get("/{ori}/cases/{call_id}")
async def show_case(
    call_id: CallId,
    here: CaseReading,
    deps: Deps,
    texts_shown: Annotated[str, Query(alias="texts", max_length=10)] = "",
    said: Annotated[str, Query(max_length=20)] = "",
    lines: Annotated[str, Query(max_length=10)] = "",
) -> Response:
    """Everything of the case. Each look is recorded."""
    now, most = deps.clock(), MOST_TEXTS if texts_shown == ALL else TEXTS_AT_FIRST
    reader = CaseReader(vault=deps.vault, composer=deps.composer, most_texts=most)
    async with deps.database.reading() as session:
        found = await desk.find_case(session, here, call_id)
        file = await reader.read(session, here.agency, found, now=now)
    async with deps.database.transaction() as session:
        await desk.record_seen(session, here, found, now=now)
    return here.page.render(
        "case.html",
        here=f"cases/{call_id}",
        title=texts.TITLE,
        id=call_id,
        file=file,
        sent=file.texts[:most],
        lines=file.timeline if lines == ALL else file.timeline[-LINES_AT_FIRST:],
        said=SAID.get(said),
        now=now,
        seconds_left=case_view.seconds_left,
        hours_of=case_view.hours_of,
        what_of=case_view.what_of,
        became_of=case_view.became_of,
        who_of=lambda line: case_view.who_of(line, here.page.say),
        actor=lambda by: actor_in_words(by, "", here.page.say),
        reason_of=case_reasons.reason_sentence,
        language_name=case_view.language_name,
        apart=desk.apart(here),
        may={right.value: here.may(right) for right in Right},
        texts=texts,
        words=words,
    )


@router.post("/{ori}/cases/{call_id}/undo")
async def undo_change(call_id: CallId, here: StatusChanging, form: StaffForm, deps: Deps) -> Response:
    """Take back what is held, if it has not left yet."""
    async with deps.database.transaction() as session:
        found = await desk.find_case(session, here, call_id)
        change = str(form.get("change", ""))[:64]
        is_undone = await undo(session, found.call, change, here.visit, now=deps.clock())
    return desk.back_to(here, call_id, "undone" if is_undone else "too_late")
