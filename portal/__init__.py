"""The portal: who comes in, and what they see and ask for there."""
