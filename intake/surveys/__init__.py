"""Survey answers and results."""
