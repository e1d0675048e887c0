"""The portal: who may follow a case there, and what they see of it."""
