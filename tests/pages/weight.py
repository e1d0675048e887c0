"""What a page costs its reader: bytes, jumps while it appears, and requests to others."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

from tests.pages.stage import Guest

FIRST_VIEW = 50_000
"""Bytes of HTML and everything it loads, uncompressed."""

_BYTES = """() => [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]
    .map(e => [e.name, e.decodedBodySize])"""

_SHIFTS = """() => new Promise(done => {
    let sum = 0;
    new PerformanceObserver(found => found.getEntries().forEach(e => {
        sum += e.hadRecentInput ? 0 : e.value;
    }))
        .observe({type: 'layout-shift', buffered: true});
    requestAnimationFrame(() => requestAnimationFrame(() => done(sum)));
})"""


async def burdens(guest: Guest) -> list[str]:
    """Everything found, in words; to be asked before anything else is done to the page."""
    return [each async for each in _all(guest)]


async def weight(guest: Guest) -> int:
    """Bytes of the page that is open."""
    loaded: list[list[Any]] = await guest.page.evaluate(_BYTES)
    return sum(size for _, size in loaded)


async def _all(guest: Guest) -> AsyncIterator[str]:
    heavy = await weight(guest)
    if not 0 < heavy < FIRST_VIEW:
        yield f"weighs {heavy} bytes"
    shift: float = await guest.page.evaluate(_SHIFTS)
    if shift:
        yield f"jumps by {shift} while it appears"
    for url in guest.strangers:
        yield f"asks others: {url}"
    for words in guest.alarms:
        yield f"raised: {words}"
