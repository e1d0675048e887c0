"""The contacts in an event or snapshot: their fields, and warnings about values that cannot be used."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Annotated

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from db.addresses import UnusableAddress, country_of, email_address, has_extension, telephone
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

    @cached_property
    def as_read(self) -> dict[str, tuple[str | None, str | None]]:
        """By field what was read of it, and what the sender is warned of: each is read once (`usable`)."""
        return {}

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


@dataclass(frozen=True, slots=True, kw_only=True)
class AgencyReach:
    """What belongs to the agency itself (E.164, lower case), and the countries that it texts; None if not known."""

    own: frozenset[str]
    countries: frozenset[str] | None


def _phone(text: str) -> str:
    return str(telephone(text))


READ_AS: Mapping[str, Callable[[str], str | None]] = {
    "phone": _phone,
    "email": email_address,
    "language": spoken_language,
}
"""Field of a contact to how it is read into the form that is stored; ValueError or None where it cannot be."""

_UNREADABLE = "is not a language Caseline speaks: the agency's is used"
_FOR_STAFF = "has an extension: it is kept for your staff, and no text goes to it"
_OWN = "is your agency's own and was not kept"
_ELSEWHERE = "is a number of a country that your agency's policy does not text (limits.countries)"


def usable(contact: ContactIn, field: str) -> str | None:
    """A field of `READ_AS` in the form that is stored; None when it is missing or cannot be read."""
    return _read(contact, field)[0]


def faults_of(contact: ContactIn, own: Collection[str]) -> dict[str, str]:
    """Field -> why what was typed there cannot be kept at all. What is kept for staff to dial is no fault."""
    read = {field: _read(contact, field) for field in READ_AS}
    faults = {field: why for field, (value, why) in read.items() if why and value is None}
    return faults | {field: _OWN for field, (value, _) in read.items() if value in own}


def all_warnings(contacts: Iterable[ContactIn], pointer: str) -> list[Warned]:
    """The warnings about each of them, in their order."""
    return [warned for i, contact in enumerate(contacts) for warned in warnings(contact, f"{pointer}/{i}")]


def warnings(contact: ContactIn, pointer: str) -> list[Warned]:
    """What of this contact cannot be used, so that the sender may mend it; the rest is kept."""
    found = ((field, _read(contact, field)[1]) for field in READ_AS)
    return [Warned(pointer=f"{pointer}/{field}", detail=detail) for field, detail in found if detail]


def reach_warnings(contacts: Iterable[ContactIn], pointer: str, reach: AgencyReach) -> list[Warned]:
    """Which numbers and addresses are the agency's own, and which numbers it does not text."""
    found = (
        (f"{pointer}/{i}/{field}", _beyond(field, usable(contact, field), reach))
        for i, contact in enumerate(contacts)
        for field in ("phone", "email")
    )
    return [Warned(pointer=at, detail=detail) for at, detail in found if detail]


def _beyond(field: str, value: str | None, reach: AgencyReach) -> str | None:
    if value is None:
        return None
    if value in reach.own:
        return _OWN
    if field != "phone" or has_extension(value) or reach.countries is None:
        return None
    return None if country_of(value) in reach.countries else _ELSEWHERE


def _read(contact: ContactIn, field: str) -> tuple[str | None, str | None]:
    """What is stored of a field, and what the sender is warned of."""
    if field not in contact.as_read:
        text: str | None = getattr(contact, field)
        contact.as_read[field] = (None, None) if text is None else _read_anew(contact, field, text)
    return contact.as_read[field]


def _read_anew(contact: ContactIn, field: str, text: str) -> tuple[str | None, str | None]:
    try:
        value = READ_AS[field](text)
    except UnusableAddress as error:
        return None, f"{error.detail} and was not kept"
    if value is None:
        return None, _UNREADABLE
    for_staff = field == "phone" and has_extension(value) and contact.ref != DETECTIVE_REF
    return value, _FOR_STAFF if for_staff else None
