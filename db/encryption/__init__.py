"""How what is kept about people is encrypted: keys, sealing, rotation."""
