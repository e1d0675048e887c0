"""Snapshots and events as a CAD sends them."""
