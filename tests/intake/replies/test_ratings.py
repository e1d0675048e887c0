"""One number from 1 to 5 is a rating; a number that counts something is part of a comment."""

from __future__ import annotations

import pytest

from domain.replies.pieces import ReplyContext
from domain.replies.ratings import rating, skips
from intake.replies.understanding.understand import understand


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


SKIPPED = ["0", " 0. ", "٠", "۰", "０", "0️⃣", "Skip", "skip this", "Omitir", "Zéro"]
SKIPPED += ["passer", "تخطّي", "صفر", "RUKA", "رد کن", "بعدی"]


@pytest.mark.parametrize("body", SKIPPED)
def test_nought_and_words_for_it_leave_a_question_out(body: str) -> None:
    assert skips(body)
    assert rating(body) is None
    assert understand(body, ReplyContext(survey=True)).rating == 0
    assert understand(body).rating is None


@pytest.mark.parametrize("body", ["", "10", "0 stars", "00", "zero help", "skipped my street", "رد", "stop", "5"])
def test_what_only_looks_like_it_does_not(body: str) -> None:
    assert not skips(body)
