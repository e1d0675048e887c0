"""The identity provider's keys are copied as they are, without anything private, and stay while it is away."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from joserfc.jwk import ECKey, OctKey, RSAKey

from engine.door.keys import write_keys
from engine.door.provider_keys import ProviderKeysUnusable, copy_keys

PROVIDER = "https://id.example.org/tenant/"
EC = dict(ECKey.generate_key("P-256", {"use": "sig"}, auto_kid=True).as_dict(private=True))
RSA = dict(RSAKey.generate_key(2048, {"alg": "RS256"}, auto_kid=True).as_dict(private=False))
SECRET = dict(OctKey.generate_key(256, {"kid": "secret"}).as_dict(private=True))

Answer = Callable[[httpx.Request], httpx.Response]


def answering(keys: Any, described: Any = None) -> Answer:
    """A provider with these keys."""
    described = {"jwks_uri": "https://id.example.org/keys"} if described is None else described

    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path == "/tenant/.well-known/openid-configuration":
            return httpx.Response(200, json=described)
        assert str(request.url) == "https://id.example.org/keys"
        return httpx.Response(200, json=keys)

    return answer


def away(request: httpx.Request) -> httpx.Response:
    raise httpx.ConnectError("no route", request=request)


async def copied(answer: Answer, file: Path) -> int:
    async with httpx.AsyncClient(transport=httpx.MockTransport(answer)) as http:
        return await copy_keys(PROVIDER, file, http)


async def test_its_keys_are_copied_without_what_is_private_or_of_no_use(tmp_path: Path) -> None:
    others = [{**EC, "use": "enc"}, {**RSA, "kid": ""}, SECRET, {"kty": "EC", "kid": "half"}, "no key", None]
    assert await copied(answering({"keys": [EC, *others, RSA]}), tmp_path / "keys.json") == 2
    found = json.loads((tmp_path / "keys.json").read_text())["keys"]
    assert [each["kid"] for each in found] == [EC["kid"], RSA["kid"]]
    assert not any("d" in each for each in found)
    assert found[1]["n"] == RSA["n"]


UNUSABLE: dict[str, tuple[Answer, str]] = {
    "away": (away, "ConnectError"),
    "an error": (lambda request: httpx.Response(503), "HTTPStatusError"),
    "no JSON": (lambda request: httpx.Response(200, text="<html>"), "did not answer as a provider"),
    "a list": (lambda request: httpx.Response(200, json=[]), "did not answer as a provider"),
    "no address of keys": (answering({}, {}), "names no jwks_uri"),
    "no keys": (answering({"keys": []}), "has no RSA or EC key"),
    "keys that are none": (answering({"keys": {}}), "has no RSA or EC key"),
}


@pytest.mark.parametrize("kind", UNUSABLE)
async def test_the_keys_of_before_stay_when_it_cannot_be_asked(tmp_path: Path, kind: str) -> None:
    file = tmp_path / "keys.json"
    write_keys(file, [RSA])
    before = file.read_bytes()
    answer, sentence = UNUSABLE[kind]
    with pytest.raises(ProviderKeysUnusable, match=sentence):
        await copied(answer, file)
    assert file.read_bytes() == before
