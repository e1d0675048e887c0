"""What `make test` installs before the tests: with which tool, and what it says when it cannot."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.browser import WITHOUT_BROWSER
from tests.engine.server.fakes import a_script
from tests.needs import Machine, main

# As it is called: -o LOCK update | -o LOCK install --yes --no-install-recommends PACKAGE...
APT_GET = """echo "apt-get $3 $6" >> calls
case "$6" in
  $FAILING) exit 100 ;;
  curl) cp tool bin/curl ;;
  libatomic1) cp tool bin/libatomic ;;
  fontconfig) cp tool bin/fc-list ;;
  chromium | chromium-headless-shell) cp tool "bin/$6" ;;
esac"""

PLAYWRIGHT = """[ "$1" != --version ] || exec libatomic
echo "playwright $*" >> calls
[ "$FAILING" = "*" ] || cp tool bin/chromium"""

APT_GETS_ALL = [
    "apt-get update ",
    *(f"apt-get install {name}" for name in ("curl", "libatomic1", "chromium-headless-shell", "fontconfig")),
]


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Machine:
    """Root's on Debian, with nothing installed; every installer notes its calls."""
    a_script(tmp_path / "tool", "echo 'DejaVu Sans'")
    a_script(tmp_path / "bin/apt-get", APT_GET)
    (tmp_path / "bin/cp").symlink_to("/bin/cp")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(tmp_path / "browsers"))
    playwright = a_script(tmp_path / "playwright", PLAYWRIGHT)
    return Machine(has_apt=True, is_ci=False, without_browser=False, playwright=playwright)


def calls() -> list[str]:
    noted = Path("calls")
    return noted.read_text().splitlines() if noted.exists() else []


def refusal(machine: Machine) -> str:
    with pytest.raises(SystemExit) as ended:
        main(machine)
    return str(ended.value)


def all_but(name: str) -> None:
    for other in {"curl", "libatomic", "chromium", "fc-list"} - {name}:
        Path("bin", other).symlink_to(Path("tool").resolve())


def test_root_on_debian_gets_everything_by_apt(machine: Machine) -> None:
    main(machine)
    assert calls() == APT_GETS_ALL


def test_the_second_time_nothing_is_installed(machine: Machine) -> None:
    main(machine)
    main(machine)
    assert calls() == APT_GETS_ALL


def test_only_what_is_missing_is_installed(machine: Machine) -> None:
    all_but("chromium")
    main(machine)
    assert calls() == ["apt-get update ", "apt-get install chromium-headless-shell"]


def test_fonts_that_lack_a_language_are_installed(machine: Machine) -> None:
    all_but("fc-list")
    a_script(Path("bin/fc-list"), "[ $1 = :lang=fa ] || echo 'Latin Sans'")
    main(machine)
    assert calls() == ["apt-get update ", "apt-get install fontconfig"]


def test_a_browser_that_does_not_run_is_none(machine: Machine) -> None:
    all_but("chromium")
    a_script(Path("bin/chromium-browser"), "echo 'this requires the snap' >&2; exit 1")
    main(machine)
    assert "apt-get install chromium-headless-shell" in calls()


def test_where_apt_has_no_small_chromium_it_is_asked_for_the_whole(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    all_but("chromium")
    monkeypatch.setenv("FAILING", "chromium-headless-shell")
    main(machine)
    assert calls() == [
        "apt-get update ",
        "apt-get install chromium-headless-shell",
        "apt-get install chromium",
    ]


def test_where_apt_has_no_chromium_playwright_downloads_one_with_its_libraries(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FAILING", "chromium*")
    Path("playwright").write_text(Path("playwright").read_text().replace("chromium ]", "nothing ]"))
    main(machine)
    first, last = APT_GETS_ALL[:-1], APT_GETS_ALL[-1]
    assert calls() == [
        *first,
        "apt-get install chromium",
        last,
        "playwright install --no-shell --with-deps chromium",
    ]


def test_who_is_not_root_gets_the_browser_from_playwright(machine: Machine) -> None:
    all_but("chromium")
    main(replace(machine, has_apt=False))
    assert calls() == ["playwright install --no-shell chromium"]


@pytest.mark.parametrize("is_ci", [True, False])
def test_where_nothing_can_be_installed_it_ends_with_what_to_do(
    machine: Machine, monkeypatch: pytest.MonkeyPatch, is_ci: bool
) -> None:
    monkeypatch.setenv("FAILING", "*")
    all_but("chromium")
    said = refusal(replace(machine, is_ci=is_ci))
    assert "the tests need Chromium, which could not be installed" in said
    assert "sudo apt-get install chromium)" in said
    assert (f"{WITHOUT_BROWSER}=1" in said) is not is_ci


def test_a_download_that_hangs_is_ended(
    machine: Machine, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    all_but("chromium")
    monkeypatch.setattr("tests.needs.DOWNLOAD_SECONDS", 0.2)
    hanging = a_script(
        Path("hanging").resolve(), "[ $1 != --version ] || exit 0; /bin/sleep 600 & echo $! > helper; wait"
    )
    assert "the tests need Chromium" in refusal(replace(machine, has_apt=False, playwright=hanging))
    assert "was stopped after 0.2 seconds" in capfd.readouterr().err
    helper = Path("helper").read_text().strip()
    assert not Path(f"/proc/{helper}/cmdline").exists() or Path(f"/proc/{helper}/cmdline").read_bytes() == b""


def test_a_developer_may_test_without_a_browser_and_is_told_so(
    machine: Machine, capfd: pytest.CaptureFixture[str]
) -> None:
    main(replace(machine, without_browser=True))
    assert calls() == ["apt-get update ", "apt-get install curl"]
    assert "no page is opened in a browser" in capfd.readouterr().err


def test_ci_may_not(machine: Machine) -> None:
    assert f"Unset {WITHOUT_BROWSER}" in refusal(replace(machine, without_browser=True, is_ci=True))
    assert calls() == []
