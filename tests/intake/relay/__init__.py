"""Handing events to workflows."""
