"""Plots that a person understands without a legend: what they say, how they look, and where they are kept."""
