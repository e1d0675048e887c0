"""The OpenAPI document: FastAPI's, with the bodies that we read ourselves described in it."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from domain.plain_facts import DECORATIVE, INSTEAD, kind_of
from intake.calls import location
from intake.calls.events import EventData, EventIn
from intake.calls.snapshots import Snapshot
from intake.staff.case_status import CaseStatusIn
from intake.staff.detective_messages import DetectiveMessageIn

LENIENT: tuple[type[BaseModel], ...] = (Snapshot, EventData, CaseStatusIn)
"""Bodies whose decorative fields are left out where they do not fit."""

LOCATION = "location"

BODIES: tuple[type[BaseModel], ...] = (Snapshot, EventIn, CaseStatusIn, DetectiveMessageIn)

_PROBLEM: dict[str, Any] = {
    "type": "object",
    "description": "Problem details (RFC 9457).",
    "required": ["type", "title", "status"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "pointer": {"type": "string", "description": "JSON pointer to the field, in the body"},
                    "parameter": {"type": "string", "description": "The part of the address"},
                    "index": {"type": "integer", "description": "The place in a batch"},
                    "detail": {"type": "string"},
                },
            },
        },
    },
}


class Application(FastAPI):
    """FastAPI, with a complete OpenAPI document."""

    def openapi(self) -> dict[str, Any]:
        """The document, made once."""
        if self.openapi_schema is None:
            _complete(super().openapi())
        return super().openapi()


def _complete(document: dict[str, Any]) -> None:
    _, bodies = models_json_schema(
        [(body, "validation") for body in BODIES], ref_template="#/components/schemas/{model}"
    )
    schemas = document.setdefault("components", {}).setdefault("schemas", {})
    schemas |= bodies["$defs"] | {"Problem": _PROBLEM}
    schemas["CloudEvent"] = _cloud_event(schemas.pop("EventIn"))
    for body in LENIENT:
        _take_anything(schemas[body.__name__]["properties"])
    for name in ("HTTPValidationError", "ValidationError"):  # FastAPI describes its own 422, which we never answer
        schemas.pop(name, None)
    _fill_in_parameters(document)


def _take_anything(properties: dict[str, Any]) -> None:
    """What a decorative field must be stands in words: a value that does not fit is left out, and refuses nothing."""
    for name in properties.keys() & (DECORATIVE | INSTEAD.keys() | {LOCATION}):
        told = properties[name]
        words = location.WORDS if name == LOCATION else kind_of(name).words
        bounds = f"Must be {words}; else it is left out, with a warning."
        properties[name] = {
            "title": told.get("title", name),
            "description": f"{told.get('description', '')} {bounds}".strip(),
            **({"examples": found} if (found := _examples_in(told)) else {}),
        }


def _examples_in(told: dict[str, Any]) -> list[Any]:
    return next((each["examples"] for each in (told, *told.get("anyOf", ())) if each.get("examples")), [])


def _cloud_event(event: dict[str, Any]) -> dict[str, Any]:
    """The event in its envelope; other attributes of lower-case letters and digits are extensions."""
    envelope = {
        "specversion": {"const": "1.0", "type": "string"},
        "datacontenttype": {"const": "application/json", "type": "string"},
        "dataschema": {"type": "string", "minLength": 1},
    }
    return event | {
        "title": "CloudEvent",
        "properties": event["properties"] | envelope,
        "required": [*event["required"], "specversion"],
        "additionalProperties": {"type": ["string", "boolean", "integer"]},
        "propertyNames": {"pattern": "^[a-z0-9]+$"},
        "allOf": [
            _only_if("type", "call.merged", needs="merged_into"),
            _only_if("type", "case.assigned", allows="detective"),
        ],
    }


def _only_if(field: str, value: str, *, needs: str = "", allows: str = "") -> dict[str, Any]:
    """As JSON Schema: with this value of `field` the data need something; without it they must not hold something."""
    condition = {"if": {"properties": {field: {"const": value}}}}
    if needs:
        return condition | {
            "then": {
                "properties": {
                    "data": {"type": "object", "required": [needs], "properties": {needs: {"not": {"type": "null"}}}}
                },
                "required": ["data"],
            }
        }
    return condition | {"else": {"properties": {"data": {"properties": {allows: {"type": "null"}}}}}}


def _fill_in_parameters(document: dict[str, Any]) -> None:
    """Swagger UI fills in the example of a parameter, not those of its schema."""
    for operations in document["paths"].values():
        for operation in operations.values():
            for parameter in operation.get("parameters", ()):
                for example in parameter["schema"].get("examples", [])[:1]:
                    parameter["example"] = example
