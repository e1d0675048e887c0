"""A message moves as the table of deliveries says, or not at all."""

from __future__ import annotations

from datetime import timedelta
from itertools import product

import pytest

from db.tables import OutboundMessage
from db.tables.messages import INSTEAD_OF
from domain.delivery import MOVES, DeliveryStatus, ImpossibleMove
from tests.database import NOW

LATER = NOW + timedelta(minutes=1)


def a_message(status: DeliveryStatus) -> OutboundMessage:
    return OutboundMessage(
        call_id="c", key="call_received", status=status.value, reason="before", planned_at=NOW, updated_at=NOW
    )


@pytest.mark.parametrize(("status", "target"), [*product(DeliveryStatus, DeliveryStatus)])
def test_every_pair_of_statuses_is_a_move_or_is_refused(status: DeliveryStatus, target: DeliveryStatus) -> None:
    row = a_message(status)
    if target in MOVES[status]:
        row.move_to(target, reason="because", now=LATER)
        assert (row.status, row.reason, row.updated_at) == (target.value, "because", LATER)
    else:
        with pytest.raises(ImpossibleMove, match=f"{status} -> {target}"):
            row.move_to(target, reason="because", now=LATER)
        assert (row.status, row.reason, row.updated_at) == (status.value, "before", NOW)


def test_a_move_without_a_reason_of_its_own_keeps_the_last_one() -> None:
    row = a_message(DeliveryStatus.CREATED)
    row.move_to(DeliveryStatus.SENDING, now=LATER)
    assert row.reason == "before"


@pytest.mark.parametrize("target", [DeliveryStatus.SENT, DeliveryStatus.DELIVERED])
def test_what_went_well_in_english_instead_keeps_that_as_its_reason(target: DeliveryStatus) -> None:
    row = a_message(DeliveryStatus.SENDING)
    row.facts = {INSTEAD_OF: "es"}
    row.move_to(target, reason="", now=LATER)
    assert row.reason == "unreviewed"


def test_a_failure_in_english_instead_has_its_own_reason() -> None:
    row = a_message(DeliveryStatus.SENDING)
    row.facts = {INSTEAD_OF: "es"}
    row.move_to(DeliveryStatus.PERMANENT_FAILURE, reason="landline", now=LATER)
    assert row.reason == "landline"


def test_every_status_has_its_moves() -> None:
    assert set(MOVES) == set(DeliveryStatus)
