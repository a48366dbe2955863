"""Who defines it how: one file a source."""
