"""Looks for the exact place of any of 10,000 events in all that is left: `python -m benchmarks.location_leaks`.

A real server, worker and API take events and snapshots, each with a point of its own, among them every kind of mistake.
Then every byte of every file (databases with their journals and free pages, logs, Temporal's database), every answer
and every history is searched for digits, doubles and base64 of any of these points.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated, Any

import httpx
import typer

from benchmarks.exact_points import ExactPoints, exact_points
from benchmarks.full_case import envelope
from benchmarks.local_stack import Stage, say, stage, until
from benchmarks.output import Out, load, show_table, write_json
from intake.calls.location import cell_of
from workflows.contract import workflow_id

Point = Mapping[str, float]

STORY = ("call.received", "call.updated", "unit.dispatched", "unit.arrived", "call.closed")
BATCH = {"Content-Type": "application/cloudevents-batch+json"}
MARK = "LEGIBLE-7"
"""The beat of every call: where it is found, plain facts can be read, and a point could be."""
SENSITIVE_EACH, MISTAKEN_EACH, WITH_CALLER_EACH = 7, 5, 10
"""Every so many calls, events and calls."""


@dataclass(kw_only=True)
class Leaks:
    """What was sent, searched and found. `kept`: calls whose cell is the one of their last point, as it must be."""

    events: int = 0
    refused: int = 0
    calls: int = 0
    kept: int = 0
    wrong: int = 0
    searched: Counter[str] = field(default_factory=Counter)
    """Bytes by kind."""
    legible: set[str] = field(default_factory=set)
    """Where the beat of the calls was found: a search that cannot read what it searches proves nothing."""
    histories: int = 0
    traces: list[str] = field(default_factory=list)


def mistaken(point: Point, n: int) -> Any:
    """The point in one of the forms in which it is no location."""
    latitude, longitude = point["latitude"], point["longitude"]
    forms: Sequence[Any] = (
        f"{latitude},{longitude}",
        f"POINT({longitude} {latitude})",
        [latitude, longitude],
        {"lat": latitude, "lon": longitude},
        {"latitude": longitude, "longitude": latitude},
        {"latitude": str(latitude), "longitude": str(longitude)},
        {"type": "Point", "coordinates": [longitude, latitude]},
        {"latitude": latitude, "longitude": longitude, str(latitude): longitude},
        {"latitude": {"degrees": [[[latitude]]]}, "longitude": longitude},
    )
    return forms[n % len(forms)]


def bodies_to_refuse(point: Point) -> list[dict[str, Any]]:
    """Snapshots with the point where none belongs."""
    latitude, longitude = point["latitude"], point["longitude"]
    return [
        {"location": point, "lat": latitude, "lon": longitude},
        {"location": point, str(latitude): longitude},
        {"location": point, "officer_initiated": latitude, "received_at": longitude},
        {"contacts": [{"latitude": latitude, "phone": longitude}]},
        {"updated_at": f"{latitude} {longitude}", "coordinates": [longitude, latitude]},
    ]


def story(number: int, points: Sequence[Point], now: datetime) -> list[dict[str, Any]]:
    """The events of one call, each with a place of its own; some are mistaken."""
    sensitive = number % SENSITIVE_EACH == 0
    events = []
    for n, (event_type, point) in enumerate(zip(STORY, points, strict=True)):
        wrong = (number + n) % MISTAKEN_EACH == 0 and n < len(STORY) - 1
        data: dict[str, Any] = {"location": mistaken(point, number + n) if wrong else point}
        if n == 0:
            data |= {"incident_type": "DVA" if sensitive else "NOISE", "priority": 3, "beat": MARK}
            if number % WITH_CALLER_EACH == 0:
                data["contacts"] = [{"role": "reporting_party", "phone": f"+1206{5550100 + number % 100}"}]
        if wrong:
            data["case_number"] = f"{point['latitude']} {point['longitude']}"
        events.append(envelope(f"leak-{number}", event_type, now + timedelta(seconds=n), data))
    return events


async def send(http: httpx.AsyncClient, points: ExactPoints, found: Leaks) -> dict[str, str | None]:
    """Report all of it; the cell that each call must have is returned, and every answer searched."""
    now, wanted = datetime.now(UTC) - timedelta(minutes=5), dict[str, str | None]()
    each = len(STORY)
    for number in range(len(points.all) // each):
        own = points.all[number * each : (number + 1) * each]
        events = story(number, own, now)
        wanted[f"leak-{number}"] = None if number % SENSITIVE_EACH == 0 else cell_of(own[-1])
        answer = await http.post("/v1/events", json=events, headers=BATCH)
        found.events += len(events)
        _search_answer(answer, 202, points, found)
        if number % MISTAKEN_EACH == 0:
            await _mistakes(http, number, own[0], points, found)
    found.calls = len(wanted)
    return wanted


async def _mistakes(http: httpx.AsyncClient, number: int, point: Point, points: ExactPoints, found: Leaks) -> None:
    body = bodies_to_refuse(point)[number // MISTAKEN_EACH % 5]
    _search_answer(await http.put(f"/v1/calls/leak-{number}", json=body), 422, points, found)
    said_otherwise = envelope(f"leak-{number}", STORY[1], datetime.now(UTC), {"location": point, "priority": 9})
    _search_answer(await http.post("/v1/events", json=[said_otherwise], headers=BATCH), 409, points, found)
    not_json = f'{{"location": {{"latitude": {point["latitude"]}, "longitude": {point["longitude"]}}}'
    headers = {"Content-Type": "application/json"}
    _search_answer(await http.put(f"/v1/calls/leak-{number}", content=not_json, headers=headers), 400, points, found)
    again = await http.get(f"/v1/calls/leak-{number}")
    _search_answer(again, 200, points, found)
    found.refused += 3


def _search_answer(answer: httpx.Response, status: int, points: ExactPoints, found: Leaks) -> None:
    if answer.status_code != status:
        raise RuntimeError(f"{answer.status_code} instead of {status}: {answer.text[:200]}")
    search_bytes("answers", "answer", answer.content, points, found)


def search_bytes(kind: str, name: str, kept: bytes, points: ExactPoints, found: Leaks) -> None:
    """`kind` is what it is counted under, `name` what a find is reported with."""
    found.searched[kind] += len(kept)
    if MARK.encode() in kept:
        found.legible.add(kind)
    found.traces += [f"{name}: {trace}" for trace in points.traces(kept)]


def search_files(folder: Path, points: ExactPoints, found: Leaks) -> None:
    """Every byte of every file below this folder."""
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            search_bytes(path.name, path.name, path.read_bytes(), points, found)


def search_history(name: str, events: Sequence[Any], points: ExactPoints, found: Leaks) -> None:
    """Every event of one workflow, as it is stored."""
    found.histories += 1
    kept = b"\n".join(event.SerializeToString() for event in events)
    search_bytes("histories", name, kept, points, found)


def compare(wanted: Mapping[str, str | None], cells: Mapping[str, str | None], found: Leaks) -> None:
    """Whether each call has the cell that it must have: a search that finds nothing proves little without."""
    found.kept = sum(cells[number] == cell is not None for number, cell in wanted.items())
    found.wrong = sum(cells[number] != cell for number, cell in wanted.items())


async def measure(events: int) -> Leaks:
    """Play and search."""
    points, found = exact_points(events), Leaks()
    async with stage() as here:
        say(f"Sending {events} events")
        wanted = await send(here.http, points, found)
        say("Waiting until every step is recorded")
        await until(lambda: _recorded(here) >= found.events, patience=3600, look=1)
        say("Searching")
        compare(wanted, dict(here.rows("SELECT call_number, cell FROM calls")), found)
        for number in wanted:
            handle = here.client.get_workflow_handle(workflow_id(here.stack.demo.ori, number))
            search_history(handle.id, (await handle.fetch_history()).events, points, found)
        await asyncio.to_thread(search_files, here.database.parent, points, found)
    return found


def _recorded(here: Stage) -> int:
    return here.count("SELECT count(*) FROM timeline WHERE kind = 'event'")


def show(found: Leaks) -> None:
    """What was searched, in MB, and what was found."""
    rows = [
        (kind, f"{size / 1e6:.2f}", "yes" if kind in found.legible else "")
        for kind, size in found.searched.most_common()
    ]
    title = f"{found.events} events of {found.calls} calls, {found.refused} requests refused; {load()}"
    show_table(("searched", "MB", "has plain facts"), rows, title=title)
    say(f"{found.histories} histories; {found.kept} calls with their cell, {found.wrong} with a wrong one")
    say(f"Traces of a point: {len(found.traces)}", style="red" if found.traces else "green")
    for trace in found.traces[:20]:
        say(trace)


def main(
    events: Annotated[int, typer.Option(min=5, help="How many, each with a point of its own.")] = 10_000,
    out: Out = None,
) -> None:
    """Measure and show."""
    found = asyncio.run(measure(events))
    show(found)
    write_json(out, vars(found) | {"legible": sorted(found.legible)})
    raise typer.Exit(bool(found.traces or found.wrong))


if __name__ == "__main__":
    typer.run(main)
