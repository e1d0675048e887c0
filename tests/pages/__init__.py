"""Every page for people, as a browser shows it."""
