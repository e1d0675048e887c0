"""A supervisor in a real browser: signs in at the provider, reads a timeline, finds nothing to press.

The pages ask for more than a supervisor may read; what stands before the Web UI answers that, and so does the browser
of these tests, with the answers of its configuration.
"""

from __future__ import annotations

import asyncio
import re
import shutil
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path

import httpx
import pytest
from playwright.async_api import Browser, Page, Route, expect

from engine.door.roles import API
from engine.server import free_port
from tests.engine.door import web_ui
from tests.engine.door.visits import signal_with_start
from tests.engine.door.web_ui import StartedUi, until_accepted
from tests.secure_temporal import SecureServer
from tools.topology.temporal import listens
from tools.topology.topology import HERE

CALL = "a-call-in-a-browser"
TIMELINE = f"/namespaces/default/workflows/{CALL}"
FRONT = HERE / "web-ui.nginx.conf"
ANSWERED = re.compile(r"location = (\S+) \{\s+default_type application/json;\s+return 200 '([^']*)';")
MILLISECONDS = 60_000

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
async def ui(secure_server: SecureServer, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[StartedUi]:
    await signal_with_start(await secure_server.client(API), CALL)
    folder = tmp_path_factory.mktemp("ui-in-browser")
    async with web_ui.started(secure_server, folder, {"supervisor": ["default:read"]}) as running:
        async with running.person("supervisor") as person:
            await until_accepted(person, f"/namespaces/default/workflows/{CALL}/history")
        yield running


async def signed_in_page(chromium: Browser, url: str, answers: dict[str, str]) -> Page:
    """At the timeline, after the way through the provider's form."""
    page = await chromium.new_page(viewport={"width": 1280, "height": 900})
    page.set_default_timeout(MILLISECONDS)
    for path, body in answers.items():
        answer = partial(answer_with, body)
        await page.route(re.compile(re.escape(path) + r"(\?.*)?$"), answer)
    await page.goto(url + TIMELINE)
    await page.locator("input[name=sub]").fill("supervisor")
    await page.keyboard.press("Enter")
    return page


async def answer_with(body: str, route: Route) -> None:
    await route.fulfill(content_type="application/json", body=body)


async def reads_and_can_press_nothing(page: Page) -> None:
    await expect(page.get_by_role("heading", name=CALL)).to_be_visible(timeout=MILLISECONDS)
    await expect(page.get_by_text("Running").first).to_be_visible(timeout=MILLISECONDS)
    await expect(page.get_by_role("button", name="Request Cancellation")).to_be_disabled()
    await expect(page.get_by_role("button", name="More Actions")).to_be_disabled()
    await expect(page.get_by_text("Unable to fetch namespaces")).to_have_count(0)


async def test_a_supervisor_reads_a_timeline_and_can_press_nothing(ui: StartedUi, chromium: Browser) -> None:
    answers = dict(ANSWERED.findall(FRONT.read_text()))
    assert set(answers) == {"/api/v1/cluster-info", "/api/v1/namespaces"}
    page = await signed_in_page(chromium, ui.url, answers)
    await reads_and_can_press_nothing(page)
    await page.close()


async def test_without_these_answers_the_pages_ask_for_the_sign_in_again(ui: StartedUi, chromium: Browser) -> None:
    """When a newer Web UI passes without them, they can go."""
    page = await signed_in_page(chromium, ui.url, {})
    async with page.expect_request(lambda request: request.url.startswith(f"{ui.provider}/oauth2/authorize")):
        pass
    await page.close()


async def test_the_real_front_lets_the_supervisor_through(ui: StartedUi, chromium: Browser, tmp_path: Path) -> None:
    nginx = shutil.which("nginx", path="/usr/sbin:/usr/local/sbin:/usr/bin")
    if nginx is None:
        pytest.skip("no nginx is here: on a machine with one CASELINE_TEST_THOROUGH=1 runs it")
    port, config = free_port(), tmp_path / "nginx.conf"
    text = FRONT.read_text().replace("http://temporal-ui:8080", ui.url).replace("listen 8080", f"listen {port}")
    config.write_text(text.replace("/tmp/", f"{tmp_path}/"))  # noqa: S108  as in the container
    running = await asyncio.create_subprocess_exec(nginx, "-c", config, "-e", "/dev/stderr")
    try:
        async with asyncio.timeout(60):
            while not listens(port):
                assert running.returncode is None
                await asyncio.sleep(0.1)
        front = f"http://127.0.0.1:{port}"
        async with httpx.AsyncClient(base_url=front, trust_env=False) as stranger:
            assert (await stranger.get("/api/v1/namespaces/default/workflows")).status_code == 401
            assert (await stranger.get("/api/v1/namespaces")).json() == {"namespaces": []}
        page = await signed_in_page(chromium, front, {})
        await reads_and_can_press_nothing(page)
        assert page.url.startswith(front)
        await page.close()
    finally:
        running.terminate()
        await running.wait()
