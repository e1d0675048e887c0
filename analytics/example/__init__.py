"""An example that did not happen: a town that exists nowhere, and a year of its calls."""
