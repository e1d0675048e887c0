"""Render a message key and its facts into the words of a text or an email, in one language."""
