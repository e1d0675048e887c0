"""The application with the API's own stand-ins, and its staff."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import pytest
from fastapi import Depends, FastAPI, Response
from sqlalchemy import event

from api.dependencies import ApiDependencies
from api.pages.staff.routing import staff_router
from api.pages.staff.signed_in import Needs, SignedInStaff, StaffForm
from db.tables import StaffAccount
from domain.staff.roles import Right, Role
from tests.staff_fixtures import a_member

NewMember = Callable[..., Awaitable[StaffAccount]]


@pytest.fixture
def deps(app: FastAPI) -> ApiDependencies:
    """What the application stands on."""
    found: ApiDependencies = app.state.dependencies
    return found


@pytest.fixture
def deps_with_analytics(app: FastAPI, tmp_path: Path) -> ApiDependencies:
    """The same, with a folder for analytics."""
    app.state.dependencies = replace(app.state.dependencies, analytics_folder=tmp_path / "analytics")
    found: ApiDependencies = app.state.dependencies
    return found


@pytest.fixture
def statements(deps: ApiDependencies) -> Iterator[list[str]]:
    """Every statement of the application, as it is executed."""
    asked: list[str] = []

    def note(*args: Any) -> None:
        asked.append(args[2])

    engine = deps.database._engine.sync_engine
    event.listen(engine, "before_cursor_execute", note)
    yield asked
    event.remove(engine, "before_cursor_execute", note)


@pytest.fixture
def member(deps: ApiDependencies) -> NewMember:
    """Makes a member of staff with these roles."""

    async def make(*roles: Role, **values: object) -> StaffAccount:
        return await a_member(deps.database, deps.vault, *roles, **values)  # type: ignore[arg-type]

    return make


@pytest.fixture
def written(app: FastAPI) -> list[str]:
    """What arrived at a page that takes a form, as those of cases do."""
    arrived: list[str] = []
    router = staff_router()

    @router.post("/{ori}/write-a-note")
    async def write(here: Annotated[SignedInStaff, Depends(Needs(Right.SEE_OWN_CASES))], form: StaffForm) -> Response:
        del here
        arrived.append(str(form["words"]))
        return Response("written")

    app.include_router(router)
    return arrived
