"""Rules of the audit log: what is recorded, and how records are bound together."""
