"""Past calls from a CAD's export: a mapping says what its columns mean, and people are invented."""
