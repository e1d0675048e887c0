"""Calls from a CAD: snapshots and events, checked, compared and accepted."""
