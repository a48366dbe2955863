"""The cards: what each definition gives on this data."""
