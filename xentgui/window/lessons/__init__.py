"""Lessons: the bar that leads through one, and what is covered while its question is open."""
