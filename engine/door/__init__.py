"""Temporal's door: the certificates and tokens by which its server knows who comes, and when they end."""
