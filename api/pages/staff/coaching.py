"""The pages of coaching: what it is for, pointers as they came, one officer or call-taker at a time, never a list."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Response
from fastapi import Path as InPath
from starlette.datastructures import FormData

from analytics.coaching.pointers import (
    MOST_WORDS,
    PointerClosing,
    PointerIsClosed,
    about,
    close_pointer,
)
from api.dependencies import ApiDependencies, Deps
from api.pages.page_frame import NothingThere
from api.pages.staff import coaching_texts as texts
from api.pages.staff.coaching_view import closed, coaching_of, reader_of, record_values
from api.pages.staff.routing import staff_router
from api.pages.staff.said import as_it_is
from api.pages.staff.signed_in import Needs, SignedInStaff, StaffForm, see_other
from audit.record import record
from db.queries import coaching
from db.queries.coaching import MOST
from db.tables import CoachingPointer
from domain.audit.acts import ActKind
from domain.coaching.policy import CoachingPolicy
from domain.coaching.terms import LookReason, PointerOutcome, is_subject_id
from domain.staff.roles import Right, read_roles
from locales.formats import isolate
from locales.sentences import Sentence

router = staff_router()

SeesCoaching = Annotated[SignedInStaff, Depends(Needs(Right.SEE_COACHING))]
PointerId = Annotated[str, InPath(max_length=40)]


@router.get("/{ori}/coaching")
async def show_coaching(here: SeesCoaching, deps: Deps) -> Response:
    """What it is for and who sees it, and the pointers that wait; while it is closed, how it opens."""
    policy = coaching_of(here)
    return await _page(here, deps, policy, FormData()) if policy else closed(here)


@router.post("/{ori}/coaching/subject")
async def look_up(here: SeesCoaching, form: StaffForm, deps: Deps) -> Response:
    """What is held about one; that they were looked at is recorded first, with the reason."""
    policy = coaching_of(here)
    if policy is None:
        return closed(here)
    subject_id, reason = str(form.get("subject", "")).strip(), str(form.get("reason", ""))
    wrong = texts.TYPE_AN_ID if not is_subject_id(subject_id) else None
    wrong = texts.CHOOSE_WHY if wrong is None and reason not in texts.REASONS else wrong
    if wrong is not None or not _may_look(here, policy):
        return await _page(here, deps, policy, form, wrong=wrong)
    asked = _Asked(policy=policy, subject_id=subject_id, reason=LookReason(reason))
    return await _subject(here, deps, asked)


@router.get("/{ori}/coaching/pointers/{pointer_id}")
async def show_pointer(here: SeesCoaching, deps: Deps, pointer_id: PointerId) -> Response:
    """What is held about the one it is about, and the form that closes it."""
    policy = coaching_of(here)
    if policy is None:
        return closed(here)
    pointer = await _pointer(here, deps, policy, pointer_id)
    return await _subject(here, deps, _led_by(pointer, policy))


@router.post("/{ori}/coaching/pointers/{pointer_id}/close")
async def close(here: SeesCoaching, form: StaffForm, deps: Deps, pointer_id: PointerId) -> Response:
    """With one of five words."""
    policy = coaching_of(here)
    if policy is None:
        return closed(here)
    pointer = await _pointer(here, deps, policy, pointer_id)
    outcome, words = str(form.get("outcome", "")), str(form.get("words", ""))
    if outcome not in set(PointerOutcome):
        return await _subject(here, deps, _led_by(pointer, policy), wrong=texts.CHOOSE_OUTCOME)
    detail = {"pointer": pointer.id, "outcome": outcome}
    act = here.act(ActKind.COACHING_CLOSED, about=about(pointer.subject_id), detail=detail)
    try:
        async with deps.database.transaction() as session:
            locked = await coaching.pointer(session, here.agency.ori, pointer_id, lock=True)
            if locked is None:
                raise NothingThere
            closing = PointerClosing(outcome=PointerOutcome(outcome), words=words)
            await close_pointer(session, deps.vault, locked, closing, act, now=deps.clock())
    except PointerIsClosed:
        return here.page.notice(409, texts.GONE, texts.GONE_MORE)
    return see_other(here.path("coaching"))


def _may_look(here: SignedInStaff, policy: CoachingPolicy) -> bool:
    return policy.may_see(read_roles(here.account.roles))


async def _pointer(
    here: SignedInStaff, deps: ApiDependencies, policy: CoachingPolicy, pointer_id: str
) -> CoachingPointer:
    """One that supervisors see by now. Raises NothingThere."""
    async with deps.database.reading() as session:
        pointer = await coaching.pointer(session, here.agency.ori, pointer_id)
    if pointer is None or pointer.shown_at > deps.clock() or not _may_look(here, policy):
        raise NothingThere
    return pointer


async def _page(
    here: SignedInStaff,
    deps: ApiDependencies,
    policy: CoachingPolicy,
    form: FormData,
    *,
    wrong: Sentence | None = None,
) -> Response:
    may_look = _may_look(here, policy)
    async with deps.database.reading() as session:
        found = await coaching.shown_open(session, here.agency.ori, deps.clock()) if may_look else []
    return here.page.render(
        "coaching.html",
        422 if wrong else 200,
        here="coaching",
        title=texts.TITLE,
        texts=texts,
        policy=policy,
        may_look=may_look,
        pointers=found[:MOST],
        has_more=len(found) > MOST,
        subject=str(form.get("subject", ""))[:40],
        reason=str(form.get("reason", "")),
        wrong=wrong,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """The record that is looked at, why, and the pointer that led there, if one did."""

    policy: CoachingPolicy
    subject_id: str
    reason: LookReason
    pointer: CoachingPointer | None = None


def _led_by(pointer: CoachingPointer, policy: CoachingPolicy) -> _Asked:
    return _Asked(policy=policy, subject_id=pointer.subject_id, reason=LookReason.POINTER, pointer=pointer)


async def _subject(
    here: SignedInStaff, deps: ApiDependencies, asked: _Asked, *, wrong: Sentence | None = None
) -> Response:
    now, subject_id = deps.clock(), asked.subject_id
    seen = here.act(ActKind.COACHING_SEEN, about=about(subject_id), reason=asked.reason.value)
    async with deps.database.transaction() as session:
        await record(session, seen, now=now)
    async with deps.database.reading() as session:
        found = await reader_of(here, deps, asked.policy).read(session, subject_id, shown_by=now)
        has_account = subject_id in await coaching.accounts_of(session, here.agency.ori)
    return here.page.render(
        "coaching_subject.html",
        422 if wrong else 200,
        here="coaching/one",
        title=as_it_is(here.page.say(texts.OF_SUBJECT, id=isolate(subject_id, here.page.language))),
        pointer=asked.pointer,
        has_account=has_account,
        most_words=MOST_WORDS,
        wrong=wrong,
        **await record_values(here, deps, asked.policy, found),
    )
