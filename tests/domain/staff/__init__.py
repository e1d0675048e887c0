"""Rules about the staff."""
