"""Numbers that the agency does not text are warned of where they come in (case E3)."""

from __future__ import annotations

import pytest

from db.connection.session import Database
from db.encryption.vault import Vault
from db.queries import agencies
from intake.calls.accept import Intake
from tests.database import CAD, NOW, a_call
from tests.intake.calls.test_accept import CALL, ORI, an_event, person
from tests.intake.fakes import POLICY

ELSEWHERE = "is a number of a country that your agency's policy does not text (limits.countries)"


@pytest.fixture(autouse=True)
async def agency(database: Database) -> None:
    await a_call(database, CALL, ori=ORI)


@pytest.mark.parametrize(
    ("phone", "detail", "country"),
    [
        ("+1 206 555 0123", None, "US"),
        ("+1 876 512 3456", ELSEWHERE, "JM"),
        ("+53 5 1234567", ELSEWHERE, "CU"),
        ("+1 900 234 5678", "is a premium-rate, satellite or other special number and was not kept", ""),
        ("+88 16 1234 5678", "is a premium-rate, satellite or other special number and was not kept", ""),
    ],
)
async def test_e3_a_number_of_another_country_is_kept_and_warned_of(
    database: Database, vault: Vault, phone: str, detail: str | None, country: str
) -> None:
    event = an_event(contacts=[{"phone": phone}])
    async with database.transaction() as session:
        agency = await agencies.get(session, ORI)
        assert agency is not None
        agency.policy = POLICY
        await session.flush()
        intake = Intake(session, vault, ori=ORI, by=CAD, now=NOW)
        await intake.accept([event])
        warned = await intake.warnings([event])
    assert [each.detail for each in warned] == ([detail] if detail else [])
    kept = await person(database, "caller")
    assert (kept.phone_country, kept.phone_hash is not None) == (country, bool(country))
