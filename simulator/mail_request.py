"""Reads a SendGrid mail send request into one email per recipient, or refuses it in SendGrid's words."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from typing import Annotated, Self

from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field, ValidationError, model_validator

from simulator.simulation import Refusal

REFUSALS: dict[int, str] = {
    400: "Bad Request",
    401: "The provided authorization grant is invalid, expired, or revoked",
    403: "The from address does not match a verified Sender Identity.",
    413: "The JSON payload you have included in your request is too large.",
    429: "too many requests",
    500: "internal server error",
    503: "service unavailable",
    504: "nothing more came",
}
_CONTENT_ORDER = {"text/plain": 0, "text/x-amp-html": 1, "text/html": 2}


class MailAddress(BaseModel):
    """A name is allowed and of no consequence here."""

    email: Annotated[str, Field(pattern=r"^[^@\s]+@[^@\s]+$")]


class Content(BaseModel):
    """One part of the body."""

    type: Annotated[str, Field(min_length=1)]
    value: Annotated[str, Field(min_length=1)]


class Personalization(BaseModel):
    """One envelope."""

    to: Annotated[list[MailAddress], Field(min_length=1, max_length=1000)]
    cc: list[MailAddress] = []
    bcc: list[MailAddress] = []
    subject: str | None = None
    headers: dict[str, str] = {}
    custom_args: dict[str, str] = {}

    @property
    def recipients(self) -> list[str]:
        """Every address that gets a copy."""
        return [person.email for person in chain(self.to, self.cc, self.bcc)]

    @model_validator(mode="after")
    def _each_address_once(self) -> Self:
        if len({address.lower() for address in self.recipients}) < len(self.recipients):
            raise ValueError("Each email address should be unique between to, cc, and bcc.")
        return self


class MailSend(BaseModel):
    """The request; what a stand-in has no use for (categories, tracking, ...) is accepted and ignored."""

    personalizations: Annotated[list[Personalization], Field(min_length=1, max_length=1000)]
    sender: Annotated[MailAddress, Field(alias="from")]
    subject: str | None = None
    content: Annotated[list[Content], Field(min_length=1)]
    headers: dict[str, str] = {}
    custom_args: dict[str, str] = {}

    @model_validator(mode="after")
    def _as_the_vendor_demands(self) -> Self:
        if not all(p.subject or self.subject for p in self.personalizations):
            raise ValueError("The subject is required.")
        order = [_CONTENT_ORDER.get(part.type, 3) for part in self.content]
        if order != sorted(order):
            raise ValueError("If present, text/plain must be first, followed by text/html, then anything else.")
        return self


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """One email to one recipient."""

    sender: str
    to: str
    subject: str
    text: str
    html: str
    headers: dict[str, str]
    custom_args: dict[str, str]


def sendgrid_refusal(status: int, errors: list[tuple[str, str]] | None = None) -> Refusal:
    """SendGrid's answer: messages by field, or the one that goes with this status."""
    said = errors or [("", REFUSALS[status])]
    content = [{"message": message, "field": field or None} for field, message in said]
    return Refusal(JSONResponse({"errors": content}, status_code=status))


def read_mail(body: bytes) -> list[Mail]:
    """The emails a request asks for, one per recipient. Raises Refusal."""
    try:
        request = MailSend.model_validate_json(body)
    except ValidationError as error:
        raise sendgrid_refusal(400, [(".".join(map(str, e["loc"])), e["msg"]) for e in error.errors()]) from None
    parts = {part.type: part.value for part in reversed(request.content)}
    return [
        Mail(
            sender=request.sender.email,
            to=to,
            subject=envelope.subject or request.subject or "",
            text=parts.get("text/plain", ""),
            html=parts.get("text/html", ""),
            headers={**request.headers, **envelope.headers},
            custom_args={**request.custom_args, **envelope.custom_args},
        )
        for envelope in request.personalizations
        for to in envelope.recipients
    ]
