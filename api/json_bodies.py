"""Reads a JSON body into a model, and describes it in OpenAPI with examples that work."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fastapi import Request
from pydantic import BaseModel

from api.problems import WrongMediaType
from intake.refusals import M, read

JSON = "application/json"


async def json_body(request: Request, model: type[M]) -> M:
    """The body as the model. Raises Refused, WrongMediaType, TooLarge."""
    check_media_type(request, JSON)
    return read(model, await request.body())


def check_media_type(request: Request, wanted: str) -> None:
    """Raises WrongMediaType unless the body is of this kind."""
    if media_type(request.headers) != wanted:
        raise WrongMediaType(f"the body must be {wanted}")


def media_type(headers: Mapping[str, str]) -> str:
    """`application/json` of `application/json; charset=utf-8`; empty if the headers do not say."""
    return headers.get("content-type", "").partition(";")[0].strip().lower()


def described(model: type[BaseModel], examples: Mapping[str, Any]) -> dict[str, Any]:
    """`openapi_extra` of a route that takes this model as JSON."""
    schema = {"$ref": f"#/components/schemas/{model.__name__}"}
    named = {name: {"value": value} for name, value in examples.items()}
    return {"requestBody": {"required": True, "content": {JSON: {"schema": schema, "examples": named}}}}
