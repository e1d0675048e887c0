"""Tests of comparing the database with Temporal's histories."""
