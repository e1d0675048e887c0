"""Messages are kept in order, found by recipient however many there are, and survive a restart if wanted."""

from __future__ import annotations

import stat
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from simulator.segments import segments
from simulator.store import SimulatedMessage, Store
from simulator.threads import ThreadQuery, changes
from tests.simulator_process import SimulatorProcess

NOON = datetime(2026, 1, 31, 12, tzinfo=UTC)
AGENCY = "+15005550006"


def a_text(n: int, **values: Any) -> SimulatedMessage:
    return SimulatedMessage(
        **{
            "sid": f"SM{n:032x}",
            "channel": "sms",
            "direction": "outbound-api",
            "sender": AGENCY,
            "to": "+12065550101",
            "body": f"Message {n}",
            "created_at": NOON + timedelta(seconds=n),
            "status": "queued",
            **values,
        }
    )


def ids(store: Store, **wanted: Any) -> Any:
    return changes(store, ThreadQuery(**wanted))["order"]


def test_the_last_to_receive_something_comes_first() -> None:
    store = Store()
    for n, to in enumerate(("+12065550101", "+12065550102", "+12065550101")):
        store.add(a_text(n, to=to))
    store.add(a_text(3, channel="email", to="sam@example.org"))
    store.add(a_text(4, direction="inbound", sender="+12065550102", to=AGENCY))
    assert ids(store) == ["phone:+12065550102", "inbox:sam@example.org", "phone:+12065550101"]


def test_only_threads_that_changed_are_told_again() -> None:
    store = Store()
    first, second = a_text(1), a_text(2, to="+12065550102")
    store.add(first)
    store.add(second)
    seen: Any = changes(store, ThreadQuery())
    assert len(seen["threads"]) == 2
    known = {"epoch": seen["epoch"], "version": seen["version"]}
    assert changes(store, ThreadQuery(**known))["unchanged"]
    store.update(first, status="delivered", at=NOON)
    later: Any = changes(store, ThreadQuery(**known))
    assert [t["id"] for t in later["threads"]] == ["phone:+12065550101"]
    assert later["threads"][0]["messages"][0]["status"] == "delivered"
    assert later["order"] == ["phone:+12065550102", "phone:+12065550101"]
    store.reset()
    assert changes(store, ThreadQuery(**known))["epoch"] != seen["epoch"]


def test_threads_are_searched_by_number_address_and_words() -> None:
    store = Store()
    store.add(a_text(1, body="Un agente está en camino"))
    store.add(a_text(2, to="+12065550102"))
    store.add(a_text(3, channel="email", to="sam@example.org", subject="Your CASE number"))
    assert ids(store, search="agente ESTÁ") == ["phone:+12065550101"]
    assert ids(store, search="(206) 555-0102") == ["phone:+12065550102"]
    assert ids(store, search="SAM@") == ids(store, search="case number") == ids(store, kind="inbox")
    assert ids(store, only="+12065550102") == ["phone:+12065550102"]
    assert ids(store, search="nothing like it") == []
    assert changes(store, ThreadQuery(limit=2))["more"] is True
    assert len(ids(store, limit=2)) == 2


def test_a_long_thread_shows_its_latest_messages_and_alone_all_of_them() -> None:
    store = Store()
    for n in range(100):
        store.add(a_text(n))
    among_others: Any = changes(store, ThreadQuery())["threads"]
    alone: Any = changes(store, ThreadQuery(only="+12065550101"))["threads"]
    short, whole = among_others[0], alone[0]
    assert (short["hidden"], len(short["messages"]), short["messages"][-1]["body"]) == (60, 40, "Message 99")
    assert (whole["hidden"], len(whole["messages"])) == (0, 100)


def test_a_recipient_is_found_among_twenty_thousand_without_looking_at_all() -> None:
    store = Store()
    for n in range(20_000):
        store.add(a_text(n, to=f"+1206555{n % 10_000:04d}"))
    started = time.process_time()
    for n in range(2_000):
        assert [m.seq for m in store.newest_first(f"+1206555{n:04d}")] == [n + 10_001, n + 1]
    # A scan of everything would take some 2 s.
    assert time.process_time() - started < 0.5


def test_threads_and_opt_outs_survive_a_restart(tmp_path: Path) -> None:
    path = tmp_path / "state" / "threads.jsonl"
    store = Store(path)
    text = a_text(1, body="Line\u2028separator, émoji 🚓", custom_args={"message_id": "0197"})
    store.add(text)
    store.add(a_text(2))
    store.update(text, status="sent", at=NOON)
    store.update(text, status="undelivered", at=NOON, error_code=30003)
    store.opt_out(sender=AGENCY, person="+12065550101", out=True)
    store.opt_out(sender=AGENCY, person="+12065550102", out=True)
    store.opt_out(sender=AGENCY, person="+12065550102", out=False)
    store.close()
    with path.open("a") as file:
        file.write('{"sid": "cut short by a ki')
    again = Store(path)
    assert again.messages == store.messages
    assert again.opted_out == {(AGENCY, "+12065550101")}
    again.add(a_text(3))
    assert again.messages[-1].seq == 3
    again.close()
    again = Store(path)
    assert [message.body for message in again.messages[1:]] == ["Message 2", "Message 3"]
    again.reset()
    again.close()
    assert path.read_text() == ""


def test_the_file_is_for_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "threads.jsonl"
    Store(path).close()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.parametrize(
    ("body", "count"),
    [
        ("", 1),
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 306, 2),
        ("a" * 307, 3),
        ("€" * 80, 1),
        ("€" * 81, 2),
        ("a" * 152 + "€" + "a" * 152, 3),
        ("م" * 70, 1),
        ("م" * 71, 2),
        ("م" * 135, 3),
        ("🚓" * 35, 1),
        ("🚓" * 36, 2),
        ("🚓" * 67, 3),
    ],
)
def test_segments_are_counted_as_carriers_do(body: str, count: int) -> None:
    assert segments(body) == count


def test_what_was_accepted_is_gone_on_with_after_a_restart(tmp_path: Path) -> None:
    path = tmp_path / "phones.jsonl"
    store = Store(path)
    for n, status in enumerate(("queued", "delivered", "sent")):
        store.add(a_text(n, status=status))
    store.close()
    with SimulatorProcess(store=path, receipt_delay_seconds=0) as simulator:
        simulator.control.wait_idle()
        assert [message["status"] for message in simulator.control.messages()] == ["delivered"] * 3
