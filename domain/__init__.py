"""Pure rules of the field: no input, no output, nothing outside the standard library."""
