"""A policy publishes nothing until it says so, and says whom readers ask."""

from __future__ import annotations

from datetime import timedelta

import pytest

from domain.open_data import OpenDataPolicy, Prefer, ReleaseSpan
from policies.files import DEFAULT_POLICY
from policies.policy_file import parse
from policies.toml_file import TomlError


def open_data(text: str) -> OpenDataPolicy:
    return parse(f"{DEFAULT_POLICY.read_text()}\n[open_data]\n{text}\n").open_data


def test_without_a_word_nothing_is_published() -> None:
    assert parse(DEFAULT_POLICY.read_text()).open_data == OpenDataPolicy()
    assert not OpenDataPolicy().publish


def test_everything_that_is_said_is_taken() -> None:
    found = open_data(
        'publish = true\ntitle = "Calls"\ncontact = "data@city.example"\nlicense = "CC-BY-4.0"\nevery = "week"\n'
        'prefer = "place"\ndelay_days = 7'
    )
    assert found == OpenDataPolicy(
        publish=True,
        title="Calls",
        contact="data@city.example",
        license="CC-BY-4.0",
        every=ReleaseSpan.WEEK,
        prefer=Prefer.PLACE,
        delay=timedelta(days=7),
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("publish = true", "contact: is missing; readers of data need the mailbox of an office to ask"),
        ('contact = "Jane Doe"', "use the mailbox of an office, as opendata@city.example"),
        ('license = "mine"', "CC0-1.0"),
        ('every = "hour"', "day"),
        ("delay_days = 0", "out of range|from 1 to 90|1"),
    ],
)
def test_mistakes_are_said(text: str, said: str) -> None:
    with pytest.raises(TomlError, match=said):
        open_data(text)
