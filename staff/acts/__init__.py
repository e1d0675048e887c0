"""What each kind of act that needs two persons can do."""
