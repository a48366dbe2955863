"""My number: a loss from elsewhere, and which definition, option or slip gives it."""
