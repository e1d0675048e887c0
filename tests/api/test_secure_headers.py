"""Every answer tells browsers to be careful; over https for good."""

from __future__ import annotations

from dataclasses import replace

import httpx
import pytest
from fastapi import FastAPI

from api.main import create_app
from api.server import BadProxies, server
from tests.own_logs import own_logs
from tests.portal_fixtures import ON_SQLITE, a_browser


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


@ON_SQLITE
@pytest.mark.parametrize("proxies", ["*", "0.0.0.0/0", "::/0", "10.0.0.1,*", "proxy.example"])
async def test_e10_proxies_are_named_and_never_everyone(app: FastAPI, proxies: str) -> None:
    with pytest.raises(BadProxies):
        server(app, host="127.0.0.1", port=0, trusted_proxies=proxies)
    for named in ("", "10.0.0.1, 2001:db8::/64"):
        server(app, host="127.0.0.1", port=0, trusted_proxies=named)


@ON_SQLITE
async def test_a_proxy_that_is_not_trusted_is_named_once(app: FastAPI) -> None:
    named = {"X-Forwarded-For": "203.0.113.9"}
    with own_logs() as logs:
        async with a_browser(app, at="172.30.75.1") as by_proxy:
            for _ in range(3):
                await by_proxy.get("/health/live", headers=named)
                await by_proxy.get("/health/live")
    warned = [line for line in logs if line["event"] == "proxy.not_trusted"]
    assert [line["source"] for line in warned] == ["172.30.75.1"]


@ON_SQLITE
async def test_no_warning_comes_of_a_proxy_that_is_trusted(app: FastAPI) -> None:
    with own_logs() as logs:
        async with a_browser(app, at="203.0.113.9") as visitor:  # as uvicorn puts it once it believed the proxy
            await visitor.get("/health/live", headers={"X-Forwarded-For": "198.51.100.1, 203.0.113.9"})
    assert "proxy.not_trusted" not in repr(logs)
