"""The contacts in an event or snapshot: their fields, and warnings about values that cannot be used."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from db.addresses import e164, email_address
from domain.contacts import CALLER_REF, ContactRole
from intake.fields import Line, Model, Token
from intake.refusals import FieldError, Refused
from locales.negotiate import spoken_language
from messaging.detective import REF as DETECTIVE_REF

DEFAULT_REF = CALLER_REF


def _not_reserved(ref: str) -> str:
    if ref == DETECTIVE_REF:
        raise PydanticCustomError("reserved_ref", "'detective' is reserved: send the detective with case.assigned")
    return ref


ContactRef = Annotated[Token, AfterValidator(_not_reserved)]


class ContactIn(Model):
    """One person of the call. A field left out is not changed, null takes it back; `role` adds to `roles`."""

    ref: ContactRef = Field(default=DEFAULT_REF, description="Your own id of this person within the call.")
    role: ContactRole | None = None
    roles: Annotated[list[ContactRole], Field(max_length=6)] | None = None
    name: Line | None = None
    phone: Line | None = Field(default=None, examples=["+1 206 555 0123"])
    email: Line | None = Field(default=None, examples=["caller@example.org"])
    language: Line | None = Field(default=None, description="A BCP 47 tag, or a name as es-MX or Español.")
    safe_sms: bool | None = Field(default=None, description="False if a text may put this person in danger.")
    safe_email: bool | None = Field(default=None, description="False if an email may put this person in danger.")
    removed: bool | None = Field(
        default=None, description="True if this person does not belong to the call: nothing more is sent to them."
    )

    @property
    def all_roles(self) -> frozenset[ContactRole]:
        """Both spellings together; empty when nothing was said."""
        return frozenset(self.roles or ()) | ({self.role} if self.role else frozenset())


def removed(ref: str) -> ContactIn:
    """A person whom a complete list of the call's people does not name any more."""
    return ContactIn.model_construct(_fields_set={"ref", "removed"}, ref=ref, removed=True)


def check_refs(contacts: Sequence[ContactIn], pointer: str) -> None:
    """Two people of one request never share a ref, said or by default. Raises Refused."""
    if len(contacts) < 2:
        return
    places: dict[str, list[int]] = {}
    for i, contact in enumerate(contacts):
        places.setdefault(contact.ref, []).append(i)
    faults = [
        FieldError(pointer=f"{pointer}/{i}/ref", detail="is needed, as there is more than one contact")
        for i, contact in enumerate(contacts)
        if "ref" not in contact.model_fields_set
    ]
    faults += [
        FieldError(
            pointer=f"{pointer}/{i}/ref", detail=f"is the same as in {pointer}/{same[0] if i != same[0] else same[1]}"
        )
        for same in places.values()
        for i in same
        if len(same) > 1 and "ref" in contacts[i].model_fields_set
    ]
    if faults:
        raise Refused(sorted(faults, key=lambda fault: fault.pointer))


class DetectiveIn(Model):
    """Who works on the case, as far as victims may be told."""

    id: Token | None = Field(default=None, description="Badge or user id.")
    name: Line | None = None
    phone: Line | None = None
    email: Line | None = None

    def as_contact(self) -> ContactIn:
        """The detective as a contact that replaces the one before: nothing of the former stays."""
        return detective(name=self.name, phone=self.phone, email=self.email)


def detective(*, name: str | None = None, phone: str | None = None, email: str | None = None) -> ContactIn:
    """A contact under the reserved ref; every field counts as said."""
    return ContactIn.model_construct(
        ref=DETECTIVE_REF, roles=[ContactRole.DETECTIVE], name=name, phone=phone, email=email
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Warned:
    """Something about a person that was left out, and why; it never says the value."""

    pointer: str
    detail: str


READ_AS: Mapping[str, tuple[Callable[[str], str | None], str]] = {
    "phone": (e164, "is not a telephone number and was not kept"),
    "email": (email_address, "is not an email address and was not kept"),
    "language": (spoken_language, "is not a language Caseline speaks: the agency's is used"),
}
"""Field of a contact to how it is read, and the warning when it cannot be."""


def usable(contact: ContactIn, field: str) -> str | None:
    """A field of `READ_AS` in the form that is stored; None when it is missing or cannot be read."""
    text: str | None = getattr(contact, field)
    try:
        return READ_AS[field][0](text) if text else None
    except ValueError:
        return None


def all_warnings(contacts: Iterable[ContactIn], pointer: str) -> list[Warned]:
    """The warnings about each of them, in their order."""
    return [warned for i, contact in enumerate(contacts) for warned in warnings(contact, f"{pointer}/{i}")]


def warnings(contact: ContactIn, pointer: str) -> list[Warned]:
    """What of this contact cannot be used, so that the sender may mend it; the rest is kept."""
    return [
        Warned(pointer=f"{pointer}/{field}", detail=detail)
        for field, (_, detail) in READ_AS.items()
        if getattr(contact, field) is not None and usable(contact, field) is None
    ]
