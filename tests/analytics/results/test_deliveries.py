"""Every message is counted once by its channel and language, and by the reason why it did not arrive."""

from __future__ import annotations

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.results.deliveries import deliveries
from domain.delivery import DeliveryStatus
from tests.analytics.results.counted import Row, counting
from tests.thoroughness import examples

FAILED = {"status": "permanent_failure", "reason": "undelivered: 30003"}
WITHHELD = {"status": "withheld", "reason": "opted_out", "accepted": False}


def test_messages_are_counted_by_channel_and_by_language_with_the_most_used_first() -> None:
    messages: list[Row] = [
        *[{}] * 6,
        FAILED,
        WITHHELD,
        {"status": "sent"},
        {"channel": "email", "language": "es"},
        {"channel": "email", "language": "es", **FAILED, "accepted": False},
        {"channel": None, "language": "es", **WITHHELD},
    ]
    with counting({"messages": messages}) as found:
        by_channel, by_language, _, _ = deliveries(found)

    assert by_channel.rows == (
        ("sms", 9, 8, 6, 1, 1, 1, 0.75),
        ("email", 2, 1, 1, 1, 0, 0, 0.5),
        (None, 1, 0, 0, 0, 0, 1, None),
    )
    assert by_language.rows == (("en", 9, 8, 6, 1, 1, 1, 0.75), ("es", 3, 1, 1, 1, 0, 1, 0.5))


def test_reasons_are_counted_by_their_code() -> None:
    messages: list[Row] = [
        FAILED,
        FAILED | {"reason": "undelivered: 30005"},
        FAILED | {"reason": "landline"},
        FAILED | {"reason": ""},
        WITHHELD,
        WITHHELD | {"reason": "held_for_review: dropped"},
        {"reason": "unreviewed"},
    ]
    with counting({"messages": messages}) as found:
        _, _, undelivered, withheld = deliveries(found)

    assert undelivered.rows == (("undelivered", 2, 0.5), ("landline", 1, 0.25), ("not_known", 1, 0.25))
    assert withheld.rows == (("held_for_review", 1, 0.5), ("opted_out", 1, 0.5))


def test_messages_count_on_the_day_on_which_they_were_decided() -> None:
    with counting({"messages": [{"local_day": date(2026, 5, 31)}, {"local_day": date(2026, 6, 30)}]}) as found:
        assert deliveries(found)[0].column("planned") == (1,)


@settings(max_examples=examples(15))
@given(st.lists(st.tuples(st.sampled_from(DeliveryStatus), st.sampled_from(["en", "es", "ar"])), max_size=40))
def test_what_arrived_failed_is_open_or_was_withheld_adds_up(messages: list[tuple[DeliveryStatus, str]]) -> None:
    rows = [{"status": status.value, "language": language} for status, language in messages]
    with counting({"messages": rows}) as found:
        _, by_language, undelivered, withheld = deliveries(found)

    for language, planned, _, delivered, failed, not_known, held, share in by_language.rows:
        mine = [status for status, of in messages if of == language]
        assert planned == len(mine) == delivered + failed + not_known + held
        assert held == mine.count(DeliveryStatus.WITHHELD)
        assert share == (delivered / (planned - held) if planned > held else None)
    every = [status for status, _ in messages]
    assert sum(undelivered.column("messages")) == every.count(DeliveryStatus.PERMANENT_FAILURE)
    assert sum(withheld.column("messages")) == every.count(DeliveryStatus.WITHHELD)
