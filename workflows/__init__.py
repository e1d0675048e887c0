"""What happens, in order: deterministic and thin; `contract` is what others may import."""
