"""Our clients of the providers that carry messages; the only folder that imports their SDKs."""
