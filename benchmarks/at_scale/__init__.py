"""A database of millions of messages, and what its statements cost there."""
