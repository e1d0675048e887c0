"""Everything that touches the world: the database, the providers, the words of messages."""
