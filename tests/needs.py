"""Install what the tests need besides the locked dependencies: curl, fonts and a browser (`python -m tests.needs`).

As root on Debian or Ubuntu with apt-get; a browser elsewhere by Playwright's download. What is there stays as it is.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from playwright.async_api import Error as PlaywrightError

from domain.messages import LANGUAGES
from tests.browser import WITHOUT_BROWSER, NoChromium, chromium_on_path, launched

PLAYWRIGHT = Path(sys.executable).with_name("playwright")
DOWNLOAD_SECONDS = 900
APT = ("apt-get", "-o", "DPkg::Lock::Timeout=300")


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    """What decides how a need is met."""

    has_apt: bool = field(default_factory=lambda: os.geteuid() == 0 and shutil.which("apt-get") is not None)
    is_ci: bool = field(default_factory=lambda: bool(os.environ.get("CI")))
    without_browser: bool = field(default_factory=lambda: bool(os.environ.get(WITHOUT_BROWSER)))
    playwright: Path = PLAYWRIGHT


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """What it is, whether it is there, and the packages of Debian and Ubuntu that bring it.

    Where `packages` cannot be installed or do not run, `else_packages` are tried; they are also what is advised.
    """

    name: str
    is_there: Callable[[Machine], bool]
    packages: tuple[str, ...]
    else_packages: tuple[str, ...] = ()


def has_curl(_: Machine) -> bool:
    """The tests run the commands of the documents as they stand."""
    return shutil.which("curl") is not None


def has_driver(machine: Machine) -> bool:
    """Playwright brings a Node.js, which needs a library that a small Debian lacks."""
    return subprocess.run([machine.playwright, "--version"], capture_output=True, check=False).returncode == 0


def has_fonts(_: Machine) -> bool:
    """Whether each language's letters can be drawn; systems without fontconfig bring their own fonts."""
    if not shutil.which("fc-list"):
        return sys.platform != "linux"
    return all(_output("fc-list", f":lang={language}", "family") for language in LANGUAGES)


def has_browser(machine: Machine) -> bool:
    """Playwright's own is started once, as it may lack libraries of the system."""
    return chromium_on_path() is not None or (has_driver(machine) and asyncio.run(_launches()))


CURL = Need(name="curl", is_there=has_curl, packages=("curl",))
DRIVER = Need(name="Playwright's driver", is_there=has_driver, packages=("libatomic1",))
FONTS = Need(
    name=f"fonts for {', '.join(LANGUAGES)}",
    is_there=has_fonts,
    packages=("fontconfig", "fonts-dejavu-core", "fonts-noto-core"),
)
BROWSER = Need(
    name="Chromium",
    is_there=has_browser,
    packages=("chromium-headless-shell",),  # draws the same pages for two thirds of the CPU
    else_packages=("chromium",),
)


def main(machine: Machine) -> None:
    """Install what is missing; exit with what to do when that fails."""
    needs = [CURL, DRIVER, BROWSER, FONTS]
    if machine.without_browser:
        if machine.is_ci:
            raise SystemExit(f"setup failed: CI opens the pages in a browser. Unset {WITHOUT_BROWSER}, then repeat.")
        say(f"{WITHOUT_BROWSER} is set: no page is opened in a browser")
        needs = [CURL]
    missing = _missing(needs, machine)
    if missing and machine.has_apt:
        _install_packages(missing, machine)
        missing = _missing(missing, machine)
    if BROWSER in missing:
        _download_browser(machine)
        missing = _missing(missing, machine)
    if missing:
        raise SystemExit(_advice(missing, machine))
    say(f"the tests have what they need: {', '.join(need.name for need in needs)}")


def say(text: str) -> None:
    """As tools/bootstrap.sh does."""
    print(f"setup: {text}", file=sys.stderr)


def _missing(needs: list[Need], machine: Machine) -> list[Need]:
    return [need for need in needs if not need.is_there(machine)]


def _install_packages(needs: list[Need], machine: Machine) -> None:
    """One by one, as Ubuntu has no package for one of them."""
    _run(*APT, "update")  # an outdated list may still do
    for need in needs:
        for packages in filter(None, (need.packages, need.else_packages)):
            say(f"installing {need.name} (apt-get install {' '.join(packages)})")
            _run(*APT, "install", "--yes", "--no-install-recommends", *packages)
            if need.is_there(machine):
                break


def _download_browser(machine: Machine) -> None:
    say(f"downloading Chromium (playwright install chromium; at most {DOWNLOAD_SECONDS // 60} minutes)")
    with_libraries = ["--with-deps"] if machine.has_apt else []
    _run(str(machine.playwright), "install", "--no-shell", *with_libraries, "chromium", seconds=DOWNLOAD_SECONDS)


def _advice(missing: list[Need], machine: Machine) -> str:
    packages = " ".join(package for need in missing for package in need.else_packages or need.packages)
    can_do_without = CURL not in missing and not machine.is_ci
    unless = f" {WITHOUT_BROWSER}=1 runs the tests that need no browser." if can_do_without else ""
    return (
        f"\nsetup failed: the tests need {' and '.join(need.name for need in missing)}, which could not be installed. "
        f"Install by hand (Debian: sudo apt-get install {packages}), then repeat.{unless}"
    )


def _run(*command: str, seconds: float | None = None) -> None:
    """Show what it says; whether it worked is judged by what is there afterwards."""
    # A session of its own: the downloader leaves its helper running when it alone is stopped.
    process = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=sys.stderr,
        env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
        start_new_session=True,
    )
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        say(f"{command[0]} was stopped after {seconds} seconds")
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGTERM)
            process.wait()


def _output(*command: str) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()


async def _launches() -> bool:
    try:
        async with launched():
            return True
    except (NoChromium, PlaywrightError):
        return False


if __name__ == "__main__":
    main(Machine())
