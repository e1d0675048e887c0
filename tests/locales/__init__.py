"""Tests of languages, formats and catalogs."""
