"""The page of phones and inboxes, and the routes it lives on."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, HTTPException, Query, Request
from fastapi.responses import HTMLResponse, Response
from fastapi.templating import Jinja2Templates

from simulator import magic_addresses, magic_numbers
from simulator.magic_numbers import NumberRule
from simulator.one_click import ONE_CLICK, one_click_url
from simulator.simulation import Simulation
from simulator.threads import ThreadQuery, changes

HERE = Path(__file__).resolve().parent
PAGE_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        "frame-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
# An email may style itself and open links in a new tab, nothing else: no script, no request to another host.
MAIL_HEADERS = {
    **PAGE_HEADERS,
    "Content-Security-Policy": (
        "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; "
        "style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'"
    ),
}


def phones_router(simulation: Simulation) -> APIRouter:
    """The page for people; everything it shows comes from /_phones."""
    router = APIRouter(include_in_schema=False)
    templates = Jinja2Templates(HERE / "templates")

    def page(request: Request, only: str) -> HTMLResponse:
        context = {
            "only": only,
            "default_number": simulation.config.service_number,
            "numbers": [(number, _meaning(rule)) for number, rule in magic_numbers.RULES.items()],
            "addresses": [f"{name}@{magic_addresses.DOMAIN}" for name in magic_addresses.RULES],
        }
        return templates.TemplateResponse(request, "phones.html", context, headers=PAGE_HEADERS)

    @router.get("/")
    async def all_phones(request: Request) -> HTMLResponse:
        return page(request, "")

    # A phone number in a URL: acceptable only here, where every person is invented and the page is local.
    @router.get("/phones/{address}")
    async def one_phone(request: Request, address: str) -> HTMLResponse:
        return page(request, address)

    @router.get("/_phones/threads")
    async def threads(wanted: Annotated[ThreadQuery, Query()]) -> dict[str, object]:
        return changes(simulation.store, wanted)

    @router.get("/_phones/mail/{sid}")
    async def mail(sid: str) -> Response:
        message = simulation.store.by_sid.get(sid)
        if message is None or not message.html:
            raise HTTPException(404)
        return HTMLResponse(links_in_new_tab(message.html), headers=MAIL_HEADERS)

    @router.post("/_phones/mail/{sid}/unsubscribe")
    async def unsubscribe(sid: str) -> dict[str, int | None]:
        message = simulation.store.by_sid.get(sid)
        url = one_click_url(message.headers) if message else None
        if url is None:
            raise HTTPException(404)
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        response = await simulation.webhooks.post(url, body=ONE_CLICK, headers=headers)
        return {"answered": response.status_code if response is not None else None}

    return router


def links_in_new_tab(html: str) -> str:
    """The HTML with a base that opens every link outside the frame."""
    base = '<base target="_blank">'
    found, times = re.subn(r"(<head\b[^>]*>)", rf"\1{base}", html, count=1, flags=re.IGNORECASE)
    return found if times else base + html


def _meaning(rule: NumberRule) -> str:
    if rule.error is not None:
        what = f"refused with {rule.error.status}, code {rule.error.code}"
    elif rule.hang is not None:
        what = f"never answered ({rule.hang.replace('_', ' ')})"
    elif rule.error_code is not None:
        what = f"{rule.final_status}, code {rule.error_code}"
    elif rule.receipts is not magic_numbers.Receipts.NORMAL:
        what = f"delivered; receipts: {rule.receipts.replace('_', ' ')}"
    else:
        what = f"delivered; line type: {rule.line_type or 'unknown'}"
    times = {None: "", 1: ", the first time only"}
    return what + times.get(rule.first_requests_only, f", the first {rule.first_requests_only} times only")
