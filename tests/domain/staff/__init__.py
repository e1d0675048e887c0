"""Tests of the rules about staff."""
