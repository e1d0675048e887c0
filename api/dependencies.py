"""What the API needs from the process it runs in, handed to `create_app` and found again by each route."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, cast

from fastapi import Depends, Request
from temporalio.client import Client

from db.session import Database
from db.vault import Vault
from intake.relay import Relay
from locales.loader import Catalogs


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiDependencies:
    """`temporal` gives the process's client, connecting if need be. `base_url` is without a slash at its end."""

    database: Database
    vault: Vault
    relay: Relay
    temporal: Callable[[], Awaitable[Client]]
    clock: Callable[[], datetime]
    catalogs: Catalogs
    base_url: str


def _of_app(request: Request) -> ApiDependencies:
    return cast("ApiDependencies", request.app.state.dependencies)


Deps = Annotated[ApiDependencies, Depends(_of_app)]
