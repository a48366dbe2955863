"""The left column: labels, outputs with the loss of each row, and what the activation makes of them."""
