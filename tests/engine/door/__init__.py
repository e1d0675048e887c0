"""Tests of `engine/door/`."""
