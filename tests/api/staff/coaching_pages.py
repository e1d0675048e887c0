"""Coaching that is open, with a year of invented answers, for tests of its pages."""

from __future__ import annotations

from api.dependencies import ApiDependencies
from tests.coaching_fixtures import OPEN, open_coaching, with_pictures
from tests.portal_fixtures import ORI


async def opened(deps: ApiDependencies, text: str = OPEN) -> None:
    """By a policy with this text, which closes it if it is empty."""
    await open_coaching(deps.database, ORI, text)
    assert deps.analytics_folder
    with_pictures(deps.analytics_folder, ORI, deps.clock())
