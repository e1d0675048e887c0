"""On a real server: a token that we did not sign, or that says something else, opens nothing."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from engine.door.keys import write_keys
from engine.door.roles import API, AUDIENCE, WORKER
from engine.door.tokens import TokenSigner
from tests.engine.door.visits import ACTIONS, WRITES, let_do, lets, visit
from tests.secure_temporal import SecureServer

PERMISSION = "default:admin"
HOUR = timedelta(hours=1)
PATIENCE = 60


def part(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def unsigned(header: dict[str, Any]) -> str:
    """Header and claims as ours, with a way to sign of their own."""
    now = datetime.now(UTC).timestamp()
    claims = {"sub": "forger", "aud": AUDIENCE, "permissions": [PERMISSION], "exp": int(now) + 3600}
    return f"{part(json.dumps(header).encode())}.{part(json.dumps(claims).encode())}"


def signed(signer: TokenSigner, permission: str = PERMISSION, *, audience: str = AUDIENCE, **when: timedelta) -> str:
    now = datetime.now(UTC) + when.get("later", timedelta())
    return signer.sign("forger", permission, audience=audience, now=now, valid_for=when.get("valid_for", HOUR))


def by_a_stranger_with_our_key_id(server: SecureServer, folder: Path) -> str:
    """Signed by another key that calls itself ours."""
    stranger = TokenSigner.ready(folder / "stranger.json")
    key = json.loads(stranger.file.read_text())
    stranger.file.write_text(json.dumps({**key, "kid": server.door.signer.public["kid"]}))
    return signed(stranger)


def with_the_public_key_as_a_secret(server: SecureServer, folder: Path) -> str:
    """HS256, the secret being what all can read."""
    public = server.door.signer.public
    text = unsigned({"alg": "HS256", "kid": public["kid"]})
    return f"{text}.{part(hmac.new(json.dumps(public).encode(), text.encode(), hashlib.sha256).digest())}"


def changed(server: SecureServer, folder: Path) -> str:
    """A true token of the worker, whose permission was made an operator's."""
    file = server.target(WORKER).api_key_file
    assert file
    header, claims, signature = file.read_text().split(".")
    read = json.loads(base64.urlsafe_b64decode(claims + "=="))
    return f"{header}.{part(json.dumps({**read, 'permissions': [PERMISSION]}).encode())}.{signature}"


FORGED: dict[str, Callable[[SecureServer, Path], str]] = {
    "nonsense": lambda server, folder: "nonsense",
    "no signature": lambda server, folder: f"{unsigned({'alg': 'none', 'kid': server.door.signer.public['kid']})}.",
    "an unknown key": lambda server, folder: signed(TokenSigner.ready(folder / "unknown.json")),
    "no key id": lambda server, folder: f"{unsigned({'alg': 'ES256'})}.{part(b'0' * 64)}",
    "a stranger's key with our id": by_a_stranger_with_our_key_id,
    "our public key as a secret": with_the_public_key_as_a_secret,
    "a permission changed": changed,
    "expired": lambda server, folder: signed(server.door.signer, valid_for=timedelta(seconds=-60)),
    "not yet valid": lambda server, folder: signed(server.door.signer, later=HOUR),
    "for another audience": lambda server, folder: signed(server.door.signer, audience="another-application"),
    "of the provider, for another application": lambda server, folder: signed(server.provider, audience="console"),
    "without a permission": lambda server, folder: signed(server.door.signer, permission=""),
    "a permission that is none": lambda server, folder: signed(server.door.signer, permission="default:owner"),
}


@pytest.mark.parametrize("kind", FORGED)
async def test_a_forged_token_opens_nothing(secure_server: SecureServer, tmp_path: Path, kind: str) -> None:
    token = FORGED[kind](secure_server, tmp_path)
    assert await let_do(await visit(secure_server.target(API), token)) == set()


async def test_what_forgers_start_from_is_let_in(secure_server: SecureServer) -> None:
    """Shows that the tokens above are refused for what is wrong with them."""
    mine = signed(secure_server.door.signer, "default:write")
    assert await let_do(await visit(secure_server.target(API), mine)) == WRITES


async def test_a_key_that_is_taken_away_ends_its_tokens_without_a_restart(
    secure_server: SecureServer, tmp_path: Path
) -> None:
    """As `caseline temporal keys init --new-signing-key` does; here beside the key that others sign with."""
    signer, file = TokenSigner.ready(tmp_path / "another.json"), secure_server.door.server / "keys.json"
    usual = json.loads(file.read_text())["keys"]
    client = await visit(secure_server.target(API), signed(signer, "default:read"))
    for keys, expected in (([*usual, signer.public], True), (usual, False)):
        write_keys(file, keys)
        async with asyncio.timeout(PATIENCE):
            while True:
                if await lets(client, ACTIONS["list calls"]) is expected:
                    break
                await asyncio.sleep(0.2)
