"""What columns are: outputs, labels, weights, names; by what they are called and by their numbers, with the reasons."""
