"""The page on API keys: what each may do, and the forms by which a change is proposed."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Response
from fastapi import Path as InPath

from api.dependencies import Deps
from api.pages.page_frame import NothingThere
from api.pages.staff import decisions_texts
from api.pages.staff import keys_texts as texts
from api.pages.staff.proposing import propose_or_say
from api.pages.staff.routing import staff_router
from api.pages.staff.said import as_it_is
from api.pages.staff.signed_in import Needs, SignedInStaff, StaffForm
from db.queries import api_keys
from domain.api_key_scopes import SCOPES
from domain.staff.proposals import KeyAct, ProposalKind
from domain.staff.roles import Right

router = staff_router()

MayManageKeys = Annotated[SignedInStaff, Depends(Needs(Right.MANAGE_KEYS))]

FIELDS = ("label", "networks", "per_minute", "expires_in_days", "reason")


@router.get("/{ori}/keys")
async def show_keys(here: MayManageKeys, deps: Deps) -> Response:
    """Every key, revoked ones last."""
    async with deps.database.reading() as session:
        found = await api_keys.every(session, here.agency.ori)
    now = deps.clock()
    return here.page.render(
        "keys.html",
        here="keys",
        title=texts.TITLE,
        texts=texts,
        deciding=decisions_texts,
        keys=sorted(found, key=lambda key: key.revoked_at is not None),
        scopes=SCOPES,
        over={key.id for key in found if key.expires_at and key.expires_at <= now},
    )


@router.get("/{ori}/keys/{key_id}")
async def show_key(here: MayManageKeys, deps: Deps, key_id: Annotated[str, InPath(max_length=40)]) -> Response:
    """The form that changes one key."""
    async with deps.database.reading() as session:
        found = [key for key in await api_keys.every(session, here.agency.ori) if key.id == key_id]
    if not found or found[0].revoked_at is not None:
        raise NothingThere
    title = as_it_is(here.page.say(texts.CHANGE, label=found[0].label))
    return here.page.render(
        "key.html", here="keys/", title=title, texts=texts, deciding=decisions_texts, key=found[0], scopes=SCOPES
    )


@router.post("/{ori}/keys")
async def propose_change(here: MayManageKeys, form: StaffForm, deps: Deps) -> Response:
    """Create, change, revoke or rotate: after a second person has approved."""
    what = str(form.get("what", KeyAct.CREATE.value))
    facts = {name: str(form.get(name, "")) for name in FIELDS}
    scopes = " ".join(str(each) for each in form.getlist("scope"))
    key_id = str(form.get("key_id", ""))
    given = {**facts, "what": what, "key_id": key_id, "scopes": scopes}
    return await propose_or_say(here, deps, ProposalKind.KEY_CHANGE, given, back="keys")
