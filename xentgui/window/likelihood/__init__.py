"""The likelihood of a row: a product of bars that −ln makes a sum, and what every labelling would get."""
