"""The pages on which staff adds or corrects a person of a case, and marks its call sensitive."""

from __future__ import annotations

from collections.abc import Mapping

from fastapi import Response
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.datastructures import FormData

from api.dependencies import ApiDependencies, Deps
from api.pages.page_frame import Stopped
from api.pages.staff import case_desk as desk
from api.pages.staff import case_words as words
from api.pages.staff import people_texts as texts
from api.pages.staff import status_texts
from api.pages.staff.case_desk import CallId, PeopleChanging
from api.pages.staff.routing import staff_router
from api.pages.staff.signed_in import SignedInStaff, StaffForm
from db.encryption.vault import Vault
from db.queries import contacts
from db.queries.case_assignments import FoundCase
from db.state_json import state_of
from db.tables import Person
from domain.contacts import NEVER_CONTACTED, ContactRole
from domain.messages import LANGUAGES
from locales.formats import own_name
from staff.case_people import name_of, phone_of
from staff.people import PeopleDesk, SensitiveBecause, TypedPerson, UnusablePerson, may_be_changed

router = staff_router()

NEW = "new"
OFFERED_ROLES = tuple(role for role in ContactRole if role is not ContactRole.DETECTIVE)
PERSON = "/{ori}/cases/{call_id}/people/{person_id}"
SENSITIVE = "/{ori}/cases/{call_id}/sensitive"

PersonId = CallId


@router.get(PERSON)
async def show_person(call_id: CallId, person_id: PersonId, here: PeopleChanging, deps: Deps) -> Response:
    """What is known of the person, to be corrected; or room for another one."""
    async with deps.database.transaction() as session:
        found = await desk.find_case(session, here, call_id)
        person = await _person(session, here, found, person_id)
        if person is not None:
            await desk.record_seen(session, here, found, now=deps.clock())
    known = _known(deps.vault, person)
    return _page(here, found, person, known, {})


@router.post(PERSON)
async def save_person(
    call_id: CallId, person_id: PersonId, here: PeopleChanging, form: StaffForm, deps: Deps
) -> Response:
    """Keep it; what cannot be used is said, and nothing is kept."""
    typed = _read(form)
    async with deps.database.transaction() as session:
        found = await desk.find_case(session, here, call_id, lock=True)
        person = await _person(session, here, found, person_id)
        changing = _desk(here, deps, session, found)
        try:
            await (changing.correct(person, typed) if person else changing.add(typed))
        except UnusablePerson as unusable:  # nothing was changed yet
            return _page(here, found, person, typed, unusable.faults)
    deps.relay.wake()
    return desk.back_to(here, call_id, "saved")


@router.get(SENSITIVE)
async def ask_sensitive(call_id: CallId, here: PeopleChanging, deps: Deps) -> Response:
    """What it means, and why it is done."""
    async with deps.database.reading() as session:
        found = await desk.find_case(session, here, call_id)
    return here.page.render(
        "sensitive.html",
        here=f"cases/{call_id}/sensitive",
        title=texts.SENSITIVE,
        id=call_id,
        call=found.call,
        is_already=state_of(found.call).sensitive,
        texts=texts,
        status_texts=status_texts,
    )


@router.post(SENSITIVE)
async def call_sensitive(call_id: CallId, here: PeopleChanging, form: StaffForm, deps: Deps) -> Response:
    """From now on nothing leaves for it by itself."""
    chosen = str(form.get("because", ""))
    because = SensitiveBecause(chosen) if chosen in set(SensitiveBecause) else SensitiveBecause.OTHER
    async with deps.database.transaction() as session:
        found = await desk.find_case(session, here, call_id, lock=True)
        if not state_of(found.call).sensitive:
            await _desk(here, deps, session, found).call_it_sensitive(because)
    deps.relay.wake()
    return desk.back_to(here, call_id, "saved")


async def _person(session: AsyncSession, here: SignedInStaff, found: FoundCase, person_id: str) -> Person | None:
    """The person, None for a new one. Raises Stopped for one of another call, and for the detective."""
    if person_id == NEW:
        return None
    those = await contacts.by_ids(session, [person_id])
    person = next((each for each in those if may_be_changed(each, found.call)), None)
    if person is None:
        raise Stopped(desk.no_such_case(here))
    return person


def _desk(here: SignedInStaff, deps: ApiDependencies, session: AsyncSession, found: FoundCase) -> PeopleDesk:
    return PeopleDesk(
        session=session,
        vault=deps.vault,
        visit=here.visit,
        call=found.call,
        source=here.source,
        senders=deps.senders,
        now=deps.clock(),
    )


def _known(vault: Vault, person: Person | None) -> TypedPerson:
    if person is None:
        return TypedPerson(roles=(ContactRole.VICTIM,))
    return TypedPerson(
        name=name_of(vault, person),
        phone=phone_of(vault, person),
        email=vault.open_if_any(person.email_sealed, context=contacts.EMAIL, row=person.id) or "",
        language=person.language or "",
        roles=tuple(map(ContactRole, person.roles.split())),
        safe_sms=person.safe_sms,
        safe_email=person.safe_email,
    )


def _read(form: FormData) -> TypedPerson:
    chosen = {str(role) for role in form.getlist("role")}
    return TypedPerson(
        name=str(form.get("name", "")),
        phone=str(form.get("phone", "")),
        email=str(form.get("email", "")),
        language=str(form.get("language", "")),
        roles=tuple(role for role in OFFERED_ROLES if role in chosen),
        safe_sms="unsafe_sms" not in form,
        safe_email="unsafe_email" not in form,
    )


def _page(
    here: SignedInStaff, found: FoundCase, person: Person | None, typed: TypedPerson, faults: Mapping[str, str]
) -> Response:
    roles = frozenset(map(ContactRole, person.roles.split())) if person else frozenset()
    return here.page.render(
        "person.html",
        422 if faults else 200,
        here=f"cases/{found.call.id}/people/{person.id if person else NEW}",
        title=texts.CORRECT if person else texts.ADD,
        id=found.call.id,
        call=found.call,
        person_id=person.id if person else NEW,
        typed=typed,
        faults={field: texts.FAULTS.get(why, texts.OTHER_FAULT) for field, why in faults.items()},
        roles=[
            (role, words.ROLES[role], role in typed.roles, role in roles & NEVER_CONTACTED) for role in OFFERED_ROLES
        ],
        stays_suspect=bool(roles & NEVER_CONTACTED),
        languages_spoken=[(language, own_name(language)) for language in LANGUAGES],
        texts=texts,
        status_texts=status_texts,
    )
