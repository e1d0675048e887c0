"""The pages on which a detective changes the status of a case: choose, read what leaves, decide; then it is held."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from fastapi import Response
from starlette.datastructures import FormData

from api.dependencies import ApiDependencies, Deps
from api.pages.staff import case_desk as desk
from api.pages.staff import case_reasons, case_view
from api.pages.staff import case_words as words
from api.pages.staff import status_texts as texts
from api.pages.staff.case_desk import CallId, StatusChanging
from api.pages.staff.routing import staff_router
from api.pages.staff.signed_in import SignedInStaff, StaffForm
from db.tables import Agency, new_id
from domain.call_state import CaseStatus
from domain.lifecycle import case_refusal
from domain.staff.status_time import read_local, write_local
from intake.staff.case_status import expected_state
from locales.sentences import Sentence
from staff.change_preview import ChangePreview
from staff.status_change import AlreadyHeld, NewHeldChange, hold_change

router = staff_router()

CHOICES = tuple(words.NEW_STATUSES)
PATH = "/{ori}/cases/{call_id}/status"


class WrongEntry(Exception):
    """Something in the form cannot be used; `sentence` says what."""

    def __init__(self, sentence: Sentence) -> None:
        super().__init__(sentence.text)
        self.sentence = sentence


@router.get(PATH)
async def choose_status(call_id: CallId, here: StatusChanging, deps: Deps) -> Response:
    """What can be said of the case now; what cannot, with the reason."""
    return await _form_page(here, deps, call_id)


@router.post(PATH + "/preview")
async def show_preview(call_id: CallId, here: StatusChanging, form: StaffForm, deps: Deps) -> Response:
    """The very texts that will leave, to each reader in their language, and who is not told."""
    now = deps.clock()
    try:
        status, at = _read(form, here.agency, now)
    except WrongEntry as wrong:
        return await _form_page(here, deps, call_id, wrong=wrong.sentence, form=form)
    async with desk.if_there(here):
        found = await desk.previews(deps).of_status(here.visit, call_id, status, at=at, leaves_at=now + deps.hold)
    async with deps.database.transaction() as session:
        await desk.record_seen(session, here, await desk.find_case(session, here, call_id), now=now)
    return _preview_page(here, deps, found, status=status, at=at, is_now=not form.get("at"))


@router.post(PATH)
async def decide_status(call_id: CallId, here: StatusChanging, form: StaffForm, deps: Deps) -> Response:
    """Hold it. Sent twice it is held once; what has become impossible is refused again, with the reason."""
    now = deps.clock()
    try:
        status, at = _read_decided(form, now)
    except WrongEntry as wrong:
        return await _form_page(here, deps, call_id, wrong=wrong.sentence)
    async with deps.database.transaction() as session:
        found = await desk.find_case(session, here, call_id, lock=True)
        state = await expected_state(session, found.call, now=max(at, now))
        if refusal := case_refusal(state, status, at=at):
            preview = ChangePreview(call=found.call, refusal=refusal)
            return _preview_page(here, deps, preview, status=status, at=at, is_now=False)
        new = NewHeldChange(
            id=desk.change_id(form),
            call=found.call,
            kind=status.value,
            facts={"at": at.isoformat()},
            source=here.source,
            hold=deps.hold,
        )
        try:
            await hold_change(session, deps.vault, new, here.visit, now=now)
        except AlreadyHeld:
            return here.page.notice(409, texts.ALREADY_HELD, texts.ALREADY_HELD_MORE)
    return desk.back_to(here, call_id, "decided")


async def _form_page(
    here: SignedInStaff,
    deps: ApiDependencies,
    call_id: str,
    *,
    wrong: Sentence | None = None,
    form: FormData | None = None,
) -> Response:
    now = deps.clock()
    async with deps.database.reading() as session:
        found = await desk.find_case(session, here, call_id)
        state = await expected_state(session, found.call, now=now)
    choices = [(status, words.NEW_STATUSES[status], case_refusal(state, status, at=now)) for status in CHOICES]
    entered = {name: str(form.get(name, "") if form else "")[:40] for name in ("status", "at")}
    return here.page.render(
        "status.html",
        422 if wrong else 200,
        here=f"cases/{call_id}/status",
        title=texts.TITLE,
        id=call_id,
        call=found.call,
        choices=choices,
        standing=here.page.say(words.standing_of(state)),
        latest=write_local(now, here.agency.time_zone),
        entered=entered,
        wrong=wrong,
        texts=texts,
    )


def _preview_page(
    here: SignedInStaff,
    deps: ApiDependencies,
    preview: ChangePreview,
    *,
    status: CaseStatus,
    at: datetime,
    is_now: bool,
) -> Response:
    return here.page.render(
        "status_preview.html",
        409 if preview.refusal else 200,
        here=f"cases/{preview.call.id}/status",
        title=texts.CANNOT if preview.refusal else texts.PREVIEW,
        id=preview.call.id,
        preview=preview,
        change=new_id(),
        chosen=status,
        status_name=words.NEW_STATUSES[status],
        at=at,
        is_now=is_now,
        hold=int(deps.hold.total_seconds()),
        reason_of=case_reasons.reason_sentence,
        language_name=case_view.language_name,
        texts=texts,
        words=words,
    )


def _read(form: FormData, agency: Agency, now: datetime) -> tuple[CaseStatus, datetime]:
    """What was chosen, and when it happened. Raises WrongEntry."""
    typed = str(form.get("at", "")).strip()
    try:
        at = read_local(typed, ZoneInfo(agency.time_zone)) if typed else now
    except ValueError:
        raise WrongEntry(texts.WRONG_WHEN) from None
    if at > now:
        raise WrongEntry(texts.WRONG_WHEN)
    return _status_in(form), at


def _read_decided(form: FormData, now: datetime) -> tuple[CaseStatus, datetime]:
    """The same as the preview's own form carries it. Raises WrongEntry."""
    try:
        at = datetime.fromisoformat(str(form.get("at", "")))
    except ValueError:
        raise WrongEntry(texts.WRONG_WHEN) from None
    if at.tzinfo is None or at > now:
        raise WrongEntry(texts.WRONG_WHEN)
    return _status_in(form), at


def _status_in(form: FormData) -> CaseStatus:
    chosen = str(form.get("status", ""))
    if chosen not in {status.value for status in CHOICES}:
        raise WrongEntry(texts.CHOOSE_ONE)
    return CaseStatus(chosen)
