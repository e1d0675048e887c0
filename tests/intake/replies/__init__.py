"""Tests of what a person means by a text they send back."""
