"""What others would drive the same calls with, measured beside ours (README.md in this folder)."""
