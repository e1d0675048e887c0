"""A dry run foretells exactly what a play would refuse: the API takes what it lets through, and refuses the rest."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.cloud_events import BATCH, unwrap
from commands.replaying.call_player import cloud_event
from db.connection.session import Database
from db.encryption.vault import Vault
from db.queries import agencies
from domain.events import EventType
from intake.calls.accept import Intake
from intake.exports.export_notes import Notes
from intake.exports.mapping_file import load_mapping
from intake.exports.played_call import PlayedCall, PlayedEvent
from intake.exports.refusals_foretold import without_refused
from intake.exports.replay_plan import plan_play
from intake.exports.rows import read_rows
from intake.refusals import Refused
from tests.database import CAD, an_agency
from tests.exports.conftest import HEADER, MAPPING, a_row
from tests.replay.conftest import NOW, a_call
from tests.shared_material import shared
from tests.thoroughness import examples

ROOT = Path(__file__).resolve().parents[2]
ORI = "WASPD0000"


def sent(call: PlayedCall) -> list[dict[str, Any]]:
    """As a play sends them."""
    return [cloud_event(call, event, received_at=NOW.replace(microsecond=0)) for event in call.events]


def api_takes(call: PlayedCall) -> bool:
    """What the route `POST /v1/events` says of the events of this call."""
    try:
        unwrap({"content-type": BATCH}, json.dumps(sent(call)).encode())
    except Refused:
        return False
    return True


labels = st.sampled_from(["B2", "-1", "", "12 Elm St", "#24-1", "x" * 64, "x" * 65, "a\nb", "Peña"]) | st.text(
    max_size=10
)
ids = st.sampled_from(["4711", "Smith, J", "", "9" * 65]) | st.text(max_size=8)
phones = st.sampled_from(["+13125550100", "none", "", "1" * 400]) | st.text(max_size=12)
contacts = st.fixed_dictionaries(
    {"ref": st.sampled_from(["caller", "detective", ""]) | ids, "roles": st.just(["victim"])},
    optional={"phone": phones, "name": labels, "language": st.sampled_from(["en", "tlh"])},
)
facts = st.fixed_dictionaries(
    {},
    optional={
        "incident_type": st.sampled_from(["LARCENY", "DVA", "", "not a code"]) | st.text(max_size=8),
        "priority": st.integers(-1, 101),
        "beat": labels,
        "case_number": labels,
        "disposition": st.sampled_from(["01", "46", "HAN", ""]),
        "merged_into": st.sampled_from(["C1", "C2", "", "é"]),
        "officers": st.lists(ids, max_size=3),
        "call_taker": ids,
        "officer_initiated": st.booleans(),
        "contacts": st.lists(contacts, max_size=2),
        "detective": st.fixed_dictionaries({"name": labels}),
    },
)
numbers = st.sampled_from(["C1", "", "..", "24/1", "a b", "C#1", "x" * 64, "x" * 128, "x" * 129]) | st.text(max_size=8)


@settings(max_examples=examples(400))
@given(
    numbers,
    st.lists(st.tuples(st.sampled_from(EventType), facts, st.integers(0, 80 * 365)), min_size=1, max_size=3),
    st.sampled_from(["smalltown-cad", "", "two words"]),
)
def test_a_call_is_let_through_exactly_if_the_api_takes_it(
    number: str, happened: list[tuple[EventType, Mapping[str, Any], int]], source: str
) -> None:
    events = tuple(
        PlayedEvent(type=kind, id=f"{n}/{kind}", after=timedelta(days=days), data=data)
        for n, (kind, data, days) in enumerate(happened)
    )
    call = replace(a_call(), call_number=number, source=source, events=events, rows=(2,))
    notes = Notes()
    let_through = without_refused([call], notes)
    assert bool(let_through) is api_takes(call)
    assert bool(notes.dropped) is not bool(let_through)
    assert all(row.reason.startswith("the API would refuse the call: ") for row in notes.dropped)


odd = st.sampled_from(
    ["", "C1", "24-1", "a b", "#1", "-1", "Smith, J", "2.3E10", "NULL", "é", "x" * 70, "12/31/9999", "2026-11-01 01:30"]
)
times = st.sampled_from(["", "2026-11-01 00:50", "2026-11-01 01:55", "2026-11-01 01:05", "9999-12-31 00:00", "NULL"])
words = st.sampled_from(["", "THEFT", "MARTIANS", "DISPUTE - DV", "REPORT", "CANCEL", "DUPLICATE", "Open", "Arrest"])
cells = {
    **dict.fromkeys(("Call", "Report", "Beat", "How"), odd),
    **dict.fromkeys(("Received", "Arrived", "Cleared"), times),
}
rows = st.fixed_dictionaries({column: cells.get(column, words) for column in HEADER.split(",")})


@settings(max_examples=examples(100))
@given(st.lists(rows, max_size=6))
def test_whatever_the_rows_say_the_api_takes_every_call_of_the_plan(
    tmp_path_factory: pytest.TempPathFactory, content: list[dict[str, str]]
) -> None:
    folder = tmp_path_factory.mktemp("export")
    (folder / "m.toml").write_text(MAPPING.replace('beat = "Beat"', 'beat = "Beat"\ncall_taker = "How"'), "utf-8")
    lines = [",".join(f'"{value}"' for value in row.values()) for row in content]
    (folder / "e.csv").write_text("\n".join([HEADER, *lines]), encoding="utf-8")
    mapping = load_mapping(folder / "m.toml")
    plan = plan_play(read_rows(folder / "e.csv", mapping), mapping)
    assert all(api_takes(call) for call in plan.calls)


async def test_what_the_plan_lets_through_is_accepted_and_stored(
    database: Database, vault: Vault, tmp_path: Path
) -> None:
    """To the end of the way: the inbox has every event of every call, each once."""
    (tmp_path / "m.toml").write_text(MAPPING, encoding="utf-8")
    content = [
        a_row(Call="C1", Beat="-1", Report="#24-1", Status="Arrest"),
        a_row(Call="C2", Received="2026-11-01 00:50", Arrived="2026-11-01 01:05", Cleared="9999-12-31 00:00"),
        a_row(Call="C3", Received="2026-03-02 10:01", End="DUPLICATE"),
        a_row(Call="2.30101E10"),
    ]
    (tmp_path / "e.csv").write_text("\n".join([HEADER, *content]), encoding="utf-8")
    mapping = load_mapping(tmp_path / "m.toml")
    plan = plan_play(read_rows(tmp_path / "e.csv", mapping), mapping)
    assert len(plan.calls) == 3
    async with database.transaction() as session:
        await agencies.add(session, an_agency(ORI))
    for call in plan.calls:
        events = unwrap({"content-type": BATCH}, json.dumps(sent(call)).encode())
        async with database.transaction() as session:
            accepted = await Intake(session, vault, ori=ORI, by=CAD, now=NOW, replay=True).accept(events)
        assert [(one.id, one.repeated, one.clamped) for one in accepted] == [
            (event.id, False, False) for event in call.events
        ]


@pytest.mark.parametrize("city", ["seattle_wa", "dallas_tx"])
def test_the_api_takes_every_call_of_the_two_cities_without_a_warning(city: str) -> None:
    mapping = load_mapping(ROOT / "mappings" / f"{city}.toml")
    plan = plan_play(read_rows(shared(f"data/{city}.csv"), mapping), mapping)
    assert plan.notes.dropped == []
    assert not [remark for remark in plan.notes.remarks if remark.startswith("the API")]
    assert all(api_takes(call) for call in plan.calls)


def test_what_the_api_would_leave_out_of_a_call_is_told(tmp_path: Path) -> None:
    event = a_call().events[0]
    contact = {"ref": "caller", "roles": ["victim"], "phone": "none", "language": "Klingon"}
    call = replace(a_call(), events=(replace(event, data={"contacts": [contact, contact | {"ref": "c2"}]}),))
    notes = Notes()
    assert without_refused([call], notes) == (call,)
    assert notes.remarks["the API would warn: phone is not a telephone number and was not kept"] == 2
