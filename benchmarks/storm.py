"""One agency's storm beside another's usual day: `python -m benchmarks.storm [--storm 5000]`.

A quiet agency takes a call now and then, and some of its callers write "help me": how long until their texts are with
the provider is measured twice in one run, by itself and while another agency has so many texts to send. Real server,
worker, API and simulator; the simulator takes as long as a provider does.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Any
from uuid import uuid4

import httpx
import typer

from benchmarks.full_case import envelope
from benchmarks.local_stack import Stage, say, stage, until
from benchmarks.output import load, median_p95, show_table
from db.queries import agencies, api_keys
from db.tables import Agency, ApiKey
from simulator.client import SimulatorControl

QUIET = "WAQUIET00"
CALLERS = 10
"""Of each call of the storm: a power cut that a whole street reports."""
LATENCY = 0.15
"""Seconds a provider takes to accept a message."""
PAUSE = 2.0
"""Seconds between two calls of the quiet agency."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delays:
    """Seconds from the report, or the reply, to the text at the provider."""

    progress: Sequence[float]
    safety: Sequence[float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Storm:
    """What was measured. `left` of the storm's texts still waited when the quiet agency's last one had gone."""

    texts: int
    left: int
    alone: Delays
    beside: Delays


async def measure(*, texts: int, calls: int) -> Storm:
    """By itself, then beside the storm."""
    async with stage() as here:
        control = here.simulator
        await asyncio.to_thread(control.configure, latency_seconds=LATENCY, receipt_delay_seconds=1)
        async with await quiet_agency(here) as quiet:
            await _quiet_calls(here, quiet, 3, first=0)  # warm
            say(f"{calls} calls of the quiet agency, alone")
            alone = await _quiet_calls(here, quiet, calls, first=1000)
            say(f"The storm: {texts} texts of another agency")
            before = await asyncio.to_thread(control.count)
            await _storm(here, texts)
            say(f"{calls} calls of the quiet agency, beside it")
            beside = await _quiet_calls(here, quiet, calls, first=2000)
            gone = await asyncio.to_thread(control.count) - before - len(beside.progress) - len(beside.safety)
        return Storm(texts=texts, left=texts - gone, alone=alone, beside=beside)


async def quiet_agency(here: Stage) -> httpx.AsyncClient:
    """Another agency with a key of its own; both begin to text at once."""
    now, key = datetime.now(UTC), api_keys.new_key()
    async with here.transaction() as session:
        stormy = await agencies.get(session, here.stack.demo.ori)
        assert stormy is not None
        stormy.policy = stormy.policy.replace("hold_seconds = 60", "hold_seconds = 0")
        values = stormy.model_dump() | {"ori": QUIET, "name": "Shelbyville Police"}
        await agencies.add(session, Agency(**values))
        await session.flush()
        scopes = "calls:write calls:read"
        session.add(ApiKey(ori=QUIET, label="quiet", key_hash=api_keys.hash_key(key), scopes=scopes, created_at=now))
    return httpx.AsyncClient(base_url=here.stack.api, headers={"Authorization": f"Bearer {key}"}, timeout=60)


async def _quiet_calls(here: Stage, client: httpx.AsyncClient, calls: int, *, first: int) -> Delays:
    """One every two seconds; every third caller writes "help me" when the text has come."""
    progress: list[float] = []
    safety: list[float] = []

    async def one(n: int) -> None:
        phone, began = f"+12065{first + n:06d}", time.monotonic()
        await here.report([_call(f"q-{first + n}-{uuid4().hex[:6]}", [phone])], http=client)
        await until(lambda: _has(here.simulator, phone, 1), patience=600, look=0.1)
        progress.append(time.monotonic() - began)
        if n % 3 == 0:
            began = time.monotonic()
            await asyncio.to_thread(here.simulator.inbound, sender=phone, body="help me")
            await until(lambda: _has(here.simulator, phone, 2), patience=600, look=0.1)
            safety.append(time.monotonic() - began)

    tasks = []
    for n in range(calls):
        tasks.append(asyncio.create_task(one(n)))
        await asyncio.sleep(PAUSE)
    await asyncio.gather(*tasks)
    return Delays(progress=progress, safety=safety)


async def _has(control: SimulatorControl, phone: str, texts: int) -> bool:
    return await asyncio.to_thread(control.count, to=phone) >= texts


async def _storm(here: Stage, texts: int) -> None:
    calls = [
        _call(f"s-{n}", [f"+13035{n * CALLERS + caller:06d}" for caller in range(CALLERS)])
        for n in range(texts // CALLERS)
    ]
    for start in range(0, len(calls), 20):
        await here.report(calls[start : start + 20])


def _call(number: str, phones: Sequence[str]) -> dict[str, Any]:
    contacts = [
        {"ref": f"caller-{n}", "roles": ["reporting_party"], "phone": phone, "language": "en"}
        for n, phone in enumerate(phones)
    ]
    data = {"incident_type": "THAZ", "priority": 3, "contacts": contacts}
    return envelope(number, "call.received", datetime.now(UTC), data)


def show(storm: Storm) -> None:
    """Seconds, and how many times longer."""
    rows: list[Sequence[str]] = []
    for name in ("progress", "safety"):
        alone, beside = getattr(storm.alone, name), getattr(storm.beside, name)
        for label, delays in ((f"{name}, alone", alone), (f"{name}, beside the storm", beside)):
            rows.append((label, str(len(delays)), *(f"{figure:.2f}" for figure in _figures(delays))))
        added = (there - here for here, there in zip(_figures(alone), _figures(beside), strict=True))
        ratio = (there / here for here, there in zip(_figures(alone), _figures(beside), strict=True))
        rows.append(("  longer by", "", *(f"{figure:.2f}" for figure in added)))
        rows.append(("  times", "", *(f"{figure:.1f}" for figure in ratio)))
    columns = ("seconds until the text is at the provider", "n", "median", "p95", "longest")
    title = f"{storm.texts} texts of another agency, {storm.left} still waiting at the end; {load()}"
    show_table(columns, rows, title=title)


def _figures(delays: Sequence[float]) -> tuple[float, float, float]:
    return (*median_p95(delays), max(delays))


def main(
    texts: Annotated[int, typer.Option("--storm", min=10, help="Texts of the stormy agency.")] = 5000,
    calls: Annotated[int, typer.Option(min=6, help="Calls of the quiet agency, each time.")] = 30,
) -> None:
    """Measure and show."""
    show(asyncio.run(measure(texts=texts, calls=calls)))


if __name__ == "__main__":
    typer.run(main)
