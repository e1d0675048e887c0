"""A small OpenID provider on a port of its own, which does as real ones do, or as a forger would.

It is a real one as far as it goes: PKCE, client authentication, codes that are used once, RS256 and other keys.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import secrets
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any
from urllib.parse import urlencode

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response
from joserfc import jwt
from joserfc.jwk import ECKey, Key, RSAKey

from api.server import server
from tests.listening import a_place, address_of
from tests.patience import until

CLIENT_ID = "caseline"
SECRET = "a secret of the test's application"
SUBJECT = "00u1"

PERSON: dict[str, Any] = {
    "sub": SUBJECT,
    "name": "Dana Alvarez",
    "preferred_username": "dana.alvarez@springfield.example",
    "employee_number": "4711",
    "locale": "en-US",
    "amr": ["pwd", "otp", "mfa"],
    "groups": ["detectives"],
}

Sign = Callable[[dict[str, Any], dict[str, Any]], str]
"""Header and claims -> a token."""


@cache
def usual_key() -> RSAKey:
    """What a provider signs with unless its test says otherwise: making one takes as long as a sign-in."""
    return a_key("first")


def a_key(kid: str) -> RSAKey:
    """A key of 2,048 bits."""
    return RSAKey.generate_key(2048, {"kid": kid, "use": "sig", "alg": "RS256"})


@dataclass(kw_only=True)
class OpenIdTestProvider:
    """Change what it says between two requests."""

    clock: Callable[[], datetime]
    issuer: str = ""
    key: Key = field(default_factory=usual_key)
    person: dict[str, Any] = field(default_factory=lambda: dict(PERSON))
    claims: dict[str, Any] = field(default_factory=dict)
    """Claims of the ID token that are otherwise than they should be; None leaves one out."""
    sign: Sign | None = None
    discovery: dict[str, Any] = field(default_factory=dict)
    """The same for the discovery document."""
    answer: dict[str, str | None] = field(default_factory=dict)
    """The same for what the browser brings back."""
    secret: str | None = SECRET
    is_away: bool = False
    pause: float = 0.0
    body: bytes | None = None
    """Answered in place of any JSON."""
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    """Path and parameters of each request."""
    codes: dict[str, dict[str, str]] = field(default_factory=dict)

    def times_asked(self, path: str) -> int:
        """How often."""
        return sum(asked == path for asked, _ in self.asked)

    def id_token(self, request: dict[str, str]) -> str:
        """As the claims and the forger have it."""
        now = int(self.clock().timestamp())
        claims = {
            "iss": self.issuer,
            "aud": CLIENT_ID,
            "iat": now,
            "exp": now + 300,
            "auth_time": now,
            "nonce": request.get("nonce"),
            **self.person,
            **self.claims,
        }
        claims = {name: value for name, value in claims.items() if value is not None}
        header = {"alg": str(self.key.get("alg")), "kid": str(self.key.get("kid"))}
        return self.sign(header, claims) if self.sign else jwt.encode(header, claims, self.key, [header["alg"]])

    def logout_token(self, **changes: Any) -> str:
        """For a back-channel logout."""
        now = int(self.clock().timestamp())
        claims = {
            "iss": self.issuer,
            "aud": CLIENT_ID,
            "iat": now,
            "exp": now + 120,
            "jti": secrets.token_hex(8),
            "sub": self.person["sub"],
            "events": {"http://schemas.openid.net/event/backchannel-logout": {}},
            **changes,
        }
        claims = {name: value for name, value in claims.items() if value is not None}
        return jwt.encode({"alg": "RS256", "kid": str(self.key.get("kid"))}, claims, self.key, ["RS256"])

    def document(self) -> dict[str, Any]:
        """Its discovery document."""
        document = {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            "end_session_endpoint": f"{self.issuer}/end",
            "response_types_supported": ["code"],
            "code_challenge_methods_supported": ["S256"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "token_endpoint_auth_methods_supported": ["client_secret_basic"],
            "authorization_response_iss_parameter_supported": True,
            **self.discovery,
        }
        return {name: value for name, value in document.items() if value is not None}

    def exchange(self, form: dict[str, str], authorization: str) -> Response:
        """The code for a token."""
        begun = self.codes.pop(form.get("code", ""), None)
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        if begun is None or begun["code_challenge"] != challenge or begun["redirect_uri"] != form.get("redirect_uri"):
            return JSONResponse({"error": "invalid_grant"}, 400)
        if self.secret is not None and not self._is_client(form, authorization):
            return JSONResponse({"error": "invalid_client"}, 401)
        token = self.id_token(begun)
        return JSONResponse({"access_token": "unused", "token_type": "Bearer", "id_token": token})

    def _is_client(self, form: dict[str, str], authorization: str) -> bool:
        if form.get("client_secret") == self.secret:
            return True
        pair = urlencode({CLIENT_ID: self.secret}).replace("=", ":").replace("+", "%20")
        return authorization == f"Basic {base64.b64encode(pair.encode()).decode()}"


def _application(provider: OpenIdTestProvider) -> FastAPI:
    app = FastAPI()

    @app.middleware("http")
    async def trouble(request: Request, pass_on: Any) -> Response:
        provider.asked.append((request.url.path, dict(request.query_params)))
        await asyncio.sleep(provider.pause)
        if provider.is_away:
            return Response(status_code=503)
        if provider.body is not None:
            return Response(provider.body, media_type="application/json")
        answer: Response = await pass_on(request)
        return answer

    @app.get("/.well-known/openid-configuration")
    async def discovery() -> dict[str, Any]:
        return provider.document()

    @app.get("/keys")
    async def keys() -> dict[str, Any]:
        return {"keys": [provider.key.as_dict(private=False)]}

    @app.get("/authorize")
    async def authorize(request: Request) -> Response:
        asked = dict(request.query_params)
        code = secrets.token_urlsafe()
        provider.codes[code] = asked
        answer = {"code": code, "state": asked["state"], "iss": provider.issuer, **provider.answer}
        query = urlencode({name: value for name, value in answer.items() if value is not None})
        return RedirectResponse(f"{asked['redirect_uri']}?{query}", 302)

    @app.post("/token")
    async def token(request: Request) -> Response:
        form = {name: str(value) for name, value in (await request.form()).items()}
        return provider.exchange(form, request.headers.get("authorization", ""))

    @app.post("/end")
    async def end(request: Request) -> Response:
        form = {name: str(value) for name, value in (await request.form()).items()}
        provider.asked.append(("/end form", form))
        return RedirectResponse(form["post_logout_redirect_uri"], 303)

    return app


@asynccontextmanager
async def openid_provider(clock: Callable[[], datetime], **values: Any) -> AsyncIterator[OpenIdTestProvider]:
    """Serve one until the block ends."""
    place = a_place()
    provider = OpenIdTestProvider(clock=clock, issuer=address_of(place), **values)
    serving = server(_application(provider), host="127.0.0.1", port=0)
    task = asyncio.create_task(serving._serve(sockets=[place]))
    await until(lambda: serving.started)
    try:
        yield provider
    finally:
        serving.should_exit = True
        await task


def an_ec_key(kid: str) -> ECKey:
    """A key of P-256."""
    return ECKey.generate_key("P-256", {"kid": kid, "use": "sig", "alg": "ES256"})
