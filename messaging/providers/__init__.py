"""The vendors that carry messages; the only folder that imports their SDKs."""
