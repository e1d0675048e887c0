"""The simulator, tried with the vendors' own SDKs."""
