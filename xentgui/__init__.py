"""xentgui: the cross-entropy laboratory."""
