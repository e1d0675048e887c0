"""No staff page has a barrier, in any state, on a phone or a desk, in either language."""

from __future__ import annotations

from itertools import cycle, product

import pytest

from locales.catalog_loader import STAFF
from tests.pages.conftest import GuestOf
from tests.pages.look import barriers
from tests.pages.staff_views import STAFF_VIEWS
from tests.thoroughness import THOROUGH

pytestmark = pytest.mark.browser

LOOKS = tuple(
    product(STAFF_VIEWS, STAFF.languages) if THOROUGH else zip(STAFF_VIEWS, cycle(STAFF.languages), strict=False)
)


@pytest.mark.parametrize(("name", "language"), LOOKS)
async def test_no_staff_page_has_a_barrier(guest_of: GuestOf, name: str, language: str) -> None:
    guest = await guest_of(language)
    await STAFF_VIEWS[name].way(guest)
    assert guest.statuses[-1] == STAFF_VIEWS[name].status
    assert guest.strangers == []
    assert guest.alarms == []
    assert await barriers(guest.page, language) == []
