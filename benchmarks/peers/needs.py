"""What the comparison needs beside Caseline itself, and how to get it."""

from __future__ import annotations

import importlib.util
import shutil

PACKAGES = """They need an environment of their own (Celery wants an older python-dateutil):
  UV_PROJECT_ENVIRONMENT=.venv-peers uv sync --frozen --no-dev --group peers
  .venv-peers/bin/python -m benchmarks.peers.compare
`make setup` leaves a uv in .caseline-tools/bin if you have none. With pip 25.1 or newer, in a new environment:
  pip install -e . --group peers"""
REDIS = "redis-server is not on PATH: apt-get install redis-server (Debian, Ubuntu), brew install redis (macOS)."
GO = "The Temporal server on PostgreSQL is built with Go, once: put go on PATH."


def missing() -> str:
    """In words; empty if nothing is."""
    packages = [name for name in ("celery", "redis", "dbos") if importlib.util.find_spec(name) is None]
    said = [f"Not installed: {', '.join(packages)}. {PACKAGES}"] if packages else []
    said += [REDIS] if shutil.which("redis-server") is None else []
    said += [GO] if shutil.which("go") is None else []
    return "\n".join(said)
