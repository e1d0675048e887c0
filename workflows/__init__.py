"""The workflow of a call and what only it needs: deterministic code. `contract` is what others may import."""
