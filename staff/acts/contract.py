"""What acts that need two persons have in common. A stand-in with the names of what takes its place."""

from __future__ import annotations


class CannotPropose(ValueError):
    """There is nothing to propose in these facts; says why, without people."""
