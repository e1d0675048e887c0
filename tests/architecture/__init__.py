"""What must stay true of the whole."""
