"""Reads an agency's live tables and writes an extract of them: what happened and when, and no person."""
