"""The weekly email of results: which readers the agency named, what it says, and how it leaves once."""
