"""A body whose decorative fields never cost a call: what does not fit is left out with a warning, the rest counts."""

from __future__ import annotations

from typing import Any, Self

from pydantic import ModelWrapValidatorHandler, PrivateAttr, model_validator

from domain.event_facts import UNKNOWN_DISPOSITION, UNKNOWN_TYPE
from domain.incident_types import KNOWN
from domain.plain_facts import INSTEAD, fitting
from intake.calls.location import NoPlace, cell_of
from intake.calls.people import Warned
from intake.fields import Model
from policies.mistakes import did_you_mean

_COUNTS_AS = {
    "incident_type": "it counts as a type that may be sensitive",
    "disposition": "the end counts, and nothing is told of how it ended",
}


class Lenient(Model):
    """Facts of a call as sent, without what could not be used (`domain.plain_facts`)."""

    _unfit: dict[str, str] = PrivateAttr(default_factory=dict)

    @model_validator(mode="wrap")
    @classmethod
    def _without_what_does_not_fit(cls, data: Any, handler: ModelWrapValidatorHandler[Self]) -> Self:
        if not isinstance(data, dict):
            return handler(data)
        kept, unfit = fitting(data)
        if "location" in cls.model_fields:
            _snap(kept, unfit)
        model = handler(kept)
        model._unfit = unfit
        return model

    @property
    def left_out(self) -> tuple[str, ...]:
        """The names of facts that were sent and could not be used."""
        return tuple(sorted(self._unfit))

    def fact_warnings(self, pointer: str) -> list[Warned]:
        """What was left out, and a type that is not known; `pointer` is where the body stands in the request."""
        found = [
            Warned(pointer=f"{pointer}/{name}", detail=f"{reason}; {_COUNTS_AS.get(name, 'it was left out')}")
            for name, reason in sorted(self._unfit.items())
        ]
        incident_type: str | None = getattr(self, "incident_type", None)
        if incident_type is not None and incident_type not in INSTEAD.values():
            found += _about_type(incident_type, pointer)
        return found


def _snap(kept: dict[str, Any], unfit: dict[str, str]) -> None:
    """Put the cell in place of the point that was sent, before any other reader, or error, could see it."""
    if kept.get("location") is None:
        return
    sent = kept.pop("location")
    try:
        kept["location"] = cell_of(sent)
    except NoPlace as reason:
        unfit["location"] = str(reason)


def _about_type(incident_type: str, pointer: str) -> list[Warned]:
    code = incident_type.upper()
    if code in KNOWN or code in (UNKNOWN_TYPE, UNKNOWN_DISPOSITION):
        return []
    hint = did_you_mean(code, KNOWN, "a code that `caseline incident-types` lists")
    detail = f"is not a type that Caseline knows: the call counts as perhaps sensitive, and no one is told; {hint}"
    return [Warned(pointer=f"{pointer}/incident_type", detail=detail)]
