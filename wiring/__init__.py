"""Puts the API and the worker together from the settings; only the commands that start or check them import it."""
