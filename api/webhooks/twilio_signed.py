"""Lets a form through if Twilio signed it: the declared dependency of every route that Twilio posts to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated
from urllib.parse import parse_qsl

import structlog
from fastapi import Depends, Request

from api.dependencies import ApiDependencies, Deps
from api.json_bodies import check_media_type
from api.problems import NotAllowed
from messaging.providers.delivery_report import KnownAccount, NotGenuine
from messaging.providers.twilio_signature import HEADER, check_account

log = structlog.get_logger(__name__)

FORM = "application/x-www-form-urlencoded"
MOST_FIELDS = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedForm:
    """The fields in the order they came (a name may come several times), and the account that signed them.

    `message_id`: ours, where the address we gave Twilio names it; else empty.
    """

    fields: list[tuple[str, str]]
    account: KnownAccount
    message_id: str = ""


async def signed_by_twilio(request: Request, deps: Deps) -> SignedForm:
    """The form. Raises NotAllowed, WrongMediaType, TooLarge."""
    check_media_type(request, FORM)
    try:
        form = parse_qsl((await request.body()).decode(), keep_blank_values=True, max_num_fields=MOST_FIELDS)
        account = await _check(request, deps, form)
        return SignedForm(fields=form, account=account, message_id=request.query_params.get("message", ""))
    except NotGenuine as refusal:
        log.warning("webhook.refused", provider="twilio", reason=refusal.reason)
        raise NotAllowed(refusal.reason) from None
    except ValueError:  # no text, or more fields than Twilio sends
        log.warning("webhook.refused", provider="twilio", reason="no form")
        raise NotAllowed("the body is not a form that Twilio sends") from None


async def _check(request: Request, deps: ApiDependencies, form: list[tuple[str, str]]) -> KnownAccount:
    account_sid = next((value for name, value in form if name == "AccountSid"), "")
    query = request.scope["query_string"].decode("latin-1")
    url = f"{deps.base_url}{request.scope['path']}" + (f"?{query}" if query else "")
    signature = request.headers.get(HEADER, "")

    def check(account: KnownAccount) -> None:
        check_account(url=url, form=form, signature=signature, account=account)

    return await deps.accounts.signer(account_sid, check)


FromTwilio = Annotated[SignedForm, Depends(signed_by_twilio)]
