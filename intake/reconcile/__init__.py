"""Compares the database with Temporal's histories after a restore, and mends what differs."""
