"""Somebody texted back: who it is, what they mean, what follows from it, and what we answer."""
