"""What is typed is read leniently, and never as something else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.portal.lenient_input import plain


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("2026-00 123", "202600123"),
        ("pd/26.44", "pd2644"),
        ("PD 26–44\u00a0", "pd2644"),
        ("٤٨٣ ٠٢٧", "483027"),
        ("۴۸۳۰۲۷", "483027"),
        ("４８３０２７", "483027"),
        ("\u200f483\u200e027", "483027"),
        ("--", ""),
        ("²", "2"),
    ],
)
def test_only_letters_and_digits_count(typed: str, read: str) -> None:
    assert plain(typed) == read


@given(st.text())
def test_reading_twice_changes_nothing(typed: str) -> None:
    assert plain(plain(typed)) == plain(typed)
