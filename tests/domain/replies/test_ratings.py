"""One number from 1 to 5 is a rating; a number that counts something is part of a comment."""

from __future__ import annotations

import pytest

from domain.replies.ratings import rating


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        *[("5", 5), (" 3 ", 3), ("٥", 5), ("۵", 5), ("५", 5), ("５", 5), ("4️⃣", 4), ("#4", 4), ("(2)", 2)],
        *[("five", 5), ("Cinco", 5), ("quatre", 4), ("ثلاثة", 3), ("nne", 4), ("پنج", 5), ("Five. Thank you!", 5)],
        *[("5/5", 5), ("4 out of 5", 4), ("٤ من ٥", 4), ("1 / 5", 1), ("4 de 5", 4), ("۵ از ۵", 5)],
        *[("4 - good", 4), ("3. took too long", 3), ("1 terrible", 1), ("5 stars", 5), ("5 because they came fast", 5)],
        *[("2\nnobody called back", 2), ("⭐⭐⭐", 3), ("1!!! nobody came", 1)],
    ],
)
def test_a_rating_is_found(body: str, expected: int) -> None:
    assert rating(body) == expected


@pytest.mark.parametrize(
    "body",
    [
        *["", "6", "0", "10", "10/10", "55", "1-5", "3-4", "3.5", "2:30", "1/2", "5pm", "1420 Elm St", "⭐⭐⭐⭐⭐⭐"],
        *[
            "5 officers came",
            "2 hours",
            "between 3 and 4",
            "it took 5 hours",
            "great",
            "two guys came",
            "très bon accueil",
        ],
        *["un peu long", "5 de mayo", "3 of them came", "-1", "one of the officers was rude"],
    ],
)
def test_a_comment_has_no_rating(body: str) -> None:
    assert rating(body) is None
