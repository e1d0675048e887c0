"""An address is loopback only if it cannot be reached from elsewhere."""

from __future__ import annotations

import pytest

from domain.loopback import is_loopback


@pytest.mark.parametrize(
    "url",
    ["http://127.0.0.1:8080", "http://127.8.9.1", "http://[::1]:80", "http://localhost:8080/x", "http://a.localhost"],
)
def test_a_loopback_address_is_one(url: str) -> None:
    assert is_loopback(url)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "localhost",
        "http://127.0.0.1.example.org",
        "http://localhost.example.org",
        "http://0.0.0.0",
        "http://10.0.0.1",
    ],
)
def test_any_other_is_not(url: str) -> None:
    assert not is_loopback(url)
