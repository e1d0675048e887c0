"""Figures about cost, measured on real processes; none of them is a test."""
