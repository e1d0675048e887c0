"""One event, one contract: over HTTP and as a signal the same values are taken and the same refused.

The oracle is written by hand from the table of docs/integrating-a-cad.md, without the table in the code.
"""

from __future__ import annotations

import json
import string
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic_core import from_json

from api.cloud_events import SINGLE, unwrap
from domain.event_facts import CALL_FACTS, UNSETTABLE, FactRoute, facts_at
from domain.events import CallEvent, EventType, MalformedEvent
from domain.plain_facts import DECORATIVE, INSTEAD, tells_of_a_person
from intake.calls.snapshots import Snapshot
from intake.refusals import Refused, read
from intake.staff.case_status import CaseStatusIn
from tests.conftest import ROOT
from workflows.signal_payloads import read_case_status, read_event

CALL = "26-000001"
TIME = "2026-11-22T08:30:00Z"
NOW = datetime(2199, 12, 31, 23, 58, tzinfo=UTC)
"""No time in these tests lies ahead of it: what does is set back, which is another story."""

ALPHANUMERIC = set(string.ascii_letters + string.digits)
TOKEN = ALPHANUMERIC | set("._:-")


def is_text(value: Any, most: int, allowed: set[str]) -> bool:
    return isinstance(value, str) and 1 <= len(value) <= most and set(value) <= allowed


def is_whole(value: Any, least: int, most: int) -> bool:
    """2.0 is a whole number in JSON, true is none."""
    return not isinstance(value, bool) and isinstance(value, int | float) and value in range(least, most + 1)


def is_reference(value: Any) -> bool:
    return is_text(value, 64, TOKEN | set(" /#")) and value[0] in ALPHANUMERIC


def is_id(value: Any) -> bool:
    forbidden = {*map(chr, range(0x21)), *map(chr, range(0x7F, 0xA0)), *map(chr, range(0xD800, 0xE000))}
    return isinstance(value, str) and 1 <= len(value) <= 200 and not set(value) & forbidden


def is_call_number(value: Any) -> bool:
    """Up to 128 printable characters; a path of dots alone would be another address."""
    forbidden = {*map(chr, range(0x20)), *map(chr, range(0x7F, 0xA0)), *map(chr, range(0xD800, 0xE000))}
    if not isinstance(value, str) or not 1 <= len(value) <= 128 or set(value) & forbidden:
        return False
    after_dots = value.removeprefix(".").removeprefix(".")
    return bool(after_dots) and after_dots[0] not in " .\u00a0"


OURS = {"clamped", "played", "sensitive"}
"""Facts that Caseline itself adds; no route of other systems takes them."""

ORACLE: dict[str, Callable[[Any], bool]] = {
    "incident_type": lambda value: is_text(value, 32, TOKEN),
    "priority": lambda value: is_whole(value, 1, 99),
    "beat": is_reference,
    "officer_initiated": lambda value: value is True or value is False,
    "case_number": is_reference,
    "eta_minutes": lambda value: is_whole(value, 0, 10080),
    "disposition": lambda value: value in [f"{code:02}" for code in range(46)],
    "merged_into": is_call_number,
    "unit": is_reference,
    "by": lambda value: is_text(value, 64, TOKEN),
    "unset": lambda value: isinstance(value, list) and len(value) <= 3 and all(name in UNSETTABLE for name in value),
    "id": is_id,
    "source": lambda value: is_text(value, 200, set(map(chr, range(0x21, 0x7F)))),
}

NASTY = "\x00\t\n \x7f\x85\u00a0\u2028\u202e\ufeff\ud800\ud83d\ude00é٣A0z._:-/#"
TEXTS = st.text(NASTY, max_size=8) | st.text(string.ascii_letters + string.digits + "._:-/# ", max_size=66) | st.text()
LENGTHS = st.sampled_from((0, 1, 2, 31, 32, 33, 63, 64, 65, 199, 200, 201)).map(lambda length: "A" * length)
NUMBERS = st.sampled_from((-1, 0, -0.0, 1, 1.0, 2.5, 99, 100, 10080, 10080.0, 10081, 1e30, 10**30, float("inf")))
WORDS = st.sampled_from(("2026-777", "C2", "08", "00", "45", "46", "08\n", "٠٨", "2", "true", ".", "..", "...a", " C2"))
LISTS = st.lists(st.sampled_from(UNSETTABLE) | st.sampled_from(("received", "", "Arrived", 1, None)), max_size=4)
ANYTHING: st.SearchStrategy[Any] = (
    TEXTS | LENGTHS | NUMBERS | WORDS | LISTS | st.booleans() | st.floats() | st.integers() | st.just({}) | st.just([])
)


def _is_json(value: Any) -> bool:
    """Half a surrogate pair and infinity are written by some libraries, and are no JSON: the whole body is refused."""
    try:
        from_json(json.dumps(value), allow_inf_nan=False)
    except ValueError:
        return False
    return True


JSON = ANYTHING.filter(_is_json)


def over_http(event: dict[str, Any]) -> CallEvent | None:
    """The same event as a CloudEvent; None if it is refused."""
    data = {name: value for name, value in event.items() if name not in ("type", "occurred_at", "id", "source")}
    sent = {
        "specversion": "1.0",
        "type": event["type"],
        "source": event["source"],
        "id": event["id"],
        "subject": CALL,
        "time": event["occurred_at"],
        "data": data,
    }
    try:
        [incoming] = unwrap({"content-type": SINGLE}, json.dumps(sent).encode())
    except Refused:
        return None
    return incoming.event


def as_a_signal(event: dict[str, Any]) -> CallEvent | None:
    """As Temporal hands it to the workflow; None if it is refused."""
    try:
        read = read_event(json.loads(json.dumps(event)), now=NOW)
    except MalformedEvent:
        return None
    return None if read.contradiction(CALL) else read


def in_a_snapshot(name: str, value: Any) -> bool:
    """True if the value counts."""
    try:
        snapshot = read(Snapshot, json.dumps({name: value}))
    except Refused:
        return False
    return name not in snapshot.left_out


def both(**facts: Any) -> CallEvent | None:
    """What both doors make of it, which is the same; None if they refuse it."""
    event = {"type": "call.updated", "occurred_at": TIME, "id": "1", "source": "cad", **facts}
    taken = over_http(event), as_a_signal(event)
    assert taken[0] == taken[1], (event, taken)
    return taken[0]


def counts(event: CallEvent | None, *names: str) -> bool:
    """True if it was taken and nothing of these was left out."""
    return event is not None and not set(names) & set(event.left_out)


def test_the_oracle_knows_every_fact() -> None:
    assert ORACLE.keys() - {"unset"} == CALL_FACTS.keys() - OURS


@pytest.mark.parametrize("name", ORACLE)
def test_each_fact_counts_or_does_not_at_both_doors(name: str) -> None:
    @given(JSON)
    def judged_alike(value: Any) -> None:
        expected = ORACLE[name](value) and not tells_of_a_person(name, value)
        event = both(**{name: value})
        assert counts(event, name) == expected, value
        assert (event is not None) == (expected or name in DECORATIVE | INSTEAD.keys()), value
        if name in facts_at(FactRoute.SNAPSHOT):
            assert in_a_snapshot(name, value) == expected, value

    judged_alike()


@given(
    st.sampled_from(EventType),
    st.dictionaries(st.sampled_from((*facts_at(FactRoute.EVENT), "unset")), JSON, max_size=4),
)
def test_facts_of_one_event_are_judged_together(event_type: EventType, facts: dict[str, Any]) -> None:
    deciding = {name: value for name, value in facts.items() if name not in DECORATIVE | INSTEAD.keys()}
    fit = all(ORACLE[name](value) for name, value in deciding.items())
    says_where = event_type is not EventType.CALL_MERGED or "merged_into" in facts
    assert (both(type=event_type.value, **facts) is not None) == (fit and says_where)


@pytest.mark.parametrize("name", [*facts_at(FactRoute.EVENT), "unset"])
def test_null_says_nothing_at_both_doors(name: str) -> None:
    assert counts(both(**{name: None}), name)


@pytest.mark.parametrize("name", ["caller", "Priority", "phone", "", "call_number"])
def test_an_unknown_fact_is_refused_by_both_doors(name: str) -> None:
    assert not both(**{name: "1"})


@pytest.mark.parametrize(("merged_into", "fit"), [("26-000002", True), (CALL, False), (None, False)])
def test_a_call_is_merged_into_another_one_only(merged_into: str | None, fit: bool) -> None:
    assert (both(type="call.merged", merged_into=merged_into) is not None) is fit


TIMES = [
    ("2026-11-22T08:30:00Z", True),
    ("2026-11-22 08:30:00z", True),
    ("2026-11-22t08:30Z", True),
    ("2026-11-22T08:30:00.123456789+05:30", True),
    ("2026-11-22T08:30:00,5-0800", True),
    ("1900-01-01T00:00:00Z", True),
    ("2199-12-31T23:59:59.999Z", True),
    ("1899-12-31T23:59:59Z", False),
    ("2200-01-01T00:00:00Z", False),
    ("0001-01-01T00:00:00+14:00", False),
    ("9999-12-31T23:59:59-14:00", False),
    ("2026-11-22T08:30:00", False),
    ("2026-11-22", False),
    ("2026-02-30T08:30:00Z", False),
    ("2026-11-22T24:00:00Z", False),
    ("2026-11-22T08:30:60Z", False),
    ("2026-11-22T08:30:00+24:00", False),
    ("2026-11-22T08:30:00+01", False),
    ("2026-11-22_08:30:00Z", False),
    ("20261122T083000Z", False),
    ("2026-W47-7T08:30:00Z", False),
    ("2026-11-22T08:30:00Z\n", False),
    ("٢٠٢٦-11-22T08:30:00Z", False),
    ("1780000000", False),
    ("", False),
    (1780000000, False),
    (True, False),
    ([], False),
]


def case_status(**change: Any) -> bool:
    """The verdict of both doors for a change of case status, which is one."""

    def over_http() -> None:
        read(CaseStatusIn, json.dumps(change))

    def as_a_signal() -> None:
        read_case_status(json.loads(json.dumps(change)), now=NOW, event_id="1")

    verdicts = []
    for door in (over_http, as_a_signal):
        try:
            door()
            verdicts.append(True)
        except (Refused, MalformedEvent):
            verdicts.append(False)
    assert verdicts[0] == verdicts[1], (change, verdicts)
    return verdicts[0]


@pytest.mark.parametrize(("value", "fit"), TIMES)
def test_a_time_is_read_alike_everywhere(value: Any, fit: bool) -> None:
    assert (both(occurred_at=value) is not None) is fit
    assert in_a_snapshot("received_at", value) is fit
    assert case_status(status="arrest", at=value) is (fit or value == "")  # an empty field of a form is now


LIKE_TIMES = st.from_regex(
    r"[12][90][0-9]{2}-[01][0-9]-[0-3][0-9][Tt _]?[0-2][0-9]:?[0-5][0-9](:[0-6][0-9])?([.,][0-9]*)?"
    r"(Z|z|[+-][0-2][0-9]:?([0-6][0-9])?|)",
    fullmatch=True,
)


@given(LIKE_TIMES)
def test_what_looks_like_a_time_is_read_alike_everywhere(value: str) -> None:
    fit = both(occurred_at=value) is not None
    assert in_a_snapshot("received_at", value) is fit
    assert case_status(status="arrest", at=value) is fit


@given(
    st.fixed_dictionaries(
        {"status": st.sampled_from(("arrest", "assigned", "opened", "closed")) | JSON},
        optional={"by": st.none() | JSON},
    )
)
def test_a_case_status_is_taken_or_refused_by_both_doors(change: dict[str, Any]) -> None:
    known = ("assigned", "arrest", "charged", "suspended", "closed", "reopened")
    assert case_status(**change) == (change["status"] in known)


PAGE = (ROOT / "docs" / "integrating-a-cad.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", [name for name in CALL_FACTS if name not in OURS])
def test_the_page_tells_the_bounds_of_each_fact(name: str) -> None:
    rows = [line for line in PAGE.splitlines() if line.startswith("| ") and f"`{name}`" in line.split("|")[1]]
    assert any(CALL_FACTS[name].kind.words in row.replace("`", "") for row in rows), CALL_FACTS[name].kind.words
