"""The portal: how a victim signs in, what they see of a case, and what they may ask for and choose."""
