"""What axe-core finds wrong with a page in a browser: every rule it has, among them those of WCAG 2.2 AA."""

from __future__ import annotations

from typing import Any

from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page

_AXE = Axe()
_EVERYTHING: dict[str, Any] = {"resultTypes": ["violations"], "rules": {"target-size": {"enabled": True}}}
_COLOURS: dict[str, Any] = _EVERYTHING | {"runOnly": ["color-contrast"]}


async def violations(page: Page) -> list[str]:
    """Each as `rule: element`: by light everything, and what the dark changes, which is the colours."""
    await page.emulate_media(color_scheme="light")
    await page.evaluate(_AXE.axe_script)
    found = await _found(page, _EVERYTHING)
    await page.emulate_media(color_scheme="dark")
    return found + [f"dark: {each}" for each in await _found(page, _COLOURS)]


async def _found(page: Page, options: dict[str, Any]) -> list[str]:
    rules = await page.evaluate("options => axe.run(options).then(found => found.violations)", options)
    return [f"{rule['id']}: {node['html'][:120]}" for rule in rules for node in rule["nodes"]]
