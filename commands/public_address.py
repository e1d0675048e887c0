"""Checks that the public address, which messages and providers use, can be reached from outside."""

from __future__ import annotations

from urllib.parse import urlsplit

import httpx

from messaging.providers.account_findings import Finding, good, note, wrong

HERE = ("localhost", "127.0.0.1", "::1")


async def findings(base_url: str, *, timeout_seconds: float) -> list[Finding]:
    """What is right and wrong with it, as far as it shows from this machine."""
    parts = urlsplit(base_url)
    if parts.hostname in HERE:
        found = note(f"{base_url} leads to this machine only: set CASELINE_PUBLIC_URL before you write to real people.")
    elif parts.scheme != "https":
        found = wrong("CASELINE_PUBLIC_URL must begin with https://, or links in messages and replies travel in clear.")
    else:
        found = good(f"{base_url} is an https address.")
    return [found, await _answers(base_url, timeout_seconds)]


async def _answers(base_url: str, timeout_seconds: float) -> Finding:
    try:
        async with httpx.AsyncClient(timeout=timeout_seconds) as client:
            answer = await client.get(f"{base_url}/health/live")
    except httpx.HTTPError:
        return wrong(f"{base_url} does not answer from here: is the API running, and does the name lead to it?")
    if answer.is_success:
        return good(f"{base_url} answers.")
    return wrong(f"{base_url} answers with HTTP {answer.status_code}: something else seems to be there.")
