"""When what we show Temporal ends: said for each file, the first to end first, with a warning in time."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from engine.door.endings import WARNED_BEFORE, Ending, endings
from engine.door.keys import RENEWED_BEFORE, Door, Making
from engine.temporal_target import TemporalTarget

NOW = datetime.now(UTC).replace(microsecond=0)


def a_target(folder: Path, days: int = 100) -> TemporalTarget:
    making = Making(now=NOW, valid_for=timedelta(days=days))
    Door(folder=folder, audience="a").make("default", ["localhost"], making)
    keys = folder / "worker"
    return TemporalTarget(
        address="t:1",
        ca_file=keys / "ca.pem",
        cert_file=keys / "client.pem",
        key_file=keys / "client.key",
        api_key_file=keys / "token",
    )


def test_certificates_and_token_are_looked_at(tmp_path: Path) -> None:
    found = endings(a_target(tmp_path))
    assert [each.setting for each in found] == [
        "TEMPORAL_TLS_CLIENT_CERT_PATH",
        "TEMPORAL_API_KEY_FILE",
        "TEMPORAL_TLS_SERVER_CA_CERT_PATH",
    ]
    assert [each.at - NOW for each in found] == [timedelta(days=100), timedelta(days=100), timedelta(days=3650)]


def test_what_cannot_be_read_is_left_to_who_connects(tmp_path: Path) -> None:
    target = a_target(tmp_path)
    (tmp_path / "worker" / "token").write_text("a key of Temporal Cloud")
    assert [each.setting for each in endings(replace(target, cert_file=tmp_path / "none.pem", ca_file=None))] == []
    assert endings(TemporalTarget(address="t:1", api_key="in a variable")) == []


@pytest.mark.parametrize(
    ("left", "near", "said"),
    [
        (timedelta(days=31), False, "is valid until"),
        (timedelta(days=30), False, "is valid until"),
        (timedelta(days=29, hours=23), True, "in 29 days: renew it."),
        (timedelta(0), True, "renew it now"),
        (timedelta(days=-2), True, "renew it now"),
    ],
)
def test_the_warning_comes_thirty_days_before(left: timedelta, near: bool, said: str) -> None:
    ending = Ending(setting="S", file=Path("f"), at=NOW + left)
    assert ending.is_near(NOW) is near
    assert said in ending.sentence(NOW)


def test_where_services_start_now_and_then_no_warning_is_seen() -> None:
    assert RENEWED_BEFORE > WARNED_BEFORE
