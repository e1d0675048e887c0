"""Every answer tells browsers to be careful; over https for good."""

from __future__ import annotations

from dataclasses import replace

import httpx
from fastapi import FastAPI

from api.main import create_app
from api.server import server
from tests.portal_fixtures import ON_SQLITE


@ON_SQLITE
async def test_every_answer_is_careful(anonymous: httpx.AsyncClient) -> None:
    for path in ("/health/live", "/static/page.css", "/s/unknown", "/p/unknown", "/v1/calls/1", "/nothing"):
        headers = (await anonymous.get(path)).headers
        assert headers["strict-transport-security"] == "max-age=31536000"
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["cross-origin-opener-policy"] == "same-origin"
        assert "geolocation=()" in headers["permissions-policy"]


@ON_SQLITE
async def test_without_https_browsers_are_not_told_to_come_by_it(app: FastAPI) -> None:
    plain = create_app(replace(app.state.dependencies, base_url="http://127.0.0.1:8080"))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=plain), base_url="http://caseline.test") as client:
        headers = (await client.get("/health/live")).headers
    assert "strict-transport-security" not in headers


@ON_SQLITE
async def test_only_a_trusted_proxy_says_where_visitors_are(app: FastAPI) -> None:
    assert not server(app, host="127.0.0.1", port=0).config.proxy_headers
    trusting = server(app, host="127.0.0.1", port=0, trusted_proxies="172.16.0.0/12,10.0.0.1").config
    assert (trusting.proxy_headers, trusting.forwarded_allow_ips) == (True, "172.16.0.0/12,10.0.0.1")
