"""What one can ask of the data, one question a file."""
