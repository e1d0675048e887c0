"""The API's documentation, made from the OpenAPI document: Swagger UI, which sends requests, and a plain page.

Swagger UI comes from the package fastapi-swagger, which carries its files: a page of FastAPI's own loads them from a
content delivery network. Without JavaScript, `/docs/plain` says the same.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from importlib import resources
from pathlib import Path
from typing import Any

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse, Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from api import examples
from api.access import PUBLIC

router = APIRouter(include_in_schema=False, dependencies=[PUBLIC])

_CLOSED = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
PLAIN_POLICY = _CLOSED
POLICY = f"{_CLOSED}; script-src 'self'; connect-src 'self'; img-src 'self' data:"
"""Of `/docs` alone. `data:`: the arrows and locks in Swagger UI's style sheet are such images; they cannot run code.
Its inline styles need no permission, since its script sets them through the DOM."""

_HERE = Path(__file__).parent
_SWAGGER = resources.files("fastapi_swagger.resources")
_FILES = {
    "swagger-ui.css": (_SWAGGER.joinpath("swagger-ui.css").read_bytes(), "text/css"),
    "swagger-ui-bundle.js": (_SWAGGER.joinpath("swagger-ui-bundle.js").read_bytes(), "text/javascript"),
    "try.css": ((_HERE / "static" / "try.css").read_bytes(), "text/css"),
    "try.js": ((_HERE / "static" / "try.js").read_bytes(), "text/javascript"),
}

_templates = Environment(loader=FileSystemLoader(_HERE / "templates"), autoescape=True, undefined=StrictUndefined)


@router.get("/openapi.json")
async def document(request: Request) -> dict[str, Any]:
    """The OpenAPI document."""
    return _today(request)


@router.get("/docs")
async def try_page(request: Request) -> HTMLResponse:
    """Every call, to be tried with a key."""
    html = _templates.get_template("try.html").render(api=_today(request))
    return HTMLResponse(html, headers={"Content-Security-Policy": POLICY})


@router.get("/docs/plain")
async def plain_page(request: Request) -> HTMLResponse:
    """Every call, without a script."""
    schema = _today(request)
    html = _templates.get_template("docs.html").render(api=schema, operations=_operations(schema), pretty=_pretty)
    return HTMLResponse(html, headers={"Content-Security-Policy": PLAIN_POLICY})


@router.get("/docs/{name}")
async def file(name: str) -> Response:
    """What the page of Swagger UI loads."""
    if name not in _FILES:
        raise HTTPException(404)
    content, media_type = _FILES[name]
    return Response(content, media_type=media_type, headers={"Cache-Control": "public, max-age=3600"})


def _today(request: Request) -> dict[str, Any]:
    document: dict[str, Any] = examples.of_today(request.app.openapi(), now=datetime.now(UTC))
    return document


def _operations(schema: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        {"method": method.upper(), "path": path, **operation}
        for path, methods in schema["paths"].items()
        for method, operation in methods.items()
    ]


def _pretty(value: Any) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False)
