"""Proposes what the forms of staff pages ask for, and says why where it cannot be; with forms for what is held and
for erasures.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import Depends, Response

from api.dependencies import ApiDependencies, Deps
from api.pages.staff import decisions_texts as texts
from api.pages.staff import policy_words
from api.pages.staff.routing import WrongStaffForm, staff_router
from api.pages.staff.signed_in import Needs, SignedInStaff, StaffForm, see_other
from db.contact_refs import is_erased
from db.queries import calls, portal_cases
from domain.staff.proposals import ProposalKind
from domain.staff.roles import Right
from staff.acts.contract import CannotPropose
from staff.proposals import propose

router = staff_router()

MayReview = Annotated[SignedInStaff, Depends(Needs(Right.REVIEW_HELD))]
_HELD = {"release": ProposalKind.HELD_RELEASE, "drop": ProposalKind.HELD_DROP}

MayErase = Annotated[SignedInStaff, Depends(Needs(Right.ERASE))]


async def propose_or_say(
    here: SignedInStaff, deps: ApiDependencies, kind: ProposalKind, facts: Mapping[str, Any], *, back: str
) -> Response:
    """On to the page of the proposal; or why there is none, with a way back to the page `back`."""
    given = {**facts, "source": here.source}
    try:
        async with deps.database.transaction() as session:
            proposal = await propose(session, deps.vault, kind=kind, facts=given, by=here.visit, now=deps.clock())
    except CannotPropose as error:
        return here.page.render(
            "cannot_propose.html", 400, here=f"{back}/", title=texts.CANNOT, texts=texts, why=str(error), back=back
        )
    return see_other(here.path(f"decisions/{proposal.id}"))


@router.post("/{ori}/decisions/held")
async def propose_held(here: MayReview, form: StaffForm, deps: Deps) -> Response:
    """Send what the brake holds of one message, or never."""
    kind = _HELD.get(str(form.get("decision", "")))
    if kind is None:
        raise WrongStaffForm
    facts = {"key": str(form.get("key", "")), "reason": str(form.get("reason", ""))}
    return await propose_or_say(here, deps, kind, facts, back="decisions")


@router.post("/{ori}/decisions/erasure/find")
async def find_person(here: MayErase, form: StaffForm, deps: Deps) -> Response:
    """The people of a call, by their part in it: no names are needed to choose one."""
    number = str(form.get("call_number", "")).strip()
    async with deps.database.reading() as session:
        found = await calls.with_number(session, here.agency.ori, number) if number else ()
        people = await portal_cases.people_of(session, [call.id for call in found])
    entries = [person for call in found for person in people.get(call.id, ()) if not is_erased(person.ref)]
    return here.page.render(
        "erase_person.html",
        200 if found else 404,
        here="decisions/",
        title=texts.ERASE,
        texts=texts,
        words=policy_words,
        number=number,
        entries=entries,
    )


@router.post("/{ori}/decisions/erasure")
async def propose_erasure(here: MayErase, form: StaffForm, deps: Deps) -> Response:
    """Erase a person of a call, wherever they are known."""
    facts = {"contact_id": str(form.get("contact_id", "")), "reason": str(form.get("reason", ""))}
    return await propose_or_say(here, deps, ProposalKind.ERASURE, facts, back="decisions")
