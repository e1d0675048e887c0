"""The example year is invented, the same for the same seed, and shaped like the real world."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from analytics.columns import TABLES
from analytics.example.places import SPOTS
from analytics.example.town import beat_cells
from analytics.example.year import ExampleOrder, example_year, last_twelve_months
from analytics.extracts import Extract
from domain.delivery import DeliveryStatus, NotSent
from domain.incident_types import KNOWN
from domain.messages import LANGUAGES, MessageKey
from domain.replies.intents import Intent
from domain.usage import Prices

NOW = datetime(2026, 11, 28, 20, 0, tzinfo=UTC)
ORI = "WADEMO000"
CALLS = 6_000


def an_order(folder: Path, **values: Any) -> ExampleOrder:
    since, until = last_twelve_months(NOW, ZoneInfo("America/Los_Angeles"))
    usual: dict[str, Any] = {
        "analytics_folder": folder,
        "ori": ORI,
        "agency": "Springfield Police",
        "time_zone": "America/Los_Angeles",
        "since": since,
        "until": until,
        "now": NOW,
        "prices": Prices(),
        "calls": CALLS,
    }
    return ExampleOrder(**(usual | values))


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Extract:
    return example_year(an_order(tmp_path_factory.mktemp("example")))


@pytest.fixture
def ask(example: Extract) -> Iterator[Any]:
    """Asks it in SQL."""
    with example.opened() as opened:
        yield lambda query: opened.sql(query).fetchall()


def test_it_says_that_it_is_invented_and_holds_twelve_whole_months(example: Extract, ask: Any) -> None:
    assert example.about.invented
    assert (example.about.since, example.about.until) == (date(2025, 11, 1), date(2026, 11, 1))
    [(first, last, number)] = ask("SELECT min(local_day), max(local_day), count(*) FROM calls")
    assert (first, last) == (date(2025, 11, 1), date(2026, 10, 31))
    assert abs(number - CALLS) < CALLS / 20
    assert all(example.about.rows[name] for name in TABLES)


def test_the_same_seed_invents_the_same_and_another_one_something_else(tmp_path: Path) -> None:
    def rows(folder: str, seed: int) -> list[Any]:
        made = example_year(an_order(tmp_path / folder, calls=200, seed=seed))
        with made.opened() as opened:
            return [opened.table(name).fetchall() for name in TABLES]

    first = rows("one", 1)
    assert first == rows("again", 1)
    assert first != rows("other", 2)


def test_urgent_calls_are_answered_as_soon_as_in_a_real_city(ask: Any) -> None:
    found = ask(
        "SELECT priority, median(wait), quantile_cont(wait, 0.9) FROM "
        "(SELECT priority, date_diff('second', received_at, arrived_at) / 60 AS wait FROM calls "
        "WHERE NOT officer_initiated) GROUP BY priority ORDER BY priority"
    )
    (_, first, first_90), (_, second, second_90), (_, third, third_90), _ = found

    assert (6 < first < 8, 14 < first_90 < 20) == (True, True)
    assert (22 < second < 34, 170 < second_90 < 270) == (True, True)
    assert (70 < third < 110, 280 < third_90 < 450) == (True, True)


def test_moments_follow_each_other(ask: Any) -> None:
    assert ask(
        "SELECT count(*) FROM calls WHERE dispatched_at < received_at OR arrived_at < dispatched_at "
        "OR ended_at < arrived_at OR delay_due_at < received_at OR delay_told_at < delay_due_at "
        "OR delay_due_at >= least(coalesce(arrived_at, ended_at), ended_at)"
    ) == [(0,)]
    assert ask("SELECT count(*) FROM messages WHERE sent_at < planned_at OR delivered_at < sent_at") == [(0,)]
    assert ask("SELECT count(*) FROM waiting WHERE done_at < opened_at OR (done_at IS NULL) <> (outcome IS NULL)") == [
        (0,)
    ]


def test_a_call_and_its_messages_agree(ask: Any) -> None:
    assert ask(
        "SELECT count(*) FROM calls LEFT JOIN (SELECT call_id, min(sent_at) AS said FROM messages "
        "WHERE key = 'officer_delayed' GROUP BY call_id) USING (call_id) WHERE said IS DISTINCT FROM delay_told_at"
    ) == [(0,)]
    assert ask(
        "SELECT count(*) FROM calls WHERE delay_due_at IS NOT NULL "
        "AND (delay_told_at IS NULL) = (delay_withheld IS NULL)"
    ) == [(0,)]
    assert ask("SELECT count(*) FROM messages ANTI JOIN calls USING (call_id)") == [(0,)]
    assert ask(
        "SELECT count(*) FROM messages JOIN calls USING (call_id) "
        "WHERE accepted AND (sensitive OR officer_initiated OR callers = 0)"
    ) == [(0,)]


def test_words_are_those_of_the_lifecycle(ask: Any) -> None:
    def words(query: str) -> set[str]:
        return {word for (word,) in ask(query)}

    assert words("SELECT DISTINCT incident_type FROM calls") <= KNOWN
    assert words("SELECT DISTINCT key FROM messages") <= set(MessageKey)
    assert words("SELECT DISTINCT status FROM messages") <= set(DeliveryStatus)
    assert words("SELECT DISTINCT reason FROM messages") <= {*NotSent, ""}
    assert words("SELECT DISTINCT language FROM messages") == set(LANGUAGES)
    assert words("SELECT DISTINCT intent FROM replies") <= set(Intent)
    assert words("SELECT DISTINCT delay_withheld FROM calls WHERE delay_withheld IS NOT NULL") <= set(NotSent)


def test_about_every_text_arrives_and_a_fifth_of_those_asked_answers(ask: Any) -> None:
    [(arrived,)] = ask("SELECT avg((status = 'delivered')::INT) FROM messages WHERE accepted AND channel = 'sms'")
    [(answered,)] = ask(
        "SELECT sum(answered) / sum(invited) FROM surveys WHERE dimension = 'total' AND question IS NULL"
    )
    assert 0.94 < arrived < 0.96
    assert 0.18 < answered < 0.27
    assert ask("SELECT DISTINCT period FROM surveys ORDER BY 1") == [("2026-Q1",), ("2026-Q2",), ("2026-Q3",)]


def test_figures_change_over_the_year(ask: Any) -> None:
    halves = ask(
        "SELECT local_day >= '2026-05-01', avg((delay_told_at <= delay_due_at + INTERVAL 1 MINUTE)::INT) "
        "FROM calls WHERE delay_told_at IS NOT NULL GROUP BY 1 ORDER BY 1"
    )
    assert halves[0][1] < halves[1][1]


def test_places_are_in_their_beats_and_none_is_told_of_sensitive_calls(ask: Any) -> None:
    cells = {cell: beat for beat, inside in beat_cells().items() for cell in inside}
    found = ask("SELECT DISTINCT cell, beat FROM calls WHERE cell IS NOT NULL")
    assert all(cells[cell] == beat for cell, beat in found)
    assert ask("SELECT count(*) FROM calls WHERE sensitive AND cell IS NOT NULL") == [(0,)]


def test_more_happens_at_the_known_spots(ask: Any) -> None:
    for spot in SPOTS:
        types = ", ".join(f"'{each}'" for each in sorted(spot.types))
        found = ask(f"SELECT cell FROM calls WHERE incident_type IN ({types}) AND cell IS NOT NULL")  # noqa: S608
        inside = sum(cell in spot.place.cells for (cell,) in found)
        town = sum(map(len, beat_cells().values()))
        assert inside > 3 * len(found) * len(spot.place.cells) / town, spot.place.name
