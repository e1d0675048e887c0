"""What Twilio's client is built with."""

from __future__ import annotations

import pytest

from messaging.providers.twilio_client import KnownSurroundings

API, OTHER = "https://api.twilio.example", "https://lookups.twilio.example"


def test_the_proxy_of_each_host_is_what_the_environment_said_at_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.example:3128")
    monkeypatch.setenv("NO_PROXY", "lookups.twilio.example")
    session = KnownSurroundings()
    at_first = {url: session.merge_environment_settings(url, {}, None, None, None) for url in (API, OTHER)}
    assert at_first[API]["proxies"]["https"] == "http://proxy.example:3128"
    assert "https" not in at_first[OTHER]["proxies"]
    monkeypatch.delenv("HTTPS_PROXY")
    assert session.merge_environment_settings(f"{API}/2010-04-01/x.json", {}, None, None, None) == at_first[API]
