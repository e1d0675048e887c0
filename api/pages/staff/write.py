"""The pages on which a detective writes to the victims: choose words, read what leaves, send; it is held first."""

from __future__ import annotations

from dataclasses import dataclass, field

from fastapi import Response
from pydantic import ValidationError
from starlette.datastructures import FormData

from api.dependencies import ApiDependencies, Deps
from api.pages.staff import case_desk as desk
from api.pages.staff import case_reasons, case_view, status_texts
from api.pages.staff import case_words as words
from api.pages.staff import write_texts as texts
from api.pages.staff.case_desk import CallId, VictimWriting
from api.pages.staff.routing import staff_router
from api.pages.staff.signed_in import SignedInStaff, StaffForm
from db.queries import contacts
from db.tables import new_id
from domain.approved_words import ApprovedWords
from domain.contacts import ContactRole
from intake.staff.detective_messages import DetectiveMessageIn
from locales.sentences import Sentence
from staff.case_people import name_of
from staff.status_change import MESSAGE, AlreadyHeld, NewHeldChange, hold_change

router = staff_router()

PATH = "/{ori}/cases/{call_id}/write"
OWN = "own"


@dataclass(frozen=True, slots=True, kw_only=True)
class TypedMessage:
    """What was chosen, or written; `wrong` says what is wrong with it."""

    chosen: str = ""
    words: str = field(default="", repr=False)
    wrong: Sentence | None = None

    @property
    def approved(self) -> ApprovedWords | None:
        """The approved words that were chosen, if any were."""
        return ApprovedWords(self.chosen) if self.chosen in set(ApprovedWords) else None


@router.get(PATH)
async def show_words(call_id: CallId, here: VictimWriting, deps: Deps) -> Response:
    """The approved words, and room for one's own."""
    return await _form_page(here, deps, call_id, TypedMessage())


@router.post(PATH + "/preview")
async def show_letter(call_id: CallId, here: VictimWriting, form: StaffForm, deps: Deps) -> Response:
    """What will leave, word for word."""
    typed, now = _read(form), deps.clock()
    if typed.wrong:
        return await _form_page(here, deps, call_id, typed)
    async with desk.if_there(here):
        preview = await desk.previews(deps).of_words(
            here.visit, call_id, typed.words, typed.approved, leaves_at=now + deps.hold
        )
    async with deps.database.transaction() as session:
        await desk.record_seen(session, here, await desk.find_case(session, here, call_id), now=now)
    return here.page.render(
        "write_preview.html",
        here=f"cases/{call_id}/write",
        title=texts.PREVIEW,
        id=call_id,
        preview=preview,
        typed=typed,
        change=new_id(),
        hold=int(deps.hold.total_seconds()),
        reason_of=case_reasons.reason_sentence,
        language_name=case_view.language_name,
        texts=texts,
        status_texts=status_texts,
        words=words,
    )


@router.post(PATH)
async def send_letter(call_id: CallId, here: VictimWriting, form: StaffForm, deps: Deps) -> Response:
    """Hold it. Sent twice it is held once."""
    typed = _read(form)
    if typed.wrong:
        return await _form_page(here, deps, call_id, typed)
    async with deps.database.transaction() as session:
        found = await desk.find_case(session, here, call_id, lock=True)
        new = NewHeldChange(
            id=desk.change_id(form),
            call=found.call,
            kind=MESSAGE,
            facts={"approved": typed.approved.value} if typed.approved else {},
            words="" if typed.approved else typed.words,
            source=here.source,
            hold=deps.hold,
        )
        try:
            await hold_change(session, deps.vault, new, here.visit, now=deps.clock())
        except AlreadyHeld:
            return here.page.notice(409, status_texts.ALREADY_HELD, status_texts.ALREADY_HELD_MORE)
    return desk.back_to(here, call_id, "decided")


async def _form_page(here: SignedInStaff, deps: ApiDependencies, call_id: str, typed: TypedMessage) -> Response:
    async with deps.database.reading() as session:
        found = await desk.find_case(session, here, call_id)
        people = await contacts.of_call(session, found.call.id)
    victims = [person for person in people if ContactRole.VICTIM in person.roles.split()]
    if victims:
        async with deps.database.transaction() as session:
            await desk.record_seen(session, here, found, now=deps.clock())
    default = here.agency.default_language
    return here.page.render(
        "write.html",
        422 if typed.wrong else 200,
        here=f"cases/{call_id}/write",
        title=texts.TITLE,
        id=call_id,
        call=found.call,
        readers=[(name_of(deps.vault, each), case_view.language_name(each.language or default)) for each in victims],
        typed=typed,
        own=OWN,
        apart=desk.apart(here),
        texts=texts,
        status_texts=status_texts,
    )


def _read(form: FormData) -> TypedMessage:
    chosen = str(form.get("words", ""))[:40]
    written = str(form.get("own", "")).replace("\r\n", "\n").strip()
    typed = TypedMessage(chosen=chosen, words=written)
    if typed.approved:
        return typed
    if chosen != OWN or not written:
        return TypedMessage(chosen=chosen, words=written, wrong=texts.NOTHING_CHOSEN)
    try:
        DetectiveMessageIn(text=written)
    except ValidationError:
        return TypedMessage(chosen=chosen, words=written, wrong=texts.TOO_LONG)
    return typed
