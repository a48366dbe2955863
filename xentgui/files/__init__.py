"""Reading and writing: pasted text, imports, sessions, exports, recovery."""
