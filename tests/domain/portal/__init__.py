"""Tests of the rules of the portal."""
