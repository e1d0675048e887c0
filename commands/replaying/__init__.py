"""Replays past calls through the API as a CAD would, with each call's clock moved to its own times."""
