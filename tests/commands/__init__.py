"""Tests of the `caseline` command."""
