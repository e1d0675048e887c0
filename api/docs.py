"""The API's documentation as one plain page, made from the OpenAPI document.

Not Swagger UI: FastAPI loads that from somebody else's servers, the packages that carry it bring a megabyte of
script, and neither works under a strict Content-Security-Policy. This page needs no script at all.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from api.access import PUBLIC

router = APIRouter(include_in_schema=False, dependencies=[PUBLIC])

POLICY = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

_templates = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"), autoescape=True, undefined=StrictUndefined
)


@router.get("/openapi.json")
async def document(request: Request) -> dict[str, Any]:
    """The OpenAPI document."""
    schema: dict[str, Any] = request.app.openapi()
    return schema


@router.get("/docs")
async def page(request: Request) -> HTMLResponse:
    """The same for people."""
    schema: dict[str, Any] = request.app.openapi()
    html = _templates.get_template("docs.html").render(api=schema, operations=_operations(schema), pretty=_pretty)
    return HTMLResponse(html, headers={"Content-Security-Policy": POLICY})


def _operations(schema: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        {"method": method.upper(), "path": path, **operation}
        for path, methods in schema["paths"].items()
        for method, operation in methods.items()
    ]


def _pretty(value: Any) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False)
