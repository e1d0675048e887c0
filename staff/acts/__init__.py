"""What two persons can decide: for each kind of proposal, what it would change, and how it is done."""
