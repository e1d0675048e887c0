"""Every way of finding the Temporal server, in order."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from engine.server import (
    ServerAddress,
    ServerBinary,
    ServerNotFound,
    Sources,
    examine,
    find_server,
    install,
)
from tests.engine.server.fakes import a_go, a_script, a_temporal


def test_a_given_address_is_used_and_nothing_else_is_looked_at(nowhere: Sources) -> None:
    sources = replace(nowhere, address="temporal.example:7233", cli_path=Path("/does/not/exist"))

    assert find_server(sources) == ServerAddress(address="temporal.example:7233")


def test_a_named_binary_comes_before_the_one_on_path(nowhere: Sources, bin_folder: Path, tmp_path: Path) -> None:
    a_temporal(bin_folder / "temporal")
    named = a_temporal(tmp_path / "mine", server="1.33.1")

    found = install(replace(nowhere, cli_path=named))

    assert found == ServerBinary(path=named, version="1.33.1", way="TEMPORAL_CLI_PATH")


def test_a_wrong_setting_is_an_error_even_when_another_way_would_work(
    nowhere: Sources, bin_folder: Path, tmp_path: Path
) -> None:
    a_temporal(bin_folder / "temporal")
    old = a_temporal(tmp_path / "old", server="1.29.6")

    with pytest.raises(ServerNotFound, match=r"TEMPORAL_CLI_PATH.*1\.29\.6.*1\.32"):
        install(replace(nowhere, cli_path=old))


def test_temporal_on_path_comes_before_the_cache(nowhere: Sources, bin_folder: Path) -> None:
    on_path = a_temporal(bin_folder / "temporal")
    a_temporal(nowhere.cache / "temporal-1.32.0")

    assert install(nowhere).path == on_path


@pytest.mark.parametrize("server", ["1.31.9", "1.4.0", "0.99.0"])
def test_an_old_temporal_on_path_is_passed_over(nowhere: Sources, bin_folder: Path, server: str) -> None:
    a_temporal(bin_folder / "temporal", server=server)
    cached = a_temporal(nowhere.cache / "temporal-1.32.0")

    assert install(nowhere).path == cached


@pytest.mark.parametrize("server", ["1.32.0", "1.32.0-158.0", "1.100.2", "2.0.0"])
def test_a_new_enough_temporal_on_path_is_taken(nowhere: Sources, bin_folder: Path, server: str) -> None:
    a_temporal(bin_folder / "temporal", server=server)

    assert install(nowhere).version == server


@pytest.mark.parametrize("body", ["exit 3", "echo hello"])
def test_something_else_called_temporal_is_passed_over(nowhere: Sources, bin_folder: Path, body: str) -> None:
    a_script(bin_folder / "temporal", body)
    cached = a_temporal(nowhere.cache / "temporal-1.32.0")

    assert install(nowhere).path == cached


def test_the_newest_binary_of_the_cache_that_works_is_taken(nowhere: Sources) -> None:
    a_temporal(nowhere.cache / "temporal-1.32.0")
    newer = a_temporal(nowhere.cache / "temporal-1.100.0", server="1.100.0")
    a_script(nowhere.cache / "temporal-1.101.0", "exit 1")

    assert install(nowhere).path == newer


def test_a_download_comes_before_a_build_and_is_kept(
    nowhere: Sources, bin_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_go(bin_folder / "go")
    a_temporal(tmp_path / "downloaded", server="1.34.0")
    # Stands for `python -m engine.server.download FOLDER`.
    downloads = a_script(tmp_path / "python", f"cp '{tmp_path}/downloaded' \"$3/temporal-sdk\"")
    monkeypatch.setattr("sys.executable", str(downloads))

    found = install(replace(nowhere, download_within=timedelta(seconds=30)))

    assert found.path == nowhere.cache / "temporal-1.34.0"
    assert found.way == "the SDK's download"
    assert not (bin_folder / "calls").exists()


def test_a_downloaded_server_that_is_too_old_is_not_kept(
    nowhere: Sources, bin_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_go(bin_folder / "go")
    a_temporal(tmp_path / "downloaded", server="1.30.0")
    monkeypatch.setattr(
        "sys.executable", str(a_script(tmp_path / "python", f"cp '{tmp_path}/downloaded' \"$3/temporal-sdk\""))
    )

    found = install(replace(nowhere, download_within=timedelta(seconds=30)))

    assert found.way == "a build with Go"
    assert [path.name for path in nowhere.cache.glob("temporal-*")] == ["temporal-1.32.0"]


def test_when_nothing_works_the_error_lists_every_way_and_what_to_do(nowhere: Sources, no_installer: None) -> None:
    with pytest.raises(ServerNotFound) as caught:
        install(nowhere)

    message = str(caught.value)
    for way in ("TEMPORAL_CLI_PATH: not set", "on PATH: there is none", "our cache", "download", "a build with Go"):
        assert way in message
    assert "TEMPORAL_ADDRESS" in message.partition("Any one of these helps")[2]


def test_examining_names_every_way_and_changes_nothing(nowhere: Sources, bin_folder: Path) -> None:
    a_go(bin_folder / "go")

    outcomes = examine(nowhere)

    assert outcomes["Go, to build it"] == str(bin_folder / "go")
    assert outcomes["`temporal` on PATH"] == "there is none"
    assert not nowhere.cache.exists()
