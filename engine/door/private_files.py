"""Write a file whole or not at all, readable by its owner only where it is a secret."""

from __future__ import annotations

import os
from pathlib import Path

SECRET = 0o600
PUBLIC = 0o644


def write(path: Path, data: bytes, *, mode: int) -> None:
    """Put it in place of what is there, so that no reader sees half of it."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    half = path.with_name(f".{path.name}.new")
    half.unlink(missing_ok=True)
    opened = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with os.fdopen(opened, "wb") as file:
        os.fchmod(opened, mode)
        file.write(data)
    half.replace(path)
