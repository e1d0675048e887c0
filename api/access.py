"""Checks bearer keys and their scopes, which each route declares as a typed dependency."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from sqlalchemy.ext.asyncio import AsyncSession

from api.dependencies import ApiDependencies, Deps
from api.key_use import is_within
from api.problems import NotAllowed, NotAuthenticated, TooMany
from db.connection.turns import TurnOf
from domain.actors import Actor, ActorKind
from intake.calls.accept import Intake

REALM = 'Bearer realm="caseline"'

_bearer = HTTPBearer(auto_error=False, description="A key of the agency: `caseline api-key create`.")


class Scope(StrEnum):
    """What a key may do. `replay`: send events whose times lie in the future of our clock."""

    CALLS_WRITE = "calls:write"
    CALLS_READ = "calls:read"
    CASE_WRITE = "case:write"
    USAGE_READ = "usage:read"
    SURVEYS_READ = "surveys:read"
    REPLAY = "replay"


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiClient:
    """The agency's system whose key came with a request; it sees its own agency's calls only."""

    ori: str
    key_id: str
    scopes: frozenset[str]

    @property
    def turn(self) -> TurnOf:
        """Whose turn it is to write."""
        return TurnOf(agency=self.ori, key=self.key_id)

    def intake(self, deps: ApiDependencies, session: AsyncSession) -> Intake:
        """What takes in its events within one transaction."""
        return Intake(
            session,
            deps.vault,
            ori=self.ori,
            by=self.actor,
            now=deps.clock(),
            replay=self.may_replay,
            senders=deps.senders,
            in_hand=deps.relay.in_hand,
        )

    @property
    def actor(self) -> Actor:
        """As timelines and the audit log name it."""
        return Actor(ActorKind.KEY, self.key_id)

    @property
    def may_replay(self) -> bool:
        """True if its events may lie in the future."""
        return Scope.REPLAY in self.scopes


@dataclass(frozen=True, slots=True)
class Requires:
    """Lets a request through if its key has the scope. Raises NotAuthenticated, NotAllowed, TooMany."""

    scope: Scope

    async def __call__(
        self, request: Request, deps: Deps, bearer: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]
    ) -> ApiClient:
        """The client."""
        if bearer is None:
            raise NotAuthenticated("a bearer key is needed", headers={"WWW-Authenticate": REALM})
        key = await deps.known_keys.find(deps.database, bearer.credentials, now=deps.clock())
        if key is None or (key.expires_at is not None and key.expires_at <= deps.clock()):
            refusal = f'{REALM}, error="invalid_token"'
            raise NotAuthenticated("the key is unknown, revoked or expired", headers={"WWW-Authenticate": refusal})
        client = ApiClient(ori=key.ori, key_id=key.id, scopes=frozenset(key.scopes.split()))
        request.state.client = client
        if not is_within(request.client.host if request.client else None, key.networks):
            raise NotAllowed("the key may not be used from this address")
        wait = deps.key_use.admit(key, now=deps.clock())
        if wait is not None:
            detail = f"the key may send {key.per_minute} requests and events a minute"
            raise TooMany(detail, headers={"Retry-After": str(wait)})
        if self.scope not in client.scopes:
            refusal = f'{REALM}, error="insufficient_scope", scope="{self.scope}"'
            raise NotAllowed(f"the key lacks the scope {self.scope}", headers={"WWW-Authenticate": refusal})
        return client


async def public() -> None:
    """Marks a route that needs no key; every route has this or `Requires`, and a test checks it."""


PUBLIC = Depends(public)

CallWriter = Annotated[ApiClient, Depends(Requires(Scope.CALLS_WRITE))]
CallReader = Annotated[ApiClient, Depends(Requires(Scope.CALLS_READ))]
CaseWriter = Annotated[ApiClient, Depends(Requires(Scope.CASE_WRITE))]
UsageReader = Annotated[ApiClient, Depends(Requires(Scope.USAGE_READ))]
SurveyReader = Annotated[ApiClient, Depends(Requires(Scope.SURVEYS_READ))]
