"""Reaching Temporal: the client, the development server, search attributes, retention and the clock."""
