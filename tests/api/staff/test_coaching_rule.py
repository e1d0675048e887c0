"""A rule of coaching is tried first: how many it would point at, on its page and on the trial of a policy."""

from __future__ import annotations

import re

import pytest
from fastapi import FastAPI

from api.dependencies import ApiDependencies
from db.queries.policy_versions import text_hash
from db.tables import PolicyTrial
from domain.staff.roles import Role
from tests.api.conftest import NOW
from tests.api.staff.coaching_pages import opened
from tests.api.staff.conftest import NewMember
from tests.coaching_fixtures import OPEN
from tests.db.everything import everything_kept
from tests.intake.fakes import POLICY
from tests.portal_fixtures import ON_SQLITE, ORI
from tests.staff_fixtures import STAFF_HOME, csrf_in, staff_browser

pytestmark = ON_SQLITE

HOME = f"{STAFF_HOME}/coaching"


@pytest.fixture
def deps(deps_with_analytics: ApiDependencies) -> ApiDependencies:
    """What the application stands on."""
    return deps_with_analytics


async def test_a_rule_that_is_tried_says_how_many_it_would_point_at(
    app: FastAPI, member: NewMember, deps: ApiDependencies
) -> None:
    account = await member(Role.ADMINISTRATOR)
    await opened(deps)
    before = await everything_kept(deps.database)
    async with staff_browser(app, account) as browser:
        page = (await browser.get(f"{HOME}/rule")).text
        rule = {
            "csrf": csrf_in(page),
            "least_answers": "10",
            "least_calls": "5",
            "false_discoveries_percent": "1",
            "least_difference_percent": "50",
        }
        tried = (await browser.post(f"{HOME}/rule", data=rule)).text
        wrong = await browser.post(f"{HOME}/rule", data=rule | {"least_answers": "9"})

    assert wrong.status_code == 422
    assert _numbers(page, "Officers: pointed at, rated better than peers") == [1]
    assert _numbers(tried, "Officers: pointed at, rated better than peers") == [1, 0]
    assert _numbers(tried, "Officers: pointed at, rated less well than peers") == [1, 0]
    assert _numbers(tried, "Officers: with enough answers") == [40, 40]
    after = await everything_kept(deps.database)
    changed = {where.split(".")[0] for where in before | after if before.get(where) != after.get(where)}
    assert changed - {"staff_sessions", "staff_accounts"} == {"audit_records"}


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        (OPEN, OPEN + "least_difference_percent = 50\n", [1, 0]),
        (OPEN, "", "This policy closes coaching"),
        ("", OPEN, "This policy opens coaching"),
        (OPEN, OPEN, None),
    ],
)
async def test_the_trial_of_a_policy_shows_what_its_rule_would_point_at(
    app: FastAPI, member: NewMember, deps: ApiDependencies, before: str, after: str, says: list[int] | str | None
) -> None:
    account = await member(Role.ADMINISTRATOR)
    await opened(deps, before)
    text = POLICY + after
    base, wanted = text_hash(POLICY + before), text_hash(text)
    trial = PolicyTrial(ori=ORI, text=text, text_hash=wanted, base_hash=base, asked_by=account.id, asked_at=NOW)
    trial_id = trial.id
    async with deps.database.transaction() as session:
        session.add(trial)
    async with staff_browser(app, account) as browser:
        page = (await browser.get(f"{STAFF_HOME}/policy/trials/{trial_id}")).text
    if isinstance(says, list):
        assert _numbers(page, "Officers: pointed at, rated better than peers") == says
    elif says:
        assert says in page
    else:
        assert "Coaching, on the last 12 months" not in page


def _numbers(page: str, row: str) -> list[int]:
    found = re.search(rf"{re.escape(row)}</th>(.*?)</tr>", page)
    assert found, row
    return [int(each) for each in re.findall(r"<td[^>]*>(\d+)</td>", found[1])]
