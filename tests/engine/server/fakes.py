"""Commands that only pretend: a `temporal` that knows its version, a `go` that builds one."""

from __future__ import annotations

from pathlib import Path

GO_MOD = "module tools\n\ngo 1.26.8\n"


def a_script(path: Path, body: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{body}\n")
    path.chmod(0o755)
    return path


def a_temporal(path: Path, server: str = "1.32.0") -> Path:
    return a_script(path, f"echo 'temporal version 1.8.2 (Server {server}, UI 2.54.1)'")


def a_go(path: Path, *, version: str = "1.26.8", builds: str = "1.32.0", fails: str = "") -> Path:
    """A `go` with the three verbs we use; it notes each call beside itself, in `calls`."""
    build = (
        f"echo '{fails}'; exit 1"
        if fails
        else f"""echo one/package; echo other/package
             shift; while [ "$1" != -o ]; do shift; done
             printf '#!/bin/sh\\necho "temporal version 0 (Server {builds}, UI 2)"\\n' > "$2"
             chmod +x "$2" """
    )
    return a_script(
        path,
        f"""echo "$1" >> '{path.parent}/calls'
        case "$1" in
          version) echo 'go version go{version} linux/amd64' ;;
          list) echo 'go: downloading some.module v1.0.0'; echo true; echo false; echo true ;;
          build) {build} ;;
        esac""",
    )
