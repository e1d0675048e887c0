"""An example that no person lived: a town that exists nowhere, and a year of its calls."""
