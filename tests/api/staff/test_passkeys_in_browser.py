"""A passkey is made and used in a real browser; whatever is not its owner's answer to our question is refused."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode

import pytest
from playwright.async_api import Browser, Route, expect

from domain.audit.acts import ActKind
from domain.staff.sign_in import CHALLENGED
from staff.accounts import welcome_path
from tests.api.staff.passkey_browser import (
    SIGN_IN,
    Device,
    a_device,
    an_officer,
    audited,
    invitation,
    passkeys_of,
)
from tests.pages.stage import Stage, staged
from tests.portal_fixtures import ORI

pytestmark = pytest.mark.browser
HOME = f"/staff/{ORI}"


@pytest.fixture
async def here(tmp_path: Path) -> AsyncIterator[Stage]:
    """The application at a name, for which browsers have passkeys."""
    async with staged(tmp_path, host="localhost") as made:
        yield made


@pytest.fixture
async def device(chromium: Browser, here: Stage) -> AsyncIterator[Device]:
    """A browser with an empty authenticator."""
    async with a_device(chromium, here) as made:
        yield made


async def reason_of_refusal(device: Device) -> str:
    """Of the newest, which the page does not say."""
    await expect(device.page.locator("[role=alert] h2")).to_have_text("You were not let in")
    newest = (await audited(device.stage))[0]
    assert newest.kind == ActKind.SIGN_IN_REFUSED
    return newest.reason


async def test_a_passkey_is_made_and_signs_in_without_a_badge(device: Device) -> None:
    account = await an_officer(device.stage, "D-114")
    await device.register(account)
    assert await device.is_in()
    [kept] = await passkeys_of(device.stage, account)
    [held] = await device.credentials()
    assert (held["isResidentCredential"], held["rpId"]) == (True, "localhost")
    await device.sign_out()
    await device.goto(f"{SIGN_IN}?next={HOME}/tasks")
    await device.press_passkey()
    assert device.page.url.endswith("/tasks")
    [used] = await passkeys_of(device.stage, account)
    assert used.sign_count > kept.sign_count
    signed_in = (await audited(device.stage))[0]
    assert (signed_in.kind, signed_in.by, signed_in.detail) == (
        ActKind.SIGNED_IN,
        "staff:D-114",
        {"method": "passkey"},
    )


async def test_an_invitation_is_used_up_by_the_passkey(device: Device) -> None:
    account = await an_officer(device.stage, "D-114")
    token = await invitation(device.stage, account)
    await device.goto(welcome_path(ORI, token))
    await device.press_passkey()
    await device.goto(welcome_path(ORI, token))
    await expect(device.page.locator("h1")).to_have_text("This invitation does not work any more")


async def test_without_finger_face_or_pin_no_passkey_is_made_and_none_signs_in(device: Device) -> None:
    account = await an_officer(device.stage, "D-114")
    await device.plug_in(verifies=False)
    await device.goto(welcome_path(ORI, await invitation(device.stage, account)))
    await device.page.locator("form[data-passkey] button").click()
    await expect(device.page.locator("[data-failed]")).to_be_visible()
    assert await passkeys_of(device.stage, account) == []
    await device.verify_owner(True)
    await device.press_passkey()
    await device.verify_owner(False)
    await device.sign_out()
    await device.goto(SIGN_IN)
    await device.page.locator("form[data-passkey] button").click()
    await expect(device.page.locator("[data-failed]")).to_be_visible()


async def test_an_answer_without_the_owner_verified_is_refused_by_us_too(device: Device) -> None:
    """A browser that was told to ask for less: what counts is what the authenticator signed."""
    account = await an_officer(device.stage, "D-114")
    await device.register(account)
    await device.sign_out()

    async def ask_for_less(route: Route) -> None:
        answer = await route.fetch()
        options: dict[str, Any] = await answer.json()
        options["userVerification"] = "discouraged"
        await route.fulfill(response=answer, json=options)

    await device.page.route("**/passkey/challenge", ask_for_less)
    await device.verify_owner(False)
    await device.goto(SIGN_IN)
    await device.press_passkey()
    assert await reason_of_refusal(device) == "wrong_passkey"


async def test_an_answer_that_is_sent_again_is_refused(device: Device) -> None:
    await device.register(await an_officer(device.stage, "D-114"))
    sent = await _signing_in(device)
    assert await device.is_in()
    cookies = await device.page.context.cookies()
    await device.page.context.clear_cookies(name="staff")
    await _send(device, sent)
    assert await reason_of_refusal(device) == "challenge_over"
    assert {each["name"] for each in cookies} >= {"staff", "staff-visitor"}


async def test_an_answer_to_what_another_browser_was_asked_is_refused(chromium: Browser, device: Device) -> None:
    await device.register(await an_officer(device.stage, "D-114"))
    stolen = await _signing_in(device, let_through=False)
    async with a_device(chromium, device.stage) as other:
        await other.goto(SIGN_IN)
        csrf = await other.page.locator("form[data-passkey] [name=csrf]").input_value()
        await _send(other, stolen | {"csrf": csrf})
        assert await reason_of_refusal(other) == "challenge_over"


async def test_an_answer_that_comes_too_late_is_refused(device: Device) -> None:
    await device.register(await an_officer(device.stage, "D-114"))
    sent = await _signing_in(device, let_through=False)
    device.stage.clock.pass_(CHALLENGED + timedelta(seconds=1))
    await _send(device, sent)
    assert await reason_of_refusal(device) == "challenge_over"


async def test_an_answer_for_another_address_is_refused(device: Device) -> None:
    """The same host at another port: the browser gives the passkey, and says where it was asked."""
    account = await an_officer(device.stage, "D-114")
    await device.register(account)
    [credential] = await device.credentials()
    await device.sign_out()
    async with staged(_beside(device.stage), host="localhost") as elsewhere:
        page = await device.page.context.new_page()
        cdp = await device.page.context.new_cdp_session(page)
        await cdp.send("WebAuthn.enable")
        imposter = Device(stage=elsewhere, page=page, cdp=cdp)
        await imposter.put(credential)
        await device.goto(SIGN_IN)
        ours = await _options(device)

        async def hand_on(route: Route) -> None:
            await route.fulfill(status=200, content_type="application/json", body=ours)

        await page.route("**/passkey/challenge", hand_on)
        sent = await _signing_in(imposter, let_through=False)
    csrf = await device.page.locator("form[data-passkey] [name=csrf]").input_value()
    await _send(device, sent | {"csrf": csrf})
    assert await reason_of_refusal(device) == "wrong_passkey"


async def test_a_copy_of_an_authenticator_is_found_by_its_counter(device: Device) -> None:
    account = await an_officer(device.stage, "D-114")
    await device.register(account)
    [copied] = await device.credentials()
    for _ in range(2):
        await _signing_in(device)
    await device.put(copied)
    await device.sign_out()
    await device.goto(SIGN_IN)
    await device.press_passkey()
    assert await reason_of_refusal(device) == "copied_passkey"
    newest = (await audited(device.stage))[0]
    assert (newest.by, newest.about) == ("unproven:D-114", "account:D-114")


async def test_a_passkey_that_is_not_known_any_more_says_the_same(device: Device) -> None:
    account = await an_officer(device.stage, "D-114")
    await device.register(account)
    await invitation(device.stage, account)
    await device.sign_out()
    await device.goto(SIGN_IN)
    await device.press_passkey()
    assert await reason_of_refusal(device) == "unknown_passkey"


async def test_five_wrong_answers_lock_the_account(device: Device) -> None:
    account = await an_officer(device.stage, "D-114")
    await device.register(account)
    sent = await _signing_in(device, let_through=False)
    for _ in range(5):
        await _send(device, sent | {"credential": _other_signature(sent["credential"])})
        assert await reason_of_refusal_or_lock(device) in {"wrong_passkey", "challenge_over", "locked"}
    assert ActKind.ACCOUNT_LOCKED in {each.kind for each in await audited(device.stage)}
    await device.goto(SIGN_IN)
    await device.press_passkey()
    assert await reason_of_refusal(device) == "locked"


async def reason_of_refusal_or_lock(device: Device) -> str:
    """The newest refusal; what follows it may be that the account was locked."""
    return next(each.reason for each in await audited(device.stage) if each.kind == ActKind.SIGN_IN_REFUSED)


async def test_without_a_script_there_is_the_password(chromium: Browser, here: Stage) -> None:
    context = await chromium.new_context(java_script_enabled=False)
    page = await context.new_page()
    await page.goto(here.address + SIGN_IN)
    assert await page.locator("form[data-passkey]").is_hidden()
    await expect(page.locator("[data-without-passkeys]")).to_be_visible()
    await expect(page.locator("#password")).to_be_visible()
    await context.close()


async def _signing_in(device: Device, *, let_through: bool = True) -> dict[str, str]:
    """Sign in, and the form that was sent; without `let_through` it never arrives."""
    seen: dict[str, str] = {}

    async def look(route: Route) -> None:
        seen.update({name: values[0] for name, values in parse_qs(route.request.post_data or "").items()})
        await (route.continue_() if let_through else route.fulfill(status=200, body="held"))

    await device.page.context.clear_cookies(name="staff")
    await device.page.route("**/passkey", look)
    await device.goto(SIGN_IN)
    await device.press_passkey()
    await device.page.unroute("**/passkey", look)
    return seen


async def _send(device: Device, form: dict[str, str]) -> None:
    """As the page's own form."""
    await device.goto(SIGN_IN)
    script = """form => {
        const made = document.createElement("form");
        made.method = "post";
        made.action = form.action;
        for (const [name, value] of Object.entries(form.fields)) {
            const field = made.appendChild(document.createElement("input"));
            field.name = name;
            field.value = value;
        }
        document.body.append(made);
        made.submit();
    }"""
    async with device.page.expect_navigation():
        await device.page.evaluate(script, {"action": f"/staff/{ORI}/passkey", "fields": form})


async def _options(device: Device) -> str:
    csrf = await device.page.locator("form[data-passkey] [name=csrf]").input_value()
    answer = await device.page.request.post(
        f"{device.stage.address}/staff/{ORI}/passkey/challenge",
        data=urlencode({"csrf": csrf}),
        headers={"Content-Type": "application/x-www-form-urlencoded"},
    )
    return await answer.text()


def _other_signature(credential: str) -> str:
    made: dict[str, Any] = json.loads(credential)
    made["response"]["signature"] = made["response"]["signature"][::-1]
    return json.dumps(made)


def _beside(stage: Stage) -> Path:
    path = Path(str(stage.database.url.database)).parent / "elsewhere"
    path.mkdir()
    return path
