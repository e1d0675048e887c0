"""What chance made is left out, and what tells of a person is not."""

from __future__ import annotations

import pytest

from tests.chance import without_chance


@pytest.mark.parametrize(
    "made", ["0f555a1e-2b55-4555-8555-123455555555", "0f555a1e2b5545558555123455555555", "5550a" * 4, "a" * 64]
)
def test_ids_and_hashes_are_left_out(made: str) -> None:
    assert without_chance(f"{{'id': '{made}', \"of\": {made}, /cases/{made}}}") == "{'id': '…', \"of\": …, /cases/…}"


def test_a_token_is_left_out() -> None:
    assert without_chance('value="AbC-_555defghijklmnopqrstu"') == 'value="…"'


@pytest.mark.parametrize(
    "kept", ["+12065550123", "(206) 555-0123", "206-555-0123", "ana@example.org", "2065550123", "2026-11-29T06:28:17"]
)
def test_what_tells_of_a_person_is_kept(kept: str) -> None:
    assert without_chance(f"<p>{kept}</p>") == f"<p>{kept}</p>"
