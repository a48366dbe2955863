"""The loss of one row over all probabilities: a triangle or a square with contours, in which its point is dragged."""
