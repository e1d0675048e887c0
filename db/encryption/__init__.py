"""Encryption of what is kept about people: keys, sealing, rotation."""
