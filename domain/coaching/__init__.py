"""What a picture of an officer's or call-taker's work may hold, and what may follow from it: words, nothing else."""
