"""What Temporal calls: record a step of a call, send messages; and what only that needs."""
