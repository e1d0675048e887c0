"""An example that nobody lived: a town that exists nowhere, and a year of its calls."""
