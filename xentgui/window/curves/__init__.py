"""The loss of one row, and its slope, as one of its outputs moves: drawn, read out, dragged."""
