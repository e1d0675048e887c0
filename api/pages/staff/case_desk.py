"""What the pages of one case have in common: who may open it, its address, and what is foreseen of a change."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from functools import partial
from typing import Annotated

from fastapi import Depends, Response
from fastapi import Path as InPath
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.datastructures import FormData

from api.dependencies import ApiDependencies
from api.pages.page_frame import Stopped
from api.pages.staff import cases_texts
from api.pages.staff.signed_in import Needs, SignedInStaff, see_other
from audit.record import record
from db.queries.case_assignments import FoundCase
from db.tables import new_id
from domain.audit.acts import ActKind
from domain.staff.roles import Right
from locales.formats import isolate
from messaging.foresight import Foresight
from staff.case_access import NoSuchCase, open_case, why_open
from staff.change_preview import Previews

CallId = Annotated[str, InPath(max_length=64)]

CaseReading = Annotated[SignedInStaff, Depends(Needs(Right.SEE_OWN_CASES, or_right=Right.SEE_ALL_CASES))]
StatusChanging = Annotated[SignedInStaff, Depends(Needs(Right.CHANGE_STATUS))]
VictimWriting = Annotated[SignedInStaff, Depends(Needs(Right.WRITE_TO_VICTIM))]
PeopleChanging = Annotated[SignedInStaff, Depends(Needs(Right.CHANGE_PEOPLE))]


@asynccontextmanager
async def if_there(here: SignedInStaff) -> AsyncIterator[None]:
    """The same page for another's case as for one that is not there. Raises Stopped."""
    try:
        yield
    except NoSuchCase:
        raise Stopped(no_such_case(here)) from None


def no_such_case(here: SignedInStaff) -> Response:
    """The page that says so."""
    return here.page.notice(404, cases_texts.NO_SUCH_CASE, cases_texts.NO_SUCH_CASE_MORE)


async def find_case(session: AsyncSession, here: SignedInStaff, call_id: str, *, lock: bool = False) -> FoundCase:
    """The case, if they may open it. Raises Stopped."""
    async with if_there(here):
        return await open_case(session, here.visit, call_id, lock=lock)


def previews(deps: ApiDependencies) -> Previews:
    """Looks ahead with what sends."""
    foresight = Foresight(vault=deps.vault, composer=deps.composer, senders=deps.senders)
    return Previews(database=deps.database, vault=deps.vault, foresight=foresight)


async def record_seen(session: AsyncSession, here: SignedInStaff, found: FoundCase, *, now: datetime) -> None:
    """People of the case were looked at: who, when and why goes into the audit log."""
    about, reason = f"call:{found.call.call_number}", why_open(here.visit, found)
    await record(session, here.act(ActKind.PERSON_SEEN, about=about, reason=reason), now=now)


def apart(here: SignedInStaff) -> Callable[[str], str]:
    """What sets a name or a language apart within a sentence, whichever way it is written."""
    return partial(isolate, language=here.page.language)


def path_of(here: SignedInStaff, call_id: str, rest: str = "") -> str:
    """The address of a case's page, or of one below it."""
    return here.path(f"cases/{call_id}/{rest}".rstrip("/"))


def back_to(here: SignedInStaff, call_id: str, said: str) -> Response:
    """On to the case, which says what became of the form. `said`: a code of `case.SAID`."""
    return see_other(f"{path_of(here, call_id)}?said={said}")


def change_id(form: FormData) -> str:
    """That of the preview, so that a form that is sent twice counts once; another one where it is none of ours."""
    sent = str(form.get("change", ""))
    return sent if len(sent) == len(new_id()) and sent.isalnum() and sent.isascii() else new_id()
