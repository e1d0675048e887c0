"""A visit from the first page to the last, before a database of each kind."""

from __future__ import annotations

import httpx

from domain.call_state import CaseStatus
from domain.messages import MessageKey
from tests.api.portal.casework import DETECTIVE, Casework, page_of
from tests.portal_fixtures import HOME, csrf_in


async def test_a_victim_reads_says_that_they_saw_it_writes_and_asks_to_be_forgotten(
    victim: httpx.AsyncClient, work: Casework
) -> None:
    await work.person("detective", DETECTIVE)
    await work.turn(CaseStatus.ASSIGNED, CaseStatus.ARREST)
    notice = await work.message(MessageKey.ARREST_MADE, "Someone was arrested")
    page = await page_of(victim, work)
    assert page.status_code == 200
    case, csrf = str(page.url), csrf_in(page)
    for _ in range(2):
        seen = await victim.post(f"{case}/seen", data={"csrf": csrf, "message": notice.id})
        assert seen.status_code == 303
        letter = {"csrf": csrf, "nonce": "n", "words": "He is back, help me"}
        written = await victim.post(f"{case}/write", follow_redirects=True, data=letter)
        assert "call 911 now" in written.text
        asked = await victim.post(f"{HOME}/data/delete", data={"csrf": csrf})
        assert asked.status_code == 303
    assert len(await work.lines("seen")) == len(await work.letters()) == len(await work.inbox()) == 1
    assert {task.kind: task.times for task in await work.tasks()} == {"emergency_reply": 1, "deletion_request": 1}
    held = (await victim.get(f"{HOME}/data/download")).json()
    assert [letter["text"] for letter in held["you_wrote"]] == ["He is back, help me"]
    assert held["messages"][0]["you_saw_it_at"]
    assert "You have asked us to delete your data." in (await victim.get(f"{HOME}/data")).text
