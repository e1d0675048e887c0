"""A case status without proof is for closed try-outs: elsewhere the worker does not start, and `up` does not set it."""

from __future__ import annotations

from pathlib import Path

import pytest
from temporalio.client import Client

from commands.local.stack_settings import environment
from commands.up import _who_may_change_a_case
from db.connection.session import Database
from db.encryption.vault import Vault
from settings import Settings
from tests.own_logs import own_logs
from wiring.worker import NotATryOut, activity_options, build_worker

SETTING = "CASELINE_TAKE_UNPROVEN_CASE_STATUS"
OTHERS = ["https://caseline.example.org", "http://10.0.0.7:8080", "http://localhost.example.org"]


def settings(vault: Vault, public_url: str) -> Settings:
    return Settings(keys_file=vault.ring.path, take_unproven_case_status=True, public_url=public_url)


@pytest.mark.parametrize("public_url", OTHERS)
async def test_a_worker_that_others_reach_does_not_start_with_it(
    sqlite_database: Database, vault: Vault, temporal_client: Client, public_url: str
) -> None:
    with pytest.raises(NotATryOut, match=rf"{SETTING} is for closed try-outs.*{public_url}"):
        build_worker(settings(vault, public_url), sqlite_database, temporal_client)


def test_on_this_machine_it_is_taken_and_the_log_says_so(vault: Vault) -> None:
    with own_logs() as logged:
        assert activity_options(settings(vault, "http://127.0.0.1:8080")).take_unproven_case_status
    assert {"event": "case_status.taken_unproven", "log_level": "warning", "setting": SETTING} in logged


def test_nothing_is_taken_without_proof_unless_it_is_set() -> None:
    assert not Settings(_env_file=None).take_unproven_case_status  # type: ignore[call-arg]  # pydantic's own


@pytest.mark.parametrize("public_url", ["http://127.0.0.1:8080", *OTHERS])
def test_up_sets_it_on_this_machine_alone_and_says_so(tmp_path: Path, public_url: str) -> None:
    here = public_url.startswith("http://127.")
    found = environment(Settings(state_dir=tmp_path, public_url=public_url), "127.0.0.1:7233")
    assert found[SETTING] == ("true" if here else "false")
    assert ("unproven" in _who_may_change_a_case(public_url)) is here
