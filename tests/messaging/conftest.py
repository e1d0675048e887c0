"""Tests here plan, compose and send messages at the desk of the activities' tests."""

from __future__ import annotations

from tests.desk import desk

__all__ = ["desk"]
