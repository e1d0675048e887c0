"""Play past calls again: through the API like any CAD, with each call's clock moved to its own times."""
