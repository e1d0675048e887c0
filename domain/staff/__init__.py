"""Rules about the agency's staff: what each role may do."""
