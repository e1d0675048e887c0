"""The sign-in page: takes a case number, and the phone or email a code is sent to. It never says whether they fit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from fastapi import Request, Response
from fastapi.responses import HTMLResponse

from api.dependencies import Deps
from api.head_requests import is_head
from api.pages.portal import cookies
from api.pages.portal import sign_in_texts as texts
from api.pages.portal.ask_for_code import ask_for_code
from api.pages.portal.cookies import Cookie
from api.pages.portal.routing import portal_router
from api.pages.portal.signed_in import checked_form, see_other
from api.pages.portal.signed_out import Visitor, VisitorHere
from db.addresses import e164, email_address
from db.encryption.vault import Vault
from db.queries.hash_lookup import oldest_email_hash, oldest_phone_hash
from domain.messages import Channel
from domain.portal.lenient_input import plain
from locales.formats import isolate
from locales.sentences import Sentence
from portal import sessions
from portal.sign_in_attempts import SignInRequest

router = portal_router()

CASE, ADDRESS = "case", "address"
LONGEST = {CASE: 60, ADDRESS: 254}
"""Characters of each field."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """What the visitor typed; `wrong` says by field what cannot be a case number or an address at all."""

    values: Mapping[str, str] = field(default_factory=dict)
    wanted: SignInRequest = field(default_factory=SignInRequest)
    wrong: Mapping[str, Sentence] = field(default_factory=dict)


@router.get("/{ori}")
async def show(request: Request, visitor: VisitorHere, deps: Deps) -> Response:
    """The form; a victim who is signed in goes on to their cases."""
    token, ori = cookies.read(request, deps, Cookie.SESSION), visitor.agency.ori
    if token:
        find = sessions.look if is_head(request) else sessions.find
        async with deps.database.transaction() as session:
            visit = await find(session, deps.vault, token=token, ori=ori, now=deps.clock())
        if visit is not None:
            return see_other(f"/portal/{ori}/cases")
    return _page(visitor, Typed())


@router.post("/{ori}")
async def ask(request: Request, visitor: VisitorHere, deps: Deps) -> Response:
    """A code is asked for."""
    form = await checked_form(request, visitor.csrf)
    typed = _read(deps.vault, {name: str(form.get(name, "")).strip() for name in LONGEST})
    if typed.wrong:
        return _page(visitor, typed)
    return await ask_for_code(request, visitor, typed.wanted)


def _read(vault: Vault, values: Mapping[str, str]) -> Typed:
    wrong: dict[str, Sentence] = {}
    case, address = plain(values[CASE]), _address(vault, values[ADDRESS])
    if not case or len(values[CASE]) > LONGEST[CASE]:
        wrong[CASE] = texts.CASE_WRONG
    if address is None:
        wrong[ADDRESS] = texts.ADDRESS_WRONG
    channel, hash_ = address or ("", "")
    return Typed(values=values, wanted=SignInRequest(case=case, channel=channel, address_hash=hash_), wrong=wrong)


def _address(vault: Vault, typed: str) -> tuple[str, str] | None:
    """The channel of what was typed and its hash; None if it is neither a phone number nor an email address."""
    try:
        if len(typed) > LONGEST[ADDRESS]:
            return None
        if "@" in typed:
            return Channel.EMAIL.value, oldest_email_hash(vault, email_address(typed))
        return Channel.SMS.value, oldest_phone_hash(vault, e164(typed))
    except ValueError:
        return None


def _page(visitor: Visitor, typed: Typed) -> HTMLResponse:
    page, labels = visitor.page, {CASE: texts.CASE, ADDRESS: texts.ADDRESS}
    examples = {name: isolate(example, page.language) for name, example in texts.EXAMPLES.items()}
    wrong = {name: page.say(said, **examples) for name, said in typed.wrong.items()}
    return visitor.render(
        "sign_in.html",
        422 if wrong else 200,
        title=texts.TITLE,
        entered={name: typed.values.get(name, "")[: LONGEST[name]] for name in LONGEST},
        wrong={name: wrong.get(name, "") for name in LONGEST},
        problems=[(name, labels[name], said) for name, said in wrong.items()],
        longest=LONGEST,
        texts=texts,
    )
