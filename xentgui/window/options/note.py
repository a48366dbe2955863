"""What stands beside a field: its line of help, or why its value can not be."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel


class Note(QLabel):
    """A line of help, until there is something to say."""

    def __init__(self, help_words: str) -> None:
        super().__init__(help_words, wordWrap=True)
        self._help = help_words
        self.setMinimumWidth(260)
        self.setProperty("secondary", True)

    def say(self, problem: str = "") -> None:
        """Show a problem, or the help again."""
        text = f"! {problem}" if problem else self._help
        if text == self.text():
            return
        self.setText(text)
        self.setProperty("secondary", not problem)
        self.setProperty("refused", bool(problem))
        self.style().unpolish(self)
        self.style().polish(self)
