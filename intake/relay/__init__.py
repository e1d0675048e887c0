"""Hands accepted events to the workflow of their call."""
