"""Open data: what a city publishes of its calls, so that no row is one person's, and the API that serves it."""
