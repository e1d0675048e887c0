"""The page of an officer or call-taker: what coaching holds about them, who looked and why, and what they say to it."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Response

from analytics.coaching.pointers import about
from analytics.coaching.subject import MOST_OF_REMARK
from api.dependencies import ApiDependencies, Deps
from api.pages.staff import actor_words
from api.pages.staff import coaching_texts as texts
from api.pages.staff.coaching_view import coaching_of, reader_of, record_values
from api.pages.staff.routing import staff_router
from api.pages.staff.signed_in import Needs, SignedInStaff, StaffForm, see_other
from audit.record import record
from domain.audit.acts import ActKind
from domain.coaching.terms import LookReason
from domain.staff.roles import Right
from locales.sentences import Sentence

router = staff_router()

SeesOwnRecord = Annotated[SignedInStaff, Depends(Needs(Right.SEE_OWN_RECORD))]


@router.get("/{ori}/my-record")
async def show_own_record(here: SeesOwnRecord, deps: Deps) -> Response:
    """All of it, pointers too that no supervisor sees yet."""
    return await _page(here, deps)


@router.post("/{ori}/my-record/remark")
async def add_remark(here: SeesOwnRecord, form: StaffForm, deps: Deps) -> Response:
    """For the supervisors who look."""
    subject_id, words = here.account.cad_id, str(form.get("words", "")).strip()
    policy = coaching_of(here)
    if policy is None or not subject_id:
        return await _page(here, deps)
    if not words:
        return await _page(here, deps, wrong=texts.WRITE_SOMETHING)
    now = deps.clock()
    async with deps.database.transaction() as session:
        await reader_of(here, deps, policy).add_remark(session, subject_id, words, now=now)
        await record(session, here.act(ActKind.COACHING_REMARKED, about=about(subject_id)), now=now)
    return see_other(here.path("my-record"))


async def _page(here: SignedInStaff, deps: ApiDependencies, *, wrong: Sentence | None = None) -> Response:
    policy, subject_id = coaching_of(here), here.account.cad_id
    if policy is None or not subject_id:
        more = texts.OWN_UNLINKED if policy else texts.OWN_CLOSED
        return here.page.render("own_record_closed.html", here="my-record", title=texts.OWN_TITLE, more=more)
    now = deps.clock()
    async with deps.database.transaction() as session:
        await record(session, here.act(ActKind.OWN_RECORD_SEEN, about=about(subject_id)), now=now)
    async with deps.database.reading() as session:
        found = await reader_of(here, deps, policy).read(session, subject_id, shown_by=None)
    return here.page.render(
        "own_record.html",
        422 if wrong else 200,
        here="my-record",
        title=texts.OWN_TITLE,
        now=now,
        who=lambda by: actor_words.actor_in_words(by, "", here.page.say),
        why=lambda reason: here.page.say(texts.ALL_REASONS[reason]) if reason in set(LookReason) else "",
        most_words=MOST_OF_REMARK,
        wrong=wrong,
        **await record_values(here, deps, policy, found),
    )
