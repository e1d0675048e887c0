"""Asks an OpenID provider over HTTP: encrypted, without following it elsewhere, and never for long or for much."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from ssl import SSLContext
from typing import Any

import httpx

from domain.staff.provider_addresses import is_asked

LONGEST = 8.0
"""Seconds for one answer, from connecting to its last byte: a person waits."""
LARGEST = 512 * 1024
"""Bytes of one answer; the largest key sets in use have a tenth."""


class ProviderAway(Exception):
    """The provider cannot be reached, is too slow, or answered what is no JSON object. `what` says which, no more."""

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what


@dataclass(frozen=True, slots=True)
class JsonAnswer:
    """What a provider answered, well or not."""

    status: int
    body: Mapping[str, Any]


class ProviderHttp:
    """Asks addresses that a provider of this issuer may name, and no others."""

    def __init__(self, *, longest: float = LONGEST) -> None:
        self._longest = longest

    async def get(self, address: str, *, issuer: str) -> Mapping[str, Any]:
        """A JSON object. Raises ProviderAway."""
        answer = await self._ask("GET", address, issuer=issuer)
        if answer.status != httpx.codes.OK:
            raise ProviderAway(f"status {answer.status}")
        return answer.body

    async def post(self, address: str, form: str, headers: Mapping[str, str], *, issuer: str) -> JsonAnswer:
        """What it answers to a form that is URL-encoded already, a refusal too. Raises ProviderAway."""
        return await self._ask("POST", address, issuer=issuer, content=form, headers=headers)

    async def _ask(self, method: str, address: str, *, issuer: str, **sent: Any) -> JsonAnswer:
        if not is_asked(address, issuer=issuer):
            raise ProviderAway("an address that is not asked")
        try:
            async with (
                asyncio.timeout(self._longest),
                httpx.AsyncClient(verify=_trusted(), follow_redirects=False, timeout=self._longest) as client,
                client.stream(method, address, **sent) as answer,
            ):
                text = await _read(answer)
        except TimeoutError:
            raise ProviderAway("too slow") from None
        except (httpx.HTTPError, httpx.InvalidURL, UnicodeError) as error:
            # Its words may quote the request; the chain is cut for that reason too.
            raise ProviderAway(type(error).__name__) from None
        return JsonAnswer(answer.status_code, _object_in(text))


@cache
def _trusted() -> SSLContext:
    """Made once: to read the system's certificates takes a hundredth of a second."""
    return httpx.create_ssl_context()


async def _read(answer: httpx.Response) -> bytes:
    read = bytearray()
    async for part in answer.aiter_bytes():
        read += part
        if len(read) > LARGEST:
            raise ProviderAway("too large")
    return bytes(read)


def _object_in(text: bytes) -> Mapping[str, Any]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        raise ProviderAway("no JSON") from None
    if not isinstance(found, dict):
        raise ProviderAway("no JSON object")
    return found
