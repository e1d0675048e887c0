"""What is asked after a call, of whom, and what the answers say: pure rules."""
