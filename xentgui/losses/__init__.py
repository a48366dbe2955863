"""What a definition of cross-entropy is, and what it gives: numpy alone."""
