"""/docs: each call is tried with a key under a strict policy; /docs/plain says the same without a script."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterator

import httpx
import pytest
from fastapi import FastAPI
from playwright.async_api import Browser, Locator, Page

from tests.api.running import Running, running_api
from tests.axe import violations
from tests.portal_fixtures import ON_SQLITE

OF_SWAGGER_UI = "nested-interactive: "
"""Swagger UI 5 puts a link into the button that opens a call. Everything else of the page is as we want it."""


SCRIPT = "text/javascript"


@ON_SQLITE
async def test_the_page_loads_nothing_but_its_own_files(anonymous: httpx.AsyncClient) -> None:
    page = await anonymous.get("/docs")
    assert page.status_code == 200
    loaded = re.findall(r'<(?:link rel="stylesheet" href|script src)="([^"]*)"', page.text)
    assert len(loaded) == 4
    for path in loaded:
        file = await anonymous.get(path)
        assert file.status_code == 200
        assert file.headers["content-type"].partition(";")[0] == ("text/css" if path.endswith("css") else SCRIPT)
    assert (await anonymous.get("/docs/other.js")).status_code == 404


@ON_SQLITE
async def test_no_inline_script_or_style_and_no_other_host_is_allowed(anonymous: httpx.AsyncClient) -> None:
    for path in ("/docs", "/docs/plain"):
        answer = await anonymous.get(path)
        rules = dict(rule.split(maxsplit=1) for rule in answer.headers["content-security-policy"].split("; "))
        assert rules["default-src"] == rules["frame-ancestors"] == "'none'"
        assert rules["style-src"] == "'self'"
        assert rules.get("script-src", "'self'") == rules.get("connect-src", "'self'") == "'self'"
        assert not re.search(r"unsafe|https?:", answer.headers["content-security-policy"])
        assert not re.search(r" style=|<style|<script>| on[a-z]+=", answer.text)


@ON_SQLITE
async def test_parameters_carry_the_examples_that_tests_send(app: FastAPI) -> None:
    examples = {
        parameter["name"]: parameter.get("example")
        for operations in app.openapi()["paths"].values()
        for operation in operations.values()
        for parameter in operation.get("parameters", ())
        if parameter["schema"].get("examples")
    }
    assert examples == {"call_number": "2026-001234", "month": "2026-11", "period": "2026-Q4"}


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """With its database, for the tests in a browser."""
    with running_api(tmp_path_factory.mktemp("docs")) as running:
        yield running


@pytest.fixture
async def page(chromium: Browser, api: Running) -> AsyncIterator[Page]:
    """`/docs`, read; no console error, and with them no breach of the policy, by the end."""
    context = await chromium.new_context(base_url=api.url)
    page = await context.new_page()
    wrong: list[str] = []
    page.on("console", lambda said: wrong.append(said.text) if said.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    await page.goto("/docs")
    await page.locator(".opblock").first.wait_for()
    yield page
    await context.close()
    assert [text for text in wrong if not OUR_REFUSAL.search(text)] == []


OUR_REFUSAL = re.compile(r"status of (401|404)")
"""The browser itself reports an answer of ours as an error."""


async def authorize(page: Page, key: str) -> None:
    await page.locator(".auth-wrapper .authorize").click()
    dialog = page.locator(".dialog-ux")
    await dialog.locator("input").fill(key)
    await dialog.locator("button[type=submit]").click()
    await dialog.locator(".btn-done").click()


def operation(page: Page, method: str, path: str) -> Locator:
    return page.locator(f".opblock-{method}", has=page.locator(f'[data-path="{path}"]'))


async def execute(operation: Locator) -> tuple[int, str]:
    """The status and the body that the page shows."""
    if await operation.locator(".execute").count() == 0:
        await operation.locator(".opblock-summary-control").click()
    await operation.locator(".execute").click()
    live = operation.locator(".live-responses-table .response")
    await live.wait_for()
    status = await live.locator(".response-col_status").inner_text()
    return int(status.split()[0]), await live.locator(".response-col_description").inner_text()


@pytest.mark.browser
async def test_every_call_works_as_it_is_filled_in(page: Page, api: Running) -> None:
    await authorize(page, api.key)
    document = await (await page.request.get("/openapi.json")).json()
    listed = [(method, path) for path, operations in document["paths"].items() for method in operations]
    assert await page.locator(".opblock").count() == len(listed)
    for method, path in listed:
        status, body = await execute(operation(page, method, path))
        assert status in (200, 202), (method, path, body)


@pytest.mark.browser
async def test_a_refusal_is_shown_as_a_problem(page: Page, api: Running) -> None:
    get = operation(page, "get", "/v1/calls/{call_number}")
    status, body = await execute(get)
    assert (status, "urn:caseline:problem:not-authenticated" in body) == (401, True)
    await authorize(page, api.key)
    await get.locator("input[placeholder=call_number]").fill("no-such-call")
    await get.locator(".execute").click()
    problem = get.locator(".live-responses-table", has_text="urn:caseline:problem:not-found")
    await problem.wait_for()
    assert "no such call" in await problem.inner_text()


@pytest.mark.browser
async def test_the_page_has_no_barriers_of_ours(page: Page) -> None:
    assert [each for each in await violations(page) if OF_SWAGGER_UI not in each] == []


@pytest.mark.browser
async def test_the_key_is_forgotten_with_the_page(page: Page, api: Running) -> None:
    await authorize(page, api.key)
    await page.reload()
    assert (await execute(operation(page, "get", "/v1/usage")))[0] == 401


@pytest.mark.browser
async def test_without_javascript_the_page_leads_to_the_plain_one(chromium: Browser, api: Running) -> None:
    context = await chromium.new_context(java_script_enabled=False)
    page = await context.new_page()
    await page.goto(f"{api.url}/docs")
    await page.locator("noscript a, p a").filter(has_text="plain page").click()
    assert await page.get_by_text("PUT /v1/calls/{call_number}").count() >= 1
    await context.close()
