"""Understanding replies: normalizing a text, finding phrases in it, reading ratings."""
