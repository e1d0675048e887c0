"""Tests of domain/audit."""
