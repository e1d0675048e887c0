"""Tests of what an agency's staff may see and do."""
