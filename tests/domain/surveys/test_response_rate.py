"""What became of invitations, and response rates, as AAPOR defines them."""

from __future__ import annotations

import pytest

from domain.surveys.response_rate import Course, Disposition, disposition, invited, rr1, rr2


@pytest.mark.parametrize(
    ("shown", "rated", "expected"),
    [
        (5, 5, Disposition.COMPLETE),
        (5, 4, Disposition.COMPLETE),
        (5, 3, Disposition.PARTIAL),
        (5, 2, Disposition.BREAK_OFF),
        (4, 2, Disposition.PARTIAL),
        (3, 2, Disposition.PARTIAL),
        (1, 1, Disposition.COMPLETE),
        (5, 0, Disposition.BREAK_OFF),
        (0, 0, Disposition.BREAK_OFF),
    ],
)
def test_an_answer_is_complete_from_four_fifths_and_partial_from_half(
    shown: int, rated: int, expected: Disposition
) -> None:
    course = Course(shown=shown, rated=rated, began=True, opted_out=True, delivered=True)
    assert disposition(course) is expected


@pytest.mark.parametrize(
    ("opted_out", "delivered", "expected"),
    [
        (True, True, Disposition.REFUSED),
        (True, False, Disposition.REFUSED),
        (False, True, Disposition.NO_ANSWER),
        (False, False, Disposition.NOT_DELIVERED),
    ],
)
def test_who_does_not_answer_refused_or_did_not_or_was_never_reached(
    opted_out: bool, delivered: bool, expected: Disposition
) -> None:
    course = Course(shown=5, rated=0, began=False, opted_out=opted_out, delivered=delivered)
    assert disposition(course) is expected


def test_everybody_who_was_invited_is_in_the_denominator() -> None:
    ended: dict[str, int] = dict(zip(Disposition, (30, 10, 5, 3, 50, 2), strict=True))
    assert (rr1(ended), rr2(ended), invited(ended)) == (30, 40, 100)
    assert (rr1({}), rr2({"partial": 4}), invited({})) == (0, 4, 0)
