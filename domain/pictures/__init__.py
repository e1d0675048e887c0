"""What a picture file is, by its bytes alone."""
