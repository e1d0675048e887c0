"""The set-up script: what it looks for, what it skips the second time, what it says when it cannot go on."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.engine.server.fakes import a_script

PYTHONS = ("python3.13", "python3.12", "python3.11", "python3", "python")

CASELINE = """echo "caseline $*" >> calls
[ "$1 $2" != "$FAILING" ] || exit 1
case "$1" in
  translations) touch locales/es/LC_MESSAGES/caseline.mo ;;
  temporal) printf "#!/bin/sh\\n" > server && chmod +x server && echo "$PWD/server" ;;
esac"""

UV = f"""case "$1" in
  --version) echo 'uv 9.9.9' ;;
  sync)
    echo "uv $*" >> calls
    [ "$1" != "$FAILING" ] || exit 1
    mkdir -p .venv/bin
    printf '#!/bin/sh\\n' > .venv/bin/python
    cat > .venv/bin/caseline <<'END'
#!/bin/sh
{CASELINE}
END
    chmod +x .venv/bin/* ;;
esac"""

# A Python that can also "make" a virtual environment, whose pip "installs" uv.
PYTHON = f"""case "$1 $2" in
  "-m venv") mkdir -p "$4/bin"; cp "$0" "$4/bin/python" ;;
  "-m pip") echo "pip $*" >> calls; cp "{{uv}}" "$(dirname "$0")/uv" ;;
  "-c import sys; print(sys.executable)") echo "$0" ;;
  --version*) echo 'Python 3.12.0' ;;
  *) exec {sys.executable} "$@" ;;
esac"""


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A fresh clone, as far as the script looks at it."""
    folder = tmp_path / "clone"
    (folder / "tools").mkdir(parents=True)
    shutil.copy(ROOT / "tools/bootstrap.sh", folder / "tools")
    (folder / "pyproject.toml").write_text("[project]\n")
    (folder / "uv.lock").write_text("version = 1\n")
    (folder / "locales/es/LC_MESSAGES").mkdir(parents=True)
    (folder / "locales/es/LC_MESSAGES/caseline.po").write_text("")
    os.utime(folder / "locales/es/LC_MESSAGES/caseline.po", (0, 0))
    return folder


@pytest.fixture
def commands(tmp_path: Path) -> Path:
    """The first folder on PATH: it has uv, and every Python in it is a shim that does not run."""
    folder = tmp_path / "bin"
    a_script(folder / "uv", UV)
    for name in PYTHONS:
        a_script(folder / name, "echo 'pyenv: command not found' >&2; exit 127")
    (folder / "python3").unlink()
    (folder / "python3").symlink_to(sys.executable)
    return folder


def set_up(clone: Path, commands: Path, extra: Mapping[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(clone / "tools/bootstrap.sh")],
        env={"PATH": f"{commands}{os.pathsep}/usr/bin{os.pathsep}/bin", "HOME": str(clone), **(extra or {})},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def calls(clone: Path) -> list[str]:
    return (clone / "calls").read_text().splitlines()


def test_a_fresh_clone_gets_everything_in_order(clone: Path, commands: Path) -> None:
    done = set_up(clone, commands)

    assert done.returncode == 0, done.stderr
    sync, *rest = calls(clone)
    assert sync.startswith("uv sync --frozen --all-extras --python ")
    assert rest == ["caseline translations compile", "caseline temporal install"]
    assert done.stderr.splitlines()[-1] == "setup: ready"


def test_the_second_time_nothing_is_done_again(clone: Path, commands: Path) -> None:
    set_up(clone, commands)
    once = calls(clone)
    again = set_up(clone, commands)

    assert again.returncode == 0
    assert calls(clone) == once


def test_a_changed_translation_is_compiled_again(clone: Path, commands: Path) -> None:
    set_up(clone, commands)
    os.utime(clone / "locales/es/LC_MESSAGES/caseline.po", (2**31, 2**31))
    set_up(clone, commands)

    assert calls(clone).count("caseline translations compile") == 2


def test_a_server_that_has_gone_is_looked_for_again(clone: Path, commands: Path) -> None:
    set_up(clone, commands)
    (clone / "server").unlink()
    set_up(clone, commands)

    assert calls(clone).count("caseline temporal install") == 2


@pytest.mark.parametrize("changed", ["uv.lock", "pyproject.toml"])
def test_a_changed_lock_is_installed(clone: Path, commands: Path, changed: str) -> None:
    set_up(clone, commands)
    with (clone / changed).open("a") as file:
        file.write("# changed\n")
    set_up(clone, commands)

    assert sum(call.startswith("uv sync") for call in calls(clone)) == 2


def test_an_installation_that_failed_is_tried_again(clone: Path, commands: Path) -> None:
    failed = set_up(clone, commands, {"FAILING": "sync"})
    repeated = set_up(clone, commands)

    assert failed.returncode == 1
    assert "setup failed: the locked dependencies" in failed.stderr
    assert repeated.returncode == 0
    assert sum(call.startswith("uv sync") for call in calls(clone)) == 2


def test_without_a_python_that_runs_it_says_which_to_install(clone: Path, commands: Path) -> None:
    (commands / "python3").unlink()
    a_script(commands / "python3", "exit 127")

    done = set_up(clone, commands)

    assert done.returncode == 1
    assert "Python 3.11 or newer" in done.stderr
    assert "apt install" in done.stderr


def test_without_uv_a_private_one_is_installed_once(clone: Path, commands: Path, tmp_path: Path) -> None:
    uv = (commands / "uv").rename(tmp_path / "uv-from-pypi")
    (commands / "python3").unlink()
    a_script(commands / "python3", PYTHON.format(uv=uv))

    first = set_up(clone, commands)
    (clone / "uv.lock").write_text("version = 2\n")
    set_up(clone, commands)

    assert first.returncode == 0, first.stderr
    assert [call.split()[-1].split("==")[0] for call in calls(clone) if call.startswith("pip")] == ["uv"]
    assert sum(call.startswith("uv sync") for call in calls(clone)) == 2


@pytest.mark.parametrize(
    ("step", "sentence"),
    [("translations compile", "translations could not be compiled"), ("temporal install", "no Temporal server to use")],
)
def test_a_failed_step_ends_it_with_what_to_do(clone: Path, commands: Path, step: str, sentence: str) -> None:
    done = set_up(clone, commands, {"FAILING": step})

    assert done.returncode == 1
    assert f"setup failed: {'the' if 'compile' in step else 'there is'} {sentence}" in done.stderr
