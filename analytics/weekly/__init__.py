"""The weekly email of results: to whom the agency wants it sent, what it says, and how it leaves once."""
