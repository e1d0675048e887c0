"""Addresses in the Temporal Web UI."""

from __future__ import annotations

from engine.temporal_ui import TemporalUi


def test_a_workflow_id_is_one_part_of_the_path() -> None:
    ui = TemporalUi(address="http://127.0.0.1:8233/", namespace="a b")
    assert ui.workflow("call/WA/26/1?") == "http://127.0.0.1:8233/namespaces/a%20b/workflows/call%2FWA%2F26%2F1%3F"
