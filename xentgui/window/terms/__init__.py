"""One row, term by term."""
