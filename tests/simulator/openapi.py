"""The vendors' own OpenAPI documents, made ready for a JSON Schema validator."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from jsonschema import Draft202012Validator

from tests.shared_material import shared


@cache
def document(name: str) -> dict[str, Any]:
    """One document; the test is skipped when it is not at hand."""
    loaded: dict[str, Any] = _nullable_as_type(json.loads(shared(f"providers/{name}").read_text(encoding="utf-8")))
    return loaded


def validate(instance: object, schema: dict[str, Any], name: str) -> None:
    """Raise jsonschema.ValidationError unless the instance fits this schema of that document."""
    whole = {**schema, "components": document(name)["components"]}
    Draft202012Validator(whole).validate(instance)


def _nullable_as_type(node: Any) -> Any:
    """OpenAPI 3.0 says `nullable: true` where JSON Schema lists the type null."""
    if isinstance(node, list):
        return [_nullable_as_type(item) for item in node]
    if not isinstance(node, dict):
        return node
    found = {key: _nullable_as_type(value) for key, value in node.items()}
    if found.get("nullable") is True and isinstance(found.get("type"), str):
        found["type"] = [found["type"], "null"]
        if isinstance(found.get("enum"), list):
            found["enum"] = [*found["enum"], None]
    return found
