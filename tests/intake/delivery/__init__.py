"""Delivery reports of providers."""
